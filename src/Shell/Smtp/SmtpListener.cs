using System.Buffers;
using System.Net;
using Laitos.Domain.Addresses;
using Laitos.Domain.Journey;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Journey;
using LanguageExt;
using Microsoft.AspNetCore.Connections;

namespace Laitos.Shell.Smtp;

/// <summary>Takes each connection that Kestrel accepts through its session.</summary>
/// <param name="policy">What sessions may do.</param>
/// <param name="isTrustedProxy">Whose PROXY header is believed.</param>
/// <param name="certificate">What a server handshake is done with; null when no certificate is configured.</param>
/// <param name="welcome">Gives the reception of one client; called as soon as the client is known. It begins nothing: the session says when.</param>
/// <param name="store">Where arriving mails are kept.</param>
/// <param name="journal">Takes what went wrong in our own code.</param>
/// <param name="closing">Ends sessions: the daemon goes down, or is locked.</param>
sealed class SmtpListener(
    SessionPolicy policy, Func<IpAddress, bool> isTrustedProxy, ServerCertificate? certificate,
    Func<Peer, ISmtpSessionServices> welcome, BodyStore store, Journal journal, SessionClosing closing) : ConnectionHandler
{
    readonly ConnectionCount count = new();

    /// <summary>How many sessions are open.</summary>
    public int Sessions => count.All;

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var remote = PeerOf(connection.RemoteEndPoint);
        await using var wire = new Wire(connection.Transport, closing.Commands, closing.Data);
        var client = isTrustedProxy(remote.Address) ? await ReadProxyHeader(wire, remote) : remote;
        await client.Match(
            Right: peer => Serve(wire, peer),
            Left: refusal =>
            {
                journal.Write(SessionLog.Of(Clock.Now, remote, refusal));
                return Task.CompletedTask;
            });
    }

    /// The client that the balancer names, or the balancer itself where it names none.
    async Task<Either<ProxyRefusal, Peer>> ReadProxyHeader(Wire wire, Peer balancer)
    {
        var deadline = Environment.TickCount64 + (long)ProxyHeaderReader.TimeLimit.TotalMilliseconds;
        for (var progress = ProxyProgress.Start; ;)
        {
            var (buffer, readEnd) = await wire.Read(deadline, closing.Commands);
            if (buffer.IsEmpty)
            {
                return readEnd switch { ReadEnd.TimedOut => ProxyRefusal.TimedOut, ReadEnd.ShuttingDown => ProxyRefusal.ShuttingDown, _ => ProxyRefusal.Closed };
            }

            var piece = buffer.First;
            switch (ProxyHeaderReader.Read(progress, piece.Span))
            {
                case ProxyRead.Complete(var source, var length):
                    wire.Consume(buffer.GetPosition(length));
                    return source.IfNone(balancer);
                case ProxyRead.NeedMore(var next):
                    wire.Consume(buffer.GetPosition(piece.Length));
                    progress = next;
                    break;
                case ProxyRead.Refused(var refusal):
                    wire.Consume(buffer.End);
                    return refusal;
            }
        }
    }

    async Task Serve(Wire wire, Peer peer)
    {
        var (all, fromClient) = count.Open(peer.Address.Client);
        try
        {
            using var session = new ServerConnection(policy, wire, certificate, welcome(peer), store, closing);
            await session.Run(closing.Commands.IsCancellationRequested ? closing.Reason : new SessionInput.Connected(peer, all, fromClient), fault => LogFault(peer, fault));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // One connection ends; the others, and the daemon, go on.
            LogFault(peer, fault);
        }
        finally
        {
            count.Close(peer.Address.Client);
        }
    }

    void LogFault(Peer peer, Exception fault) => journal.Write("fault", ("client", peer.Address.ToString()), ("error", fault.ToString()));

    static Peer PeerOf(EndPoint? remote) =>
        remote is IPEndPoint ip
            ? new Peer(IpAddress.OfOctets(ip.Address.GetAddressBytes()).IfNone(() => throw new System.Diagnostics.UnreachableException()), ip.Port)
            : throw new System.Diagnostics.UnreachableException();
}

/// <summary>How many connections are open, in all and for each client (IPv6: each /64).</summary>
sealed class ConnectionCount
{
    readonly Lock gate = new();
    readonly Dictionary<IpAddress, int> perClient = [];
    int all;

    /// <summary>How many are open.</summary>
    public int All => Volatile.Read(ref all);

    /// <summary>One more; the counts include it.</summary>
    public (int All, int FromClient) Open(IpAddress client)
    {
        lock (gate)
        {
            return (++all, perClient[client] = perClient.GetValueOrDefault(client) + 1);
        }
    }

    /// <summary>One fewer.</summary>
    public void Close(IpAddress client)
    {
        lock (gate)
        {
            all--;
            if (--perClient[client] == 0)
            {
                perClient.Remove(client);
            }
        }
    }
}
