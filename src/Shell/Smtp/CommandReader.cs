using System.Buffers;
using System.Runtime.CompilerServices;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Shell.Smtp;

/// <summary>Reads one command line from the wire.</summary>
static class CommandReader
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<SessionInput> ReadCommand(this Wire wire, SessionEffect.ReadCommand asked, SessionClosing closing)
    {
        var deadline = Environment.TickCount64 + (long)asked.Idle.TotalMilliseconds;
        for (var progress = LineProgress.Start; ;)
        {
            var (buffer, readEnd) = await wire.Read(deadline, closing.Commands);
            if (buffer.IsEmpty)
            {
                return readEnd!.Value.ToInput(closing);
            }

            var shown = buffer.Slice(0, Math.Min(buffer.Length, asked.MaxOctets + 1));
            var read = LineReader.Read(progress, shown.IsSingleSegment ? shown.FirstSpan : shown.ToArray(), asked.MaxOctets);
            var consumed = buffer.GetPosition(read.Consumed);
            switch (read)
            {
                case LineRead.Complete(var input, _):
                    wire.Consume(consumed);
                    return input;
                case LineRead.NeedMore when readEnd is { } reason:
                    wire.Consume(consumed);
                    return reason.ToInput(closing);
                case LineRead.NeedMore(var next, _):
                    wire.Consume(consumed, shown.End);
                    progress = next;
                    break;
            }
        }
    }

    public static SessionInput ToInput(this ReadEnd readEnd, SessionClosing closing) => readEnd switch
    {
        ReadEnd.TimedOut => new SessionInput.TimedOut(),
        ReadEnd.ShuttingDown => closing.Reason,
        _ => new SessionInput.PeerClosed(),
    };
}
