namespace Laitos.Domain.Smtp.Server;

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
