using System.Net;
using System.Net.Sockets;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>A relay that can go away and come back at the same port, and forgets nothing that it took.</summary>
sealed class UnreliableRelay : IAsyncDisposable
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    readonly List<CapturedMail> earlier = [];
    CapturingRelay relay;
    bool isAway;

    /// Keeps the port while nobody listens there: the relay of another test that got it once took mail of this one.
    Socket? kept;

    UnreliableRelay(CapturingRelay relay) => (this.relay, Port) = (relay, relay.Port);

    /// <summary>The loopback port.</summary>
    public int Port { get; }

    /// <summary>How it behaves from now on.</summary>
    public RelayScript Script
    {
        set => relay.Script = value;
    }

    /// <summary>All that it ever took.</summary>
    public IReadOnlyList<CapturedMail> Mails => isAway ? [.. earlier] : [.. earlier, .. relay.Mails];

    /// <summary>How many connections came in since it came.</summary>
    public int Connections => relay.Connections;

    /// <summary>How many commands of a kind it heard since it came.</summary>
    public int Heard(string command) => relay.Heard.Count(line => line.StartsWith(command, StringComparison.Ordinal));

    /// <summary>Waits until it has heard so many commands of a kind since it came; false when that takes too long.</summary>
    public Task<bool> Hears(string command, int times = 1) => relay.Hears(command, times);

    /// <summary>Starts one.</summary>
    public static UnreliableRelay Start(RelayScript? script = null) => new(CapturingRelay.Start(script));

    /// <summary>Breaks all connections, and goes on listening.</summary>
    public void BreakConnections() => relay.BreakConnections();

    /// <summary>Breaks all connections; nobody listens at the port any more.</summary>
    public async Task Leave()
    {
        if (!isAway)
        {
            await relay.DisposeAsync();
            earlier.AddRange(relay.Mails);
            isAway = true;
            kept = Kept();
        }
    }

    /// <summary>Listens again. The port may be taken for a moment by a connection that the system gave it to.</summary>
    public async Task Return(RelayScript? script = null)
    {
        await Leave();
        kept?.Dispose();
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                relay = CapturingRelay.Start(script, Port);
                isAway = false;
                return;
            }
            catch (SocketException) when (clock.Elapsed < Bound)
            {
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Leave();
        kept?.Dispose();
    }

    /// Bound and not listening: who connects is refused. Null where something else has the port already.
    Socket? Kept()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
