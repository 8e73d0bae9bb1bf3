using Laitos.Domain.Addresses;

namespace Laitos.Domain.Forwarding;

/// <summary>Where mail goes and what it carries.</summary>
/// <param name="Hostname">Our name, in Received and as the loop mark.</param>
/// <param name="Destinations">The mailboxes that get a copy of every mail.</param>
/// <param name="MailFrom">The envelope sender of what we send, where the received one is not null.</param>
public sealed record ForwardingPolicy(DomainName Hostname, Seq<Mailbox> Destinations, Mailbox MailFrom);
