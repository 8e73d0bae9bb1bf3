using System.Threading.Channels;
using Laitos.Domain.Journey;

namespace Laitos.Shell;

/// <summary>Writes the log, a line for each event, in the order they were told. Telling never waits: a log that cannot be written loses lines, not mail.</summary>
sealed class Journal : IAsyncDisposable
{
    const int Backlog = 10_000;

    readonly Channel<LogLine> lines = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    readonly Task writing;

    public Journal(TextWriter output, bool json) => writing = Task.Run(() => Write(output, json));

    public void Tell(LogLine line) => lines.Writer.TryWrite(line);

    public void Tell(string kind, params ReadOnlySpan<(string Name, string Value)> facts) => Tell(LogLine.Of(Clock.Now, kind, facts));

    /// <summary>Writes what has been told so far and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await writing;
    }

    async Task Write(TextWriter output, bool json)
    {
        while (await lines.Reader.WaitToReadAsync())
        {
            try
            {
                while (lines.Reader.TryRead(out var line))
                {
                    await output.WriteLineAsync(json ? line.ToJson() : line.ToText());
                }

                await output.FlushAsync();
            }
            catch (IOException)
            {
                // Nobody reads the log any more (a closed pipe, a full disk): mail goes on.
            }
        }
    }
}
