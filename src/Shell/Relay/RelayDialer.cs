using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp.Client;
using LanguageExt;

namespace Laitos.Shell.Relay;

/// <summary>Opens a TCP connection to the relay: to each of its addresses in turn, until one answers.</summary>
sealed class RelayDialer(RelayPolicy policy, RelayAddresses addresses)
{
    /// <summary>The connection, or why there is none.</summary>
    public async Task<Either<RelayFault, Socket>> Dial(CancellationToken cancel)
    {
        var found = await addresses.Find(policy.Host, cancel).ConfigureAwait(false);
        return await found.Match(
            Right: places => Dial(places, cancel),
            Left: fault => Task.FromResult<Either<RelayFault, Socket>>(fault)).ConfigureAwait(false);
    }

    async Task<Either<RelayFault, Socket>> Dial(Seq<IPAddress> places, CancellationToken cancel)
    {
        Either<RelayFault, Socket> dialled = new RelayFault.NameUnknown(policy.Host, "it has none");
        foreach (var place in places)
        {
            dialled = await Dial(new IPEndPoint(place, policy.Port), cancel).ConfigureAwait(false);
            if (dialled.IsRight || cancel.IsCancellationRequested)
            {
                return dialled;
            }
        }

        return dialled;
    }

    async Task<Either<RelayFault, Socket>> Dial(IPEndPoint place, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(policy.Timeouts.Connect);
        var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, limit.Token).ConfigureAwait(false);
            if (!policy.IsSelf(Address(socket.LocalEndPoint), Address(socket.RemoteEndPoint)))
            {
                return socket;
            }

            socket.Dispose();
            return new RelayFault.RelayIsSelf(place.ToString());
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return cancel.IsCancellationRequested
                ? new RelayFault.Silent(RelayStage.Connecting)
                : new RelayFault.Unreachable($"{place}: {(e is SocketException ? e.Message : "no answer in time")}");
        }
    }

    static Option<IpAddress> Address(EndPoint? end) => end is IPEndPoint { Address: var address } ? IpAddress.OfOctets(address.GetAddressBytes()) : Option<IpAddress>.None;
}
