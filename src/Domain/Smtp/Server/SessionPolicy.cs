using System.Collections.Frozen;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Server;

/// <summary>What a receiving session may do: the part of the settings that it needs.</summary>
/// <param name="Hostname">The name in the greeting, in EHLO and in Received.</param>
/// <param name="LocalDomains">The domains whose recipients are accepted. A set of the framework: the first use of one of LanguageExt reflects over its type classes, which a start can do without.</param>
/// <param name="OfferTls">True when a certificate is configured.</param>
/// <param name="ScreenAtRecipient">True to refuse a blocked client at RCPT; otherwise it is refused after the data.</param>
/// <param name="Limits">The limits of a session.</param>
public sealed record SessionPolicy(DomainName Hostname, FrozenSet<DomainName> LocalDomains, bool OfferTls, bool ScreenAtRecipient, SessionLimits Limits)
{
    /// <summary>True when each recipient at a local domain is asked about: there may be rules for it, or it may be a bounce address.</summary>
    public bool ChecksRecipients { get; init; }

    /// <summary>The mailboxes that a blocked client may write to as well.</summary>
    public RoleMailboxes Roles { get; init; } = RoleMailboxes.Standard;
}

/// <summary>The limits of a session; each has its own reply.</summary>
/// <param name="CommandLine">Octets of a command line with its CRLF (500 5.5.2 past it).</param>
/// <param name="Recipients">Recipients of a mail (452 4.5.3).</param>
/// <param name="CommandsWithoutMail">Commands since the connection or the last mail (421 4.7.0, then closed).</param>
/// <param name="FaultyCommands">Refused commands in a session (421 4.7.0, then closed).</param>
/// <param name="Idle">The longest silence while a command is awaited (421 4.4.2, then closed).</param>
/// <param name="Connections">Connections in all (421 4.3.2).</param>
/// <param name="ConnectionsPerClient">Connections of one client address (421 4.7.0).</param>
/// <param name="Content">The limits of mail data (552 5.3.4).</param>
public sealed record SessionLimits(
    int CommandLine, int Recipients, int CommandsWithoutMail, int FaultyCommands, TimeSpan Idle,
    int Connections, int ConnectionsPerClient, ContentLimits Content)
{
    /// <summary>The limits of a daemon whose configuration names none.</summary>
    public static SessionLimits Default { get; } = new(
        CommandLine: 4096, Recipients: 100, CommandsWithoutMail: 256, FaultyCommands: 20, Idle: TimeSpan.FromMinutes(5),
        Connections: 2000, ConnectionsPerClient: 1000,
        Content: new ContentLimits(MaxSize: 32 << 20, MaxHeader: 1 << 20, Idle: TimeSpan.FromMinutes(5), Progress: TimeSpan.FromMinutes(5), ProgressOctets: 4096));
}

/// <summary>How many connections the descriptors of a process bear. A process without descriptors is ended by its runtime: connections must not come so far.</summary>
public static class DescriptorBudget
{
    /// What the runtime holds open (two for each library, some 170 after the start and more with the first handshake), the spool, the log and the DNS.
    const int Basis = 256;

    /// A connection is a socket, and perhaps a file for a large mail.
    const int EachConnection = 2;

    /// A connection to the relay is a socket; its mail may be a file.
    const int EachRelayConnection = 2;

    /// <summary>The most connections at a time; none when a daemon cannot run with so few descriptors.</summary>
    /// <param name="descriptors">How many descriptors the process may have.</param>
    /// <param name="relayConnections">How many connections to the relay it may have.</param>
    public static int Connections(long descriptors, int relayConnections) =>
        (int)Math.Clamp((descriptors - Least(relayConnections)) / EachConnection, 0, int.MaxValue);

    /// <summary>The descriptors that a daemon needs before the first connection.</summary>
    /// <param name="relayConnections">How many connections to the relay it may have.</param>
    public static long Least(int relayConnections) => Basis + ((long)EachRelayConnection * relayConnections);
}
