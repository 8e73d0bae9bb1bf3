using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>One thing that can be right or wrong with a set-up.</summary>
public abstract record SetupCheck
{
    SetupCheck() { }

    /// <summary>The configuration has no keys without effect.</summary>
    public sealed record Notices : SetupCheck;

    /// <summary>A DNS server answers.</summary>
    public sealed record Resolver(NameServer Server) : SetupCheck;

    /// <summary>There is a DNS server to ask.</summary>
    public sealed record NoResolver : SetupCheck;

    /// <summary>The mail of a domain comes here (RFC 5321 §5.1).</summary>
    public sealed record MailExchanger(DomainName Domain) : SetupCheck;

    /// <summary>The host name leads to this machine.</summary>
    public sealed record Address : SetupCheck;

    /// <summary>The addresses of this machine have its name, and the name leads back (RFC 8601 §3).</summary>
    public sealed record ReverseName : SetupCheck;

    /// <summary>The name in EHLO is one that others accept (RFC 5321 §2.3.5).</summary>
    public sealed record HelloName : SetupCheck;

    /// <summary>A domain of our envelope senders lets the relay use it (RFC 7208).</summary>
    public sealed record SenderPolicy(DomainName Domain) : SetupCheck;

    /// <summary>The key record matches the key (RFC 6376 §3.6).</summary>
    public sealed record KeyRecord : SetupCheck;

    /// <summary>A domain of ours has a DMARC policy (RFC 9989).</summary>
    public sealed record AuthorPolicy(DomainName Domain) : SetupCheck;

    /// <summary>A domain that mail is forwarded to takes mail.</summary>
    public sealed record Destination(DomainName Domain) : SetupCheck;

    /// <summary>The daemon listens, or could.</summary>
    public sealed record Listening : SetupCheck;

    /// <summary>Other servers reach port 25.</summary>
    public sealed record PublicPort : SetupCheck;

    /// <summary>The certificate is good now.</summary>
    public sealed record CertificateDates : SetupCheck;

    /// <summary>The certificate bears the host name.</summary>
    public sealed record CertificateName : SetupCheck;

    /// <summary>The certificate's chain leads to an authority.</summary>
    public sealed record CertificateChain : SetupCheck;

    /// <summary>The relay's name has an address.</summary>
    public sealed record RelayAddress : SetupCheck;

    /// <summary>The relay speaks SMTP with us.</summary>
    public sealed record RelayGreeting : SetupCheck;

    /// <summary>The way to the relay is encrypted.</summary>
    public sealed record RelayTls : SetupCheck;

    /// <summary>The relay takes the login.</summary>
    public sealed record RelayLogin : SetupCheck;

    /// <summary>The relay takes our sender, and the addresses that mail is forwarded to.</summary>
    public sealed record RelayEnvelope : SetupCheck;

    /// <summary>The daemon itself has handed mail to the relay, as its own user.</summary>
    public sealed record RelayProven : SetupCheck;

    /// <summary>A block list passes its test (RFC 5782 §5).</summary>
    public sealed record BlockList(Blocklist List) : SetupCheck;

    /// <summary>The scanner for spam answers.</summary>
    public sealed record Scanner(string Name) : SetupCheck;

    /// <summary>A mailbox that commands may look into takes the login.</summary>
    public sealed record ImapMailbox(string Word) : SetupCheck;

    /// <summary>WolframAlpha takes the id of the owner's app.</summary>
    public sealed record WolframAlpha(WolframAlphaAccount Account) : SetupCheck;

    /// <summary>Twilio takes the account, which has the number.</summary>
    public sealed record Twilio(TwilioAccount Account) : SetupCheck;

    /// <summary>The collector takes metrics.</summary>
    public sealed record Collector(Uri Target, OtlpProtocol Protocol) : SetupCheck;

    /// <summary>The status page is served, or could be.</summary>
    public sealed record StatusPage(int Port) : SetupCheck;

    /// <summary>The database that mail waits in serves.</summary>
    public sealed record Database(string Name) : SetupCheck;

    /// <summary>The spool can be written and flushed.</summary>
    public sealed record Spool(string Path) : SetupCheck;

    /// <summary>The pickup folder can be written.</summary>
    public sealed record Pickup(string Path) : SetupCheck;

    /// <summary>The clock is right.</summary>
    public sealed record Clock : SetupCheck;

    /// <summary>The daemon may have as many connections as are set.</summary>
    public sealed record Descriptors : SetupCheck;

    /// <summary>A file with a secret is read by those who may alone.</summary>
    public sealed record Secrecy(string Path) : SetupCheck;

    /// <summary>The checks see what the daemon will see.</summary>
    public sealed record User : SetupCheck;

    /// <summary>The name of the check, and what it is about.</summary>
    public (string Name, string Subject) Title => this switch
    {
        Notices => ("settings", ""),
        Resolver(var server) => ("dns-server", server.ToString()),
        NoResolver => ("dns-server", ""),
        MailExchanger(var domain) => ("mx", domain.Value),
        Address => ("address", ""),
        ReverseName => ("ptr", ""),
        HelloName => ("helo", ""),
        SenderPolicy(var domain) => ("spf", domain.Value),
        KeyRecord => ("dkim", ""),
        AuthorPolicy(var domain) => ("dmarc", domain.Value),
        Destination(var domain) => ("destination", domain.Value),
        Listening => ("listening", ""),
        PublicPort => ("port-25", ""),
        CertificateDates => ("certificate", ""),
        CertificateName => ("certificate-name", ""),
        CertificateChain => ("certificate-chain", ""),
        RelayAddress => ("relay-address", ""),
        RelayGreeting => ("relay", ""),
        RelayTls => ("relay-tls", ""),
        RelayLogin => ("relay-login", ""),
        RelayEnvelope => ("relay-sender", ""),
        RelayProven => ("relay-proven", ""),
        BlockList(var list) => ("block-list", list.Name),
        Scanner(var name) => ("scanner", name),
        ImapMailbox(var word) => ("imap", word),
        WolframAlpha => ("wolframalpha", ""),
        Twilio(var account) => ("twilio", account.AccountSid),
        Collector(var target, _) => ("otlp", target.GetLeftPart(UriPartial.Path)),
        StatusPage => ("status", ""),
        Database(var name) => ("database", name),
        Spool(var path) => ("spool", path),
        Pickup(var path) => ("pickup", path),
        Clock => ("clock", ""),
        Descriptors => ("descriptors", ""),
        Secrecy(var path) => ("secrecy", path),
        User => ("user", ""),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What is checked: the settings, and where they come from.</summary>
/// <param name="Settings">The settings, with absolute paths.</param>
/// <param name="Notices">What their owner should know.</param>
/// <param name="File">The file that they were read from; none when they came from the environment.</param>
/// <param name="Servers">The DNS servers that are asked; none when a zone file answers in their place.</param>
/// <param name="IsRehearsal">True when a zone file answers: the addresses in it may be anybody's, and nothing connects to them.</param>
public sealed record Setup(LaitosSettings Settings, Seq<SettingNotice> Notices, Option<string> File, Seq<NameServer> Servers, bool IsRehearsal)
{
    /// <summary>The name that the daemon calls itself.</summary>
    public DomainName Hostname => Settings.MailDaemon.Hostname;

    /// <summary>Mail goes to a relay, not into a folder.</summary>
    public bool HasRelay => Settings.MailClient.MtaHost.IsSome;
}
