using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>
/// Keeps records of what becomes of mail. Whoever tells of something never waits and is never refused: its records are composed beside the mail's way, in the order in which they were told,
/// and written by one writer, many at a time. When that falls behind, records are lost and counted.
/// </summary>
sealed class TraceRecorder : IAsyncDisposable
{
    /// The most that waits to be composed.
    const int MostTold = 20_000;

    /// The octets of all that waits, composed or not.
    const long MostOctets = 16 << 20;

    /// About how many octets it takes to tell of something, apart from what is told of.
    const long Overhead = 512;

    /// What is told meanwhile is composed together: no mail wakes a thread for its record.
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    readonly Journal journal;
    readonly MemoryBudget room = new(MostOctets);
    readonly TraceWriter writer;
    readonly Channel<Told> told = Channel.CreateBounded<Told>(new BoundedChannelOptions(MostTold) { SingleReader = true });
    readonly CancellationTokenSource closing = new();
    readonly Task composing;

    /// <param name="file">Where records are kept.</param>
    /// <param name="policy">How long, and how many.</param>
    /// <param name="text">How text is kept.</param>
    /// <param name="journal">Takes what goes wrong.</param>
    /// <param name="pause">How long a disk that fails is left alone.</param>
    /// <param name="reserve">Octets of the disk that are left to mail.</param>
    /// <param name="onWritten">Is told when records have been written.</param>
    public TraceRecorder(TraceFile file, TracePolicy policy, TraceText text, Journal journal, TimeSpan? pause = null, long? reserve = null, Action? onWritten = null)
    {
        (Text, this.journal) = (text, journal);
        writer = new TraceWriter(file, policy, journal, room, pause, reserve, onWritten ?? (() => { }));
        composing = Task.Run(Compose);
    }

    /// <summary>How text is kept.</summary>
    public TraceText Text { get; }

    /// <summary>Has records kept. A fault in what composes them costs no mail.</summary>
    /// <param name="compose">Composes them, given how text is kept: later, from values that do not change.</param>
    /// <param name="holds">About how many octets these values take.</param>
    public void Record(Func<TraceText, Seq<TraceRecord>> compose, long holds = 0)
    {
        var next = new Told(compose, Overhead + holds);
        if (!room.TryTake(next.Octets))
        {
            writer.Lose("more come than can be composed");
        }
        else if (!told.Writer.TryWrite(next))
        {
            room.Give(next.Octets);
            writer.Lose("more come than can be composed");
        }
    }

    /// <summary>Composes and writes what waits, as long as the disk lets it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        told.Writer.TryComplete();
        await closing.CancelAsync();
        await Task.WhenAny(composing, Task.Delay(Farewell));
        await writer.DisposeAsync();
        if (composing.IsCompleted)
        {
            closing.Dispose();
        }
    }

    async Task Compose()
    {
        while (await told.Reader.WaitToReadAsync())
        {
            await Task.Delay(Gathering, closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            while (told.Reader.TryRead(out var next))
            {
                Compose(next);
                room.Give(next.Octets);
                ProcessorTime.GiveWay(told.Reader.Count);
            }
        }
    }

    void Compose(Told next)
    {
        try
        {
            foreach (var record in next.Compose(Text))
            {
                writer.Write(TraceCodec.Write(record));
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            journal.Write("fault", ("trace", fault.ToString()));
            writer.Lose("a fault of this program");
        }
    }

    /// <param name="Compose">Composes the records.</param>
    /// <param name="Octets">About what it takes in memory until then.</param>
    sealed record Told(Func<TraceText, Seq<TraceRecord>> Compose, long Octets);
}
