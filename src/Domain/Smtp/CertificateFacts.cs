using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>What a server certificate says of itself (RFC 5280 §4.1, RFC 9525 §6.3).</summary>
/// <param name="NotBefore">When it begins to be valid.</param>
/// <param name="NotAfter">When it ends to be valid.</param>
/// <param name="Names">The names of the host, in the letters of the certificate; <c>*</c> may stand for the first label.</param>
public sealed record CertificateFacts(Instant NotBefore, Instant NotAfter, Seq<string> Names)
{
    /// <summary>How long ahead its end is told.</summary>
    public static TimeSpan WarningTime { get; } = TimeSpan.FromDays(14);

    /// <summary>Whatever its owner should know of it now; empty for a good one.</summary>
    /// <param name="hostname">The name that we greet with, and that senders look for in it.</param>
    /// <param name="now">The time.</param>
    public Seq<CertificateFinding> Judge(DomainName hostname, Instant now) =>
        Validity(now).Then(Names.Exists(name => IsNameOf(name, hostname)) ? default : Seqs.Of<CertificateFinding>(new CertificateFinding.WrongName(hostname, Names)));

    Seq<CertificateFinding> Validity(Instant now) =>
        now < NotBefore ? Seqs.Of<CertificateFinding>(new CertificateFinding.NotYetValid(NotBefore))
        : now > NotAfter ? Seqs.Of<CertificateFinding>(new CertificateFinding.Expired(NotAfter))
        : now + WarningTime > NotAfter ? Seqs.Of<CertificateFinding>(new CertificateFinding.ExpiresSoon(NotAfter))
        : default;

    /// RFC 9525 §6.3: letter case does not count; a wildcard is the whole first label, and stands for exactly one.
    static bool IsNameOf(string name, DomainName hostname) =>
        name.Equals(hostname.Value, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal) && hostname.Parent.Exists(parent => parent.Value.Equals(name[2..], StringComparison.OrdinalIgnoreCase)));
}

/// <summary>What is wrong with a certificate, or soon will be. Most senders take it all the same, for they do not verify; those that do defer their mail.</summary>
public abstract record CertificateFinding
{
    CertificateFinding() { }

    /// <summary>Its time has not come.</summary>
    public sealed record NotYetValid(Instant From) : CertificateFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"it is not valid before {From}: check the clock of this machine";
    }

    /// <summary>Its time is over.</summary>
    public sealed record Expired(Instant At) : CertificateFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"it expired at {At}: renew it";
    }

    /// <summary>Its time is over in two weeks or less.</summary>
    public sealed record ExpiresSoon(Instant At) : CertificateFinding
    {
        /// <inheritdoc/>
        public override string ToString() => $"it expires at {At}: renew it";
    }

    /// <summary>It is another host's.</summary>
    public sealed record WrongName(DomainName Hostname, Seq<string> Names) : CertificateFinding
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"it is not for {Hostname} but for {(Names.IsEmpty ? "no host" : Printable.Excerpt(string.Join(", ", Names), 200))}: set MailDaemon.Hostname to a name of it, or get one for {Hostname}";
    }
}
