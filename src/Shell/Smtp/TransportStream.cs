using System.Buffers;
using System.IO.Pipelines;

namespace Laitos.Shell.Smtp;

/// <summary>A transport seen as a stream, as the TLS implementation of the framework wants it.</summary>
sealed class TransportStream(IDuplexPipe transport) : AsyncStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await transport.Input.ReadAsync(cancellationToken);
            if (result.IsCanceled && result.Buffer.IsEmpty)
            {
                // A wake-up meant for the reader above us: it has no say over the records below.
                transport.Input.AdvanceTo(result.Buffer.End);
                continue;
            }

            var length = (int)Math.Min(buffer.Length, result.Buffer.Length);
            var taken = result.Buffer.Slice(0, length);
            taken.CopyTo(buffer.Span);
            transport.Input.AdvanceTo(taken.End);
            return length;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if ((await transport.Output.WriteAsync(buffer, cancellationToken)).IsCompleted)
        {
            throw new IOException("the peer reads no more");
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken) => await transport.Output.FlushAsync(cancellationToken);

    public override void Flush() { }
}
