using System.Buffers;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Shell.Smtp;

/// <summary>Reads one command line from the wire, within its limits of length and time.</summary>
static class CommandReader
{
    /// A line is followed no further than this many times its limit: the client does not speak SMTP.
    const int Patience = 256;

    public static async ValueTask<SessionInput> ReadCommand(this Wire wire, SessionEffect.ReadCommand asked, SessionClosing closing)
    {
        var deadline = Environment.TickCount64 + (long)asked.Idle.TotalMilliseconds;
        var dropped = 0L;
        while (true)
        {
            var (buffer, readEnd) = await wire.Read(deadline, closing.Commands);
            if (buffer.PositionOf((byte)'\n') is { } lf)
            {
                var line = buffer.Slice(0, lf);
                SessionInput input = dropped + line.Length + 1 > asked.MaxOctets ? new SessionInput.LineTooLong() : Received(line);
                wire.Consume(buffer.GetPosition(1, lf));
                return input;
            }

            if (dropped == 0 && IsForeign(buffer))
            {
                var beginning = Received(buffer.Slice(0, Math.Min(buffer.Length, asked.MaxOctets)));
                wire.Consume(buffer.End);
                return beginning;
            }

            if (dropped > 0 || buffer.Length > asked.MaxOctets)
            {
                dropped += buffer.Length;
                wire.Consume(buffer.End);
            }
            else if (!buffer.IsEmpty)
            {
                wire.Consume(buffer.Start, buffer.End);
            }

            if (readEnd is not null || dropped > (long)Patience * asked.MaxOctets)
            {
                return readEnd is { } reason ? reason.ToInput(closing) : new SessionInput.PeerClosed();
            }
        }
    }

    public static SessionInput ToInput(this ReadEnd readEnd, SessionClosing closing) => readEnd switch
    {
        ReadEnd.TimedOut => new SessionInput.TimedOut(),
        ReadEnd.ShuttingDown => closing.Reason,
        _ => new SessionInput.PeerClosed(),
    };

    /// What is no SMTP may have no line end either.
    static bool IsForeign(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[(int)Math.Min(buffer.Length, ForeignTraffic.Telling)];
        buffer.Slice(0, first.Length).CopyTo(first);
        return ForeignTraffic.Of(first).IsSome;
    }

    static SessionInput.LineReceived Received(ReadOnlySequence<byte> line)
    {
        var octets = new Octets(line.ToArray());
        return new SessionInput.LineReceived(octets.Span is [.., (byte)'\r'] ? octets.Slice(0, octets.Length - 1) : octets);
    }
}
