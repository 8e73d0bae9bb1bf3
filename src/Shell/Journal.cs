using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using LanguageExt;

namespace Laitos.Shell;

/// <summary>Writes the log, a line for each event, in the order they were told. Telling never waits: a log that cannot be written loses lines, not mail.</summary>
sealed class Journal : IAsyncDisposable
{
    const int Backlog = 10_000;
    const int Kept = 200;

    /// The characters that are handed on in one piece.
    const int Piece = 16 << 10;

    /// A line that comes alone is written at once. What is told behind it is written together: it wakes no thread.
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    readonly Lock gate = new();
    readonly Queue<WrittenLine> latest = new(Kept);
    readonly bool json;
    readonly Redaction redaction;

    readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    readonly CancellationTokenSource closing = new();
    readonly Task writing;

    /// <param name="output">Where to.</param>
    /// <param name="json">True for an object on each line.</param>
    /// <param name="redaction">What must not be shown.</param>
    public Journal(TextWriter output, bool json, Redaction redaction)
    {
        (this.json, this.redaction) = (json, redaction);
        writing = Task.Run(() => Write(output));
    }

    /// <summary>What takes lines for a stream, and hands lines of up to 16 Ki characters on in one piece. <see cref="Console.Out"/> writes after 256 characters, which cuts most lines of a mail in two.</summary>
    public static TextWriter Output(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream, bufferSize: Piece));

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
        await closing.CancelAsync();
        await writing;
        closing.Dispose();
    }

    async Task Write(TextWriter output)
    {
        while (await lines.Reader.WaitToReadAsync())
        {
            try
            {
                await WriteWaiting(output);
            }
            catch (IOException)
            {
                // Nobody reads the log any more (a closed pipe, a full disk): mail goes on.
            }

            await Task.Delay(Gathering, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// No line is cut that fits into a piece.
    async Task WriteWaiting(TextWriter output)
    {
        for (var held = 0; lines.Reader.TryRead(out var line); held += line.Length + 1)
        {
            if (held + line.Length >= Piece)
            {
                await output.FlushAsync();
                held = 0;
            }

            await output.WriteLineAsync(line);
        }

        await output.FlushAsync();
    }
}
