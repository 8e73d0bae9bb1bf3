using System.Buffers;
using System.IO.Pipelines;

namespace Laitos.Shell.Smtp;

/// <summary>A transport seen as a stream, as the TLS implementation of the framework wants it.</summary>
sealed class TransportStream(IDuplexPipe transport) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
