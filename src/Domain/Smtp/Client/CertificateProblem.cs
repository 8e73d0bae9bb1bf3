namespace Laitos.Domain.Smtp.Client;

/// <summary>Why a certificate cannot be trusted, as far as the TLS library tells.</summary>
/// <param name="Missing">True when none was shown.</param>
/// <param name="WrongName">True when it does not bear the name of the relay.</param>
/// <param name="Names">The names that it bears.</param>
/// <param name="Expires">The day on which it ceases to be valid, as <c>2027-01-31</c>; empty when unknown.</param>
/// <param name="Chain">What is wrong with the chain to an authority, in the terms of the library: <c>UntrustedRoot</c>, <c>NotTimeValid</c>.</param>
public sealed record CertificateProblem(bool Missing, bool WrongName, Seq<string> Names, string Expires, Seq<string> Chain)
{
    /// The most names that are listed.
    const int MostNames = 5;

    /// <summary>The host, what is wrong with its certificate, and what helps.</summary>
    public string Explain(string host) =>
        Missing ? $"{host} showed no certificate"
        : $"the certificate of {host} cannot be trusted: {string.Join("; ", Reasons(host))}";

    IEnumerable<string> Reasons(string host) => WrongNames(host).Concat(Dates()).Concat(Authority()).DefaultIfEmpty("it is not valid");

    IEnumerable<string> WrongNames(string host) => WrongName
        ? [$"it is for {(Names.IsEmpty ? "no name" : string.Join(", ", Names.AsEnumerable().Take(MostNames)))}, not for {host}: set MailClient.MTAHost to a name that it bears"]
        : [];

    IEnumerable<string> Dates() => Chain.Contains("NotTimeValid")
        ? [$"it is out of date{(Expires.Length > 0 ? $" (valid until {Expires})" : "")}: the relay must renew it, or the clock of this machine is wrong"]
        : [];

    IEnumerable<string> Authority()
    {
        var others = Chain.Filter(status => status != "NotTimeValid");
        return others.Exists(status => status is "UntrustedRoot" or "PartialChain")
            ? ["it is signed by an authority that this machine does not trust: install the authority's certificate on this machine"]
            : others.IsEmpty ? [] : [string.Join(", ", others)];
    }
}
