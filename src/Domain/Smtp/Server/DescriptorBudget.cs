namespace Laitos.Domain.Smtp.Server;

/// <summary>How many connections the descriptors of a process bear. A process without descriptors is ended by its runtime: connections must not come so far.</summary>
public static class DescriptorBudget
{
    /// What the runtime, the spool, the log and the DNS hold open, with some to spare.
    const int Basis = 96;

    /// A connection is a socket, and perhaps a file for a large mail.
    const int EachConnection = 2;

    /// A connection to the relay is a socket; its mail may be a file.
    const int EachRelayConnection = 2;

    /// <summary>The most connections at a time; at least one.</summary>
    /// <param name="descriptors">How many descriptors the process may have.</param>
    /// <param name="relayConnections">How many connections to the relay it may have.</param>
    public static int Connections(long descriptors, int relayConnections) =>
        (int)Math.Clamp((descriptors - Basis - ((long)EachRelayConnection * relayConnections)) / EachConnection, 1, int.MaxValue);
}
