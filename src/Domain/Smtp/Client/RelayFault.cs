namespace Laitos.Domain.Smtp.Client;

/// <summary>
/// What went wrong between us and the relay, where the relay said nothing about the mail. None of it fails a mail for good: it is kept and tried again.
/// </summary>
public abstract record RelayFault
{
    RelayFault() { }

    /// <summary>The name of the relay has no address.</summary>
    public sealed record NameUnknown(string Host, string Reason) : RelayFault;

    /// <summary>The name leads to this daemon itself: what is sent there would come back for ever.</summary>
    public sealed record RelayIsSelf(string Place) : RelayFault;

    /// <summary>No connection came about.</summary>
    public sealed record Unreachable(string Reason) : RelayFault;

    /// <summary>The relay greeted us with a refusal: its trouble, not the mail's.</summary>
    public sealed record NotWelcome(Reply Reply) : RelayFault;

    /// <summary>TLS is required and not offered.</summary>
    public sealed record NoTls : RelayFault;

    /// <summary>The relay offered STARTTLS and then refused it (RFC 3207 §4).</summary>
    public sealed record TlsRefused(Reply Reply) : RelayFault;

    /// <summary>The TLS handshake failed.</summary>
    public sealed record HandshakeFailed(string Reason) : RelayFault;

    /// <summary>The relay's certificate cannot be trusted.</summary>
    public sealed record Untrusted(string Host, CertificateProblem Problem) : RelayFault;

    /// <summary>The login would have to travel in clear.</summary>
    public sealed record LoginInClear : RelayFault;

    /// <summary>A login is configured, and the relay offers none that we can use.</summary>
    public sealed record NoLogin(Seq<string> Offered) : RelayFault;

    /// <summary>The password or the access token to log in with cannot be had.</summary>
    public sealed record NoSecret(string Reason) : RelayFault;

    /// <summary>The login was refused.</summary>
    public sealed record LoginRefused(Reply Reply) : RelayFault;

    /// <summary>The relay wants a login, or TLS, before it takes mail: 530 and its kin (RFC 4954 §6, RFC 3207 §4).</summary>
    public sealed record LoginWanted(Reply Reply) : RelayFault;

    /// <summary>The relay refused the mail, soon after a start with changed settings: it may be us that it refuses.</summary>
    public sealed record OnTrial(Reply Reply) : RelayFault;

    /// <summary>A relay on this machine does not pass mail on for us.</summary>
    public sealed record RelayingDenied(Reply Reply) : RelayFault;

    /// <summary>421, at any point (RFC 5321 §3.8).</summary>
    public sealed record Closing(Reply Reply) : RelayFault;

    /// <summary>The connection broke.</summary>
    public sealed record Broken(RelayStage Stage) : RelayFault;

    /// <summary>The relay kept silent.</summary>
    public sealed record Silent(RelayStage Stage) : RelayFault;

    /// <summary>The relay does not speak SMTP, or speaks out of turn.</summary>
    public sealed record Garbled(RelayStage Stage, string Found) : RelayFault;

    /// <summary>The connection was lost in the one moment in which it is unknown whether the mail was taken (RFC 5321 §4.5.3.2.6).</summary>
    public sealed record InDoubt(string Cause) : RelayFault;

    /// <summary>The content could not be read.</summary>
    public sealed record ContentUnavailable(string Reason) : RelayFault;

    /// <summary>Every connection was busy for as long as the mail could wait.</summary>
    public sealed record AllBusy : RelayFault;

    /// <summary>Held back for the sake of another recipient, so that a retry makes no duplicates.</summary>
    public sealed record HeldBack(Reply Other) : RelayFault;

    /// <summary>True where only the owner can mend it: the settings, the account or the machine are at fault, not the hour.</summary>
    public bool IsSetUp => this is NameUnknown or RelayIsSelf or NoTls or HandshakeFailed or Untrusted or LoginInClear or NoLogin or NoSecret or LoginWanted or OnTrial or RelayingDenied or LoginRefused { Reply.IsPermanent: true };

    /// <summary>The fault as a reply: always a 4yz.</summary>
    public Reply Because => this switch
    {
        NameUnknown(var host, var reason) => Of(4, 4, $"the relay's name {host} has no address ({reason}): check MailClient.MTAHost"),
        RelayIsSelf(var place) => Of(4, 6, $"the relay {place} is this daemon itself: set MailClient.MTAHost and MTAPort to another server"),
        Unreachable(var reason) => Of(4, 1, $"the relay cannot be reached: {reason}"),
        NotWelcome(var reply) => Of(3, 2, $"the relay takes no mail from us now: {reply}"),
        NoTls => Of(7, 4, "the relay offers no TLS, which MailClient.TLS requires"),
        TlsRefused(var reply) => Of(7, 4, $"the relay offers TLS and refuses it: {reply}"),
        HandshakeFailed(var reason) => Of(7, 5, $"TLS with the relay failed: {reason}"),
        Untrusted(var host, var problem) => Of(7, 5, $"TLS with the relay failed: {problem.Explain(host)}"),
        LoginInClear => Of(7, 4, "the relay offers no TLS: the login is not sent in clear (MailClient.AllowPlaintextAuth would permit it)"),
        NoLogin(var offered) => Of(7, 4, $"the relay offers no login that can be used here; it offers {(offered.IsEmpty ? "none" : string.Join(' ', offered))}"),
        NoSecret(var reason) => Of(7, 8, $"there is nothing to log in to the relay with: {reason}"),
        LoginRefused(var reply) => Of(7, 8, $"the relay refused the login: {reply}"),
        LoginWanted(var reply) => Of(7, 0, $"the relay wants a login or TLS first, see MailClient.AuthUsername and TLS: {reply}"),
        OnTrial(var reply) => Of(3, 5, $"the relay refused it soon after its settings were changed, so it is kept for now: check MailClient: {reply}"),
        RelayingDenied(var reply) => Of(3, 5, $"the mail server on this machine does not relay for us: permit 127.0.0.1 there (mynetworks in Postfix), or set MailClient.AuthUsername: {reply}"),
        Closing(var reply) => Of(3, 2, $"the relay is closing: {reply}"),
        Broken(var stage) => Of(4, 2, $"the relay closed the connection: {RelayStages.Words(stage)}"),
        Silent(var stage) => Of(4, 2, $"the relay was silent for too long: {RelayStages.Words(stage)}"),
        Garbled(var stage, var found) => Of(5, 0, $"the relay gave no sensible reply: {RelayStages.Words(stage)}: {found}"),
        InDoubt(var cause) => Of(4, 2, $"the mail was sent whole, but the relay's answer was lost ({cause}): a duplicate is possible"),
        ContentUnavailable(var reason) => Of(3, 0, $"the mail could not be read: {reason}"),
        AllBusy => Of(3, 2, "all connections to the relay are busy"),
        HeldBack(var other) => Of(3, 0, $"not sent yet: another recipient is to be tried again later: {other}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Reply Of(int subject, int detail, string text) => Reply.Of(451, subject, detail, text);
}

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
