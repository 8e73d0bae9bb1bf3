using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Smtp.Client;
using LanguageExt;

namespace Laitos.Shell.Relay;

/// <summary>Opens a TCP connection to a host: each of its addresses in turn, until one answers.</summary>
static class RelayDialer
{
    /// <summary>The connection, or why there is none.</summary>
    public static async Task<Either<RelayFault, Socket>> Dial(string host, int port, TimeSpan timeout, CancellationToken cancel)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await System.Net.Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            return new RelayFault.NameUnknown(host, e.Message);
        }
        catch (OperationCanceledException)
        {
            return new RelayFault.Silent(Stage.Connecting);
        }

        RelayFault trouble = new RelayFault.NameUnknown(host, "it has none");
        foreach (var address in addresses)
        {
            var dialled = await Dial(new IPEndPoint(address, port), timeout, cancel).ConfigureAwait(false);
            if (dialled.IsRight || cancel.IsCancellationRequested)
            {
                return dialled;
            }

            trouble = dialled.LeftAsEnumerable().First();
        }

        return trouble;
    }

    static async Task<Either<RelayFault, Socket>> Dial(IPEndPoint place, TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, limit.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return cancel.IsCancellationRequested
                ? new RelayFault.Silent(Stage.Connecting)
                : new RelayFault.Unreachable($"{place}: {(e is SocketException ? e.Message : "no answer in time")}");
        }
    }
}
