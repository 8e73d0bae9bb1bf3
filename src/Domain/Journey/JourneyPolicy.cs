using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;

namespace Laitos.Domain.Journey;

/// <summary>What the journey of a mail goes by: the part of the settings that it needs.</summary>
/// <param name="Forwarding">Where mail goes and what it carries.</param>
/// <param name="Acceptance">When mail is delivered, and what is done with what is owed.</param>
/// <param name="Style">How the author's address is rewritten where it must be.</param>
/// <param name="DeferUnknown">True to put off a mail about whose author the DNS says nothing; otherwise it is rewritten, and arrives now.</param>
/// <param name="DnsTimeout">How long the DNS is waited for.</param>
/// <param name="MaxHops">The most Received fields of a mail that is not yet going round in circles (RFC 5321 §6.3).</param>
public sealed record JourneyPolicy(ForwardingPolicy Forwarding, AcceptancePolicy Acceptance, RewriteStyle Style, bool DeferUnknown, TimeSpan DnsTimeout, int MaxHops)
{
    /// <summary>Which block lists are asked about the client.</summary>
    public ScreeningPolicy Screening { get; init; } = new(default, 1);

    /// <summary>How long they are waited for.</summary>
    public TimeSpan ScreeningTimeout { get; init; } = StandardScreeningTimeout;

    /// <summary>The mailboxes whose mail is refused neither for its client nor as spam.</summary>
    public RoleMailboxes Roles { get; init; } = RoleMailboxes.Standard;

    /// <summary>What happens to a mail that carries a command; none when commands are not looked for.</summary>
    public Option<CarrierTreatment> Carrier { get; init; }

    /// <summary>What is done with mail whose sender is not who it claims to be; none when that is not checked.</summary>
    public Option<AuthenticationPolicy> Authentication { get; init; }

    /// <summary>Which mails a scanner for spam is asked about, and what follows; none when there is no scanner.</summary>
    public Option<ScanPolicy> Scan { get; init; }

    /// <summary>What becomes of a mail by what the scanner said of it. That for the mailboxes of roles is marked at most.</summary>
    internal SpamTreatment SpamTreatment(Arrival arrival) =>
        Scan.Match(scan => arrival.Scan.Match(scan.Judge, () => Scanning.SpamTreatment.Forward), () => Scanning.SpamTreatment.Forward) is var judged
        && judged > Scanning.SpamTreatment.Mark && arrival.IsForRoles ? Scanning.SpamTreatment.Mark : judged;

    /// <summary>True when a mail whose form is decided so is put off: the DNS does not tell, and the owner prefers to wait.</summary>
    internal bool Postpones(RewriteNeed need) => DeferUnknown && need is RewriteNeed.Unknown;

    /// <summary>True when a mail that was changed is signed by a domain of ours.</summary>
    public bool Signs { get; init; }

    /// <summary>True when what is forwarded gets an ARC Set.</summary>
    public bool Seals { get; init; }

    /// <summary>The most Received fields where the settings say nothing.</summary>
    public const int StandardMaxHops = 50;

    /// <summary>How long the block lists are waited for.</summary>
    public static TimeSpan StandardScreeningTimeout { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the DNS is waited for where the settings say nothing.</summary>
    public static TimeSpan StandardDnsTimeout { get; } = TimeSpan.FromSeconds(5);
}

/// <summary>When mail is delivered, and what is done with what is owed.</summary>
/// <param name="Mode">While the sender waits, afterwards, or never from the spool.</param>
/// <param name="Retry">When what is owed is tried again.</param>
/// <param name="Timeout">How long a sender waits for the first attempt.</param>
/// <param name="MostWaiting">How many senders may wait for a connection to the relay at a time.</param>
public sealed record AcceptancePolicy(DeliveryMode Mode, RetryPolicy Retry, TimeSpan Timeout, int MostWaiting)
{
    /// <summary>True when a mail is stored without an attempt while its sender waits.</summary>
    public bool SpoolsAtOnce(RelayLoad relayLoad) =>
        Mode == DeliveryMode.SpoolFirst || (Mode == DeliveryMode.CutThrough && relayLoad.SpoolsAtOnce(Timeout, MostWaiting));
}
