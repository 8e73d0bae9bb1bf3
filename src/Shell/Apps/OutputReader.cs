using System.IO.Pipes;
using Laitos.Domain.Foundation;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Apps;

/// <summary>Takes all that a program writes, so that it never has to wait for us for long, and keeps the beginning.</summary>
sealed class OutputReader : IAsyncDisposable
{
    /// <summary>How many octets are kept.</summary>
    public const int MaxKept = 1 << 20;

    const int Chunk = 64 << 10;
    static readonly TimeSpan FinalWait = TimeSpan.FromMilliseconds(1);

    readonly AnonymousPipeClientStream pipe;
    readonly CancellationTokenSource stop = new();
    readonly MemoryStream kept = new();
    readonly Task reading;

    public OutputReader(SafePipeHandle reader)
    {
        pipe = new AnonymousPipeClientStream(PipeDirection.In, reader);
        reading = Task.Run(Read);
    }

    /// <summary>True when there was more than is kept.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Waits until nobody can write any more, but no longer than so.</summary>
    public Task Ended(TimeSpan patience) => reading.EndsWithin(patience);

    /// <summary>Stops taking and gives what was kept.</summary>
    public async Task<Octets> Close()
    {
        await stop.CancelAsync();
        await reading;
        return new Octets(kept.ToArray());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Close();
        await pipe.DisposeAsync();
        stop.Dispose();
    }

    async Task Read()
    {
        try
        {
            var chunk = new byte[Chunk];
            while (await pipe.ReadAsync(chunk, stop.Token) is > 0 and var count)
            {
                var room = (int)Math.Min(count, MaxKept - kept.Length);
                kept.Write(chunk, 0, room);
                if (room < count)
                {
                    // What nobody will see is not worth a whole processor.
                    IsCut = true;
                    await Task.Delay(FinalWait, stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed while something still holds the other end.
        }
        catch (IOException)
        {
            // The pipe broke: what came is what there is.
        }
    }
}
