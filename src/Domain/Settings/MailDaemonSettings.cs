using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailDaemon</c>: how mail is received, screened and rewritten.</summary>
/// <param name="Address">The address to listen on.</param>
/// <param name="Port">The TCP port to listen on, 1 to 65535.</param>
/// <param name="PerIpLimit">Mails a second from one client address.</param>
/// <param name="MyDomains">The domains whose mail is accepted; at least one, each once.</param>
/// <param name="ForwardTo">Where accepted mail goes; at least one address, none of them in <paramref name="MyDomains"/>.</param>
/// <param name="TlsCertPath">The PEM file of the certificate chain; given together with <paramref name="TlsKeyPath"/>.</param>
/// <param name="TlsKeyPath">The PEM file of the private key.</param>
/// <param name="Hostname">The name in the greeting, in EHLO and in trace fields.</param>
/// <param name="BlockLists">Which block lists are asked.</param>
/// <param name="BlockThreshold">The sum of weights from which a client is blocked, at least 1.</param>
/// <param name="BlockAt">When a blocked client is refused.</param>
/// <param name="DmarcRewrite">What becomes of the author address of a domain that enforces DMARC.</param>
/// <param name="DnsUnavailable">What happens when the DMARC policy cannot be learned.</param>
/// <param name="TrustedProxies">Peers whose PROXY protocol header is believed.</param>
/// <param name="Delivery">When the sender is told that its mail has been taken.</param>
/// <param name="DeliveryWait">The longest that a sender waits for the first attempt, 1 to 120 seconds.</param>
/// <param name="Postmaster">The owner's address for delivery status notices (RFC 3464); outside <paramref name="MyDomains"/> unless it is the address that our mail is sent from.</param>
/// <param name="Limits">The limits of sessions.</param>
public sealed record MailDaemonSettings(
    IpAddress Address,
    int Port,
    int PerIpLimit,
    Seq<DomainName> MyDomains,
    Seq<Mailbox> ForwardTo,
    Option<string> TlsCertPath,
    Option<string> TlsKeyPath,
    DomainName Hostname,
    BlockListChoice BlockLists,
    int BlockThreshold,
    BlockStage BlockAt,
    RewriteStyle DmarcRewrite,
    DnsUnavailableMode DnsUnavailable,
    Seq<IpRange> TrustedProxies,
    DeliveryMode Delivery,
    TimeSpan DeliveryWait,
    Mailbox Postmaster,
    LimitSettings Limits)
{
    /// <summary>The local parts, at each of <see cref="MyDomains"/>, whose mail is refused neither by block lists nor by the scanner.</summary>
    public RoleMailboxes Roles { get; init; } = RoleMailboxes.Standard;

    /// <summary>Whether senders are authenticated, and what follows.</summary>
    public AuthenticationSettings Authentication { get; init; } = AuthenticationSettings.Default(DmarcRewrite);

    /// <summary>From which envelope sender mail is forwarded, and what becomes of what comes back.</summary>
    public BounceSettings Bounces { get; init; } = BounceSettings.Default(Hostname);

    /// <summary>Whether it is kept what became of each mail.</summary>
    public TraceSettings Trace { get; init; } = TraceSettings.Default;

    /// <summary>The scanner for spam, if there is one.</summary>
    public ScannerSettings Scanner { get; init; } = ScannerSettings.None;

    /// <summary>The status page and the metrics.</summary>
    public StatusSettings Status { get; init; } = StatusSettings.Default;

    /// <summary>What becomes of mail for which address, the first that matches; without any, all of it goes to <see cref="ForwardTo"/>.</summary>
    public Seq<AddressRule> Rules { get; init; }
}

/// <summary>The keys of the section <c>MailDaemon</c>.</summary>
static class MailDaemonKeys
{
    /// <summary>The threshold of the preset <c>modern</c>; one listing is enough otherwise.</summary>
    const int ModernThreshold = 3;

    internal static Seq<SettingKey<MailDaemonSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Address", SettingFormats.Address, (MailDaemonSettings s) => s.Address, (s, v) => s with { Address = v }),
        SettingKey.Of("Port", SettingFormats.Port, (MailDaemonSettings s) => s.Port, (s, v) => s with { Port = v }),
        SettingKey.Of("PerIPLimit", SettingFormats.PerIpLimit, (MailDaemonSettings s) => s.PerIpLimit, (s, v) => s with { PerIpLimit = v }),
        SettingKey.Of("MyDomains", SettingFormats.List(SettingFormats.Domain, nonEmpty: true), (MailDaemonSettings s) => s.MyDomains, (s, v) => s with { MyDomains = v }, required: true),
        SettingKey.Of("ForwardTo", SettingFormats.List(SettingFormats.Mailbox, nonEmpty: true), (MailDaemonSettings s) => s.ForwardTo, (s, v) => s with { ForwardTo = v }, required: true),
        SettingKey.Maybe("TLSCertPath", SettingFormats.Words, (MailDaemonSettings s) => s.TlsCertPath, (s, v) => s with { TlsCertPath = v }),
        SettingKey.Maybe("TLSKeyPath", SettingFormats.Words, (MailDaemonSettings s) => s.TlsKeyPath, (s, v) => s with { TlsKeyPath = v }),
        SettingKey.Of("Hostname", SettingFormats.Domain, (MailDaemonSettings s) => s.Hostname, (s, v) => s with { Hostname = v }),
        SettingKey.Of("BlockLists", BlockListKeys.Format, (MailDaemonSettings s) => s.BlockLists, (s, v) => s with { BlockLists = v }),
        SettingKey.Of("BlockThreshold", SettingFormats.Number(1, BlockListKeys.MaxWeight), (MailDaemonSettings s) => s.BlockThreshold, (s, v) => s with { BlockThreshold = v }),
        SettingKey.Of("BlockAt", SettingFormats.Choice(("data", BlockStage.Data), ("rcpt", BlockStage.Recipient)), (MailDaemonSettings s) => s.BlockAt, (s, v) => s with { BlockAt = v }),
        SettingKey.Of("RoleMailboxes", SettingFormats.List(SettingFormats.LocalName, nonEmpty: false), (MailDaemonSettings s) => s.Roles.Names, (s, v) => s with { Roles = new RoleMailboxes(v) }),
        SettingKey.Of(
            "DmarcRewrite", AuthenticationKeys.Style,
            (MailDaemonSettings s) => s.DmarcRewrite, (s, v) => s with { DmarcRewrite = v }),
        SettingKey.Of(
            "DnsUnavailable", SettingFormats.Choice(("rewrite", DnsUnavailableMode.Rewrite), ("defer", DnsUnavailableMode.Defer)),
            (MailDaemonSettings s) => s.DnsUnavailable, (s, v) => s with { DnsUnavailable = v }),
        SettingKey.Of("TrustedProxies", SettingFormats.List(SettingFormats.Range, nonEmpty: false), (MailDaemonSettings s) => s.TrustedProxies, (s, v) => s with { TrustedProxies = v }),
        SettingKey.Of(
            "Delivery", SettingFormats.Choice(("cut-through", DeliveryMode.CutThrough), ("spool-first", DeliveryMode.SpoolFirst), ("no-spool", DeliveryMode.NoSpool)),
            (MailDaemonSettings s) => s.Delivery, (s, v) => s with { Delivery = v }),
        SettingKey.Of(
            "DeliveryWait", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120)),
            (MailDaemonSettings s) => s.DeliveryWait, (s, v) => s with { DeliveryWait = v }),
        SettingKey.Of("Postmaster", SettingFormats.Mailbox, (MailDaemonSettings s) => s.Postmaster, (s, v) => s with { Postmaster = v }),
        SettingKey.Nested("Limits", LimitKeys.Table, LimitSettings.Default, (MailDaemonSettings s) => s.Limits, (s, v) => s with { Limits = v }))
        .Then(AuthenticationKeys.Table)
        .Then(BounceKeys.Table)
        .Then(RuleKeys.InDaemon)
        .Then(Seqs.Of(
            SettingKey.Nested("Scanner", ScannerKeys.Table, ScannerSettings.None, (MailDaemonSettings s) => s.Scanner, (s, v) => s with { Scanner = v }),
            SettingKey.Nested("Trace", TraceKeys.Table, TraceSettings.Default, (MailDaemonSettings s) => s.Trace, (s, v) => s with { Trace = v }),
            SettingKey.Nested("Status", StatusKeys.Table, StatusSettings.Default, (MailDaemonSettings s) => s.Status, (s, v) => s with { Status = v })));

    /// <summary>
    /// What holds where a key is absent. The host name is the first of the domains, and the threshold follows the preset, so both are read ahead.
    /// </summary>
    /// <param name="section">The section, which may be absent.</param>
    /// <param name="mailFrom">The address that our mail is sent from: its owner gets the notices.</param>
    internal static MailDaemonSettings Seed(JsonElement section, Mailbox mailFrom) => new(
        Address: Placeholder.Anywhere,
        Port: 25,
        PerIpLimit: 10,
        MyDomains: default,
        ForwardTo: default,
        TlsCertPath: default,
        TlsKeyPath: default,
        Hostname: FirstDomain(section),
        BlockLists: new BlockListChoice.Laitos(),
        BlockThreshold: SettingSection.Find(section, "BlockLists").Exists(IsModern) ? ModernThreshold : 1,
        BlockAt: BlockStage.Data,
        DmarcRewrite: RewriteStyle.WhenNeeded,
        DnsUnavailable: DnsUnavailableMode.Rewrite,
        TrustedProxies: default,
        Delivery: DeliveryMode.CutThrough,
        DeliveryWait: TimeSpan.FromSeconds(25),
        Postmaster: mailFrom,
        Limits: LimitSettings.Default)
    {
        Authentication = AuthenticationSettings.Default(AuthenticationKeys.StyleIn(section)),
        Bounces = BounceSettings.Default(mailFrom.Domain.Filter(domain => Domains(section).Any(mine => mine == domain)).IfNone(FirstDomain(section))),
    };

    static DomainName FirstDomain(JsonElement section) =>
        SettingSection.Find(section, "MyDomains")
            .Filter(list => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
            .Bind(list => SettingFormats.Domain.Read("", list[0]).ToOption())
            .IfNone(Placeholder.Domain);

    static IEnumerable<DomainName> Domains(JsonElement section) =>
        SettingSection.Find(section, "MyDomains").Filter(list => list.ValueKind == JsonValueKind.Array).AsEnumerable()
            .SelectMany(list => list.EnumerateArray()).SelectMany(each => SettingFormats.Domain.Read("", each).ToOption().AsEnumerable());

    static bool IsModern(JsonElement lists) => BlockListKeys.Format.Read("", lists).Match(Succ: choice => choice is BlockListChoice.Modern, Fail: _ => false);
}

/// <summary>The key <c>MailDaemon.BlockAt</c>: when a blocked client is refused.</summary>
public enum BlockStage
{
    /// <summary><c>"data"</c>: after the mail has been read, so that the log knows what was refused.</summary>
    Data,

    /// <summary><c>"rcpt"</c>: at its first recipient.</summary>
    Recipient,
}

/// <summary>The key <c>MailDaemon.DnsUnavailable</c>: what happens to a mail whose DMARC policy cannot be learned.</summary>
public enum DnsUnavailableMode
{
    /// <summary><c>"rewrite"</c>: as if the policy were enforced, so it arrives now.</summary>
    Rewrite,

    /// <summary><c>"defer"</c>: the sender is asked to come back.</summary>
    Defer,
}

/// <summary>The section <c>MailDaemon.Limits</c>.</summary>
/// <param name="Session">The limits of sessions and of the mail data in them. <c>IdleTime</c> is the limit of silence, and of slowness, in all of them.</param>
/// <param name="Memory">Octets of memory for all mails on their way in together; what does not fit goes to the disk, and past that is refused for now.</param>
/// <param name="ShutdownTime">The time that mail in flight is given when the daemon is stopped.</param>
public sealed record LimitSettings(SessionLimits Session, long Memory, TimeSpan ShutdownTime)
{
    /// <summary>How long mail data may still arrive when the daemon is stopped. What is left of <see cref="ShutdownTime"/> is for telling the client (421 4.3.2).</summary>
    public TimeSpan DataTime => ShutdownTime - TimeSpan.FromTicks(Math.Clamp(ShutdownTime.Ticks / 10, TimeSpan.TicksPerSecond / 2, 3 * TimeSpan.TicksPerSecond));

    /// <summary>The limits where the configuration names none.</summary>
    public static LimitSettings Default { get; } = new(SessionLimits.Default, Memory: 256 << 20, ShutdownTime: TimeSpan.FromSeconds(30));
}

/// <summary>The keys of the section <c>MailDaemon.Limits</c>.</summary>
static class LimitKeys
{
    const int Million = 1_000_000;

    internal static Seq<SettingKey<LimitSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "CommandLine", SettingFormats.Number(512, 1 << 16, " (RFC 5321 §4.5.3.1.4 demands 512)"),
            (LimitSettings s) => s.Session.CommandLine, (s, v) => s with { Session = s.Session with { CommandLine = v } }),
        SettingKey.Of(
            "Recipients", SettingFormats.Number(100, 10_000, " (RFC 5321 §4.5.3.1.8 demands 100: senders split their mail by it)"),
            (LimitSettings s) => s.Session.Recipients, (s, v) => s with { Session = s.Session with { Recipients = v } }),
        SettingKey.Of(
            "MessageSize", SettingFormats.Octets(64 << 10, 1 << 30, " (RFC 5321 §4.5.3.1.7 demands 64KiB)"),
            (LimitSettings s) => s.Session.Content.MaxSize, (s, v) => s with { Session = s.Session with { Content = s.Session.Content with { MaxSize = v } } }),
        SettingKey.Of(
            "HeaderSection", SettingFormats.Octets(64 << 10, 16 << 20),
            (LimitSettings s) => s.Session.Content.MaxHeader, (s, v) => s with { Session = s.Session with { Content = s.Session.Content with { MaxHeader = v } } }),
        SettingKey.Of("Memory", SettingFormats.Octets(1 << 20, 1L << 40), (LimitSettings s) => s.Memory, (s, v) => s with { Memory = v }),
        SettingKey.Of("CommandsWithoutMail", SettingFormats.Number(10, Million), (LimitSettings s) => s.Session.CommandsWithoutMail, (s, v) => s with { Session = s.Session with { CommandsWithoutMail = v } }),
        SettingKey.Of("FaultyCommands", SettingFormats.Number(1, Million), (LimitSettings s) => s.Session.FaultyCommands, (s, v) => s with { Session = s.Session with { FaultyCommands = v } }),
        SettingKey.Of(
            "IdleTime", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (LimitSettings s) => s.Session.Idle, (s, v) => s with { Session = s.Session with { Idle = v, Content = s.Session.Content with { Idle = v, Progress = v } } }),
        SettingKey.Of("Connections", SettingFormats.Number(1, Million), (LimitSettings s) => s.Session.Connections, (s, v) => s with { Session = s.Session with { Connections = v } }),
        SettingKey.Of("ConnectionsPerClient", SettingFormats.Number(1, Million), (LimitSettings s) => s.Session.ConnectionsPerClient, (s, v) => s with { Session = s.Session with { ConnectionsPerClient = v } }),
        SettingKey.Of("ShutdownTime", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (LimitSettings s) => s.ShutdownTime, (s, v) => s with { ShutdownTime = v }));
}
