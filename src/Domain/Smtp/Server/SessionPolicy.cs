using System.Collections.Frozen;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Server;

/// <summary>What a receiving session may do: the part of the settings that it needs.</summary>
/// <param name="Hostname">The name in the greeting, in EHLO and in Received.</param>
/// <param name="LocalDomains">The domains whose recipients are accepted. A set of the framework: the first use of one of LanguageExt reflects over its type classes, which a start can do without.</param>
/// <param name="OfferTls">True when a certificate is configured.</param>
/// <param name="ScreenAtRecipient">True to refuse a blocked client at RCPT; otherwise it is refused after the data.</param>
/// <param name="Limits">The limits of a session.</param>
public sealed record SessionPolicy(DomainName Hostname, FrozenSet<DomainName> LocalDomains, bool OfferTls, bool ScreenAtRecipient, SessionLimits Limits);

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
