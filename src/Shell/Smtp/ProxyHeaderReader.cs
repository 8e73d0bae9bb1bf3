using System.Buffers;
using Laitos.Domain.Smtp;

namespace Laitos.Shell.Smtp;

/// <summary>Reads the PROXY header that a trusted balancer puts in front of a connection.</summary>
static class ProxyHeaderReader
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The client that the header names, the balancer itself when it names none, or null when there is no valid header in time.</summary>
    public static async ValueTask<Peer?> ReadProxyHeader(this Wire wire, Peer balancer, CancellationToken giveUp)
    {
        var deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (true)
        {
            var (buffer, readEnd) = await wire.Read(deadline, giveUp);
            if (buffer.IsEmpty)
            {
                return null;
            }

            switch (ProxyHeader.Parse(buffer.Slice(0, Math.Min(buffer.Length, ProxyHeader.MaxBinaryLength)).ToArray()))
            {
                case ProxyHeader.Complete(var source, var length):
                    wire.Consume(buffer.GetPosition(length));
                    return source.IfNone(balancer);
                case ProxyHeader.Incomplete when readEnd is null && buffer.Length < ProxyHeader.MaxBinaryLength:
                    wire.Consume(buffer.Start, buffer.End);
                    break;
                default:
                    return null;
            }
        }
    }
}
