using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using LanguageExt;

namespace Laitos.Shell;

/// <summary>
/// Writes the log, a line for each event, in the order they were told. Telling never waits: a log that cannot be written loses lines, not mail.
/// A thread of its own writes (docs/adr/0056-log-thread.md): lines that come within 2 ms go together.
/// </summary>
sealed class Journal : IAsyncDisposable
{
    const int Backlog = 10_000;
    const int Kept = 200;

    static readonly TimeSpan Company = TimeSpan.FromMilliseconds(2);

    readonly Lock gate = new();
    readonly Queue<WrittenLine> latest = new(Kept);
    readonly bool json;
    readonly Redaction redaction;

    readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int idle;
#pragma warning disable RS0030 // The thread of the log may be blocked: nothing else runs on it.
    readonly AutoResetEvent told = new(initialState: false);
#pragma warning restore RS0030

    /// <param name="output">Where to.</param>
    /// <param name="json">True for an object on each line.</param>
    /// <param name="redaction">What must not be shown.</param>
    public Journal(TextWriter output, bool json, Redaction redaction)
    {
        (this.json, this.redaction) = (json, redaction);
        new Thread(() => Write(output), 256 << 10) { IsBackground = true, Name = "log" }.Start();
    }

    /// <summary>The latest lines, the oldest in front.</summary>
    public Seq<WrittenLine> Latest
    {
        get
        {
            lock (gate)
            {
                return latest.Gather();
            }
        }
    }

    public void Write(LogLine line)
    {
        var shown = line.Without(redaction);
        var written = shown.Written();
        lines.Writer.TryWrite(json ? shown.ToJson() : written.Text);
        Wake();
        lock (gate)
        {
            if (latest.Count == Kept)
            {
                latest.Dequeue();
            }

            latest.Enqueue(written);
        }
    }

    public void Write(string kind, params ReadOnlySpan<LogFact> facts) => Write(LogLine.Of(Clock.Now, kind, facts));

    /// <summary>Writes what has been told so far and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        Wake();
        await ended.Task;
        told.Dispose();
    }

    /// Only a thread that is asleep is woken, and once.
    void Wake()
    {
        if (Interlocked.CompareExchange(ref idle, 0, 1) == 1)
        {
            told.Set();
        }
    }

    void Write(TextWriter output)
    {
        while (!lines.Reader.Completion.IsCompleted)
        {
            AwaitLine();
            WriteLines(output);
        }

        ended.SetResult();
    }

    /// Behind the first line others are waited for, while its mail goes on.
    void AwaitLine()
    {
        Interlocked.Exchange(ref idle, 1);
        // What came before the line above found the thread awake.
        if (lines.Reader.TryPeek(out _) || lines.Reader.Completion.IsCompleted)
        {
            Volatile.Write(ref idle, 0);
        }
        else
        {
#pragma warning disable RS0030
            told.WaitOne();
        }

        Thread.Sleep(Company);
#pragma warning restore RS0030
    }

    void WriteLines(TextWriter output)
    {
        try
        {
            while (lines.Reader.TryRead(out var line))
            {
                output.WriteLine(line);
            }

            output.Flush();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nobody reads the log any more (a closed pipe, a full disk): mail goes on.
        }
    }
}
