using System.Net;
using System.Net.Sockets;

namespace Laitos.Shell.Relay;

/// <summary>Opens a TCP connection to a host: each of its addresses in turn, until one answers.</summary>
static class RelayDialer
{
    /// <summary>The connection, or why there is none.</summary>
    public static async Task<(Socket? Socket, string Trouble)> Dial(string host, int port, TimeSpan timeout, CancellationToken cancel)
    {
        var trouble = "its name has no address";
        try
        {
            foreach (var address in await System.Net.Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false))
            {
                (var socket, trouble) = await Dial(new IPEndPoint(address, port), timeout, cancel).ConfigureAwait(false);
                if (socket is not null)
                {
                    return (socket, "");
                }
            }
        }
        catch (SocketException e)
        {
            trouble = $"{host}: {e.Message}";
        }

        return (null, trouble);
    }

    static async Task<(Socket? Socket, string Trouble)> Dial(IPEndPoint place, TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, limit.Token).ConfigureAwait(false);
            return (socket, "");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            return (null, $"{place}: {(e is SocketException ? e.Message : "no answer in time")}");
        }
    }
}
