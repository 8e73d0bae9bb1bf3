using Laitos.Domain.Addresses;

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
    BlockMoment BlockAt,
    DmarcRewriteMode DmarcRewrite,
    DnsUnavailableMode DnsUnavailable,
    Seq<IpRange> TrustedProxies,
    DeliveryChoice Delivery,
    TimeSpan DeliveryWait,
    Mailbox Postmaster,
    LimitSettings Limits);
