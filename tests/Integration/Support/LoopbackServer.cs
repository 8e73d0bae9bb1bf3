using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Laitos.Integration.Support;

/// <summary>Accepts TCP connections on a loopback port, and has each served, beside the others, until it is done or the server is disposed of.</summary>
sealed class LoopbackServer : IAsyncDisposable
{
    readonly TcpListener listener;
    readonly Func<TcpClient, CancellationToken, Task> serve;
    readonly CancellationTokenSource stop = new();
    readonly ConcurrentDictionary<Task, TcpClient> sessions = new();
    readonly Task accepting;

    LoopbackServer(Func<TcpClient, CancellationToken, Task> serve, int port)
    {
        (this.serve, listener) = (serve, new TcpListener(IPAddress.Loopback, port));
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Starts one.</summary>
    /// <param name="serve">Serves a connection; what fails because either side has gone is no matter.</param>
    /// <param name="port">The port; by default the system chooses one.</param>
    public static LoopbackServer Start(Func<TcpClient, CancellationToken, Task> serve, int port = 0) => new(serve, port);

    /// <summary>The loopback port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Breaks all connections, and goes on listening.</summary>
    public void BreakConnections()
    {
        foreach (var client in sessions.Values)
        {
            client.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(sessions.Keys);
        stop.Dispose();
    }

    async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                client.NoDelay = true;
                // Who is answered slowly must not keep the next one from being heard.
                var session = Task.Run(() => Serve(client));
                sessions[session] = client;
                _ = session.ContinueWith(ended => sessions.TryRemove(ended, out var gone), TaskScheduler.Default);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    async Task Serve(TcpClient client)
    {
        using var closing = client;
        try
        {
            await serve(client, stop.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side has gone, or the test is over.
        }
    }
}
