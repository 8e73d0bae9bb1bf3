namespace Laitos.Shell;

/// <summary>
/// Where it goes on behind a wait for a socket: where its octets have arrived, on the thread that looks for them, or on a thread of the pool (docs/adr/0018-connections.md).
/// The runtime has no other switch than the environment, and reads it when the first socket is used.
/// </summary>
static class SocketCompletions
{
    /// <summary>The variable of the environment, which the programs that this one starts would inherit.</summary>
    public const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>On the thread that looks for octets, unless the environment says otherwise: nothing behind such a wait blocks.</summary>
    public static void StayOnTheirThread() => Environment.SetEnvironmentVariable(Switch, Environment.GetEnvironmentVariable(Switch) ?? "1");

    /// <summary>On threads of the pool: the database's library blocks in places, and no socket of such a thread is read meanwhile.</summary>
    public static void LeaveTheirThread() => Environment.SetEnvironmentVariable(Switch, "0");
}
