namespace Laitos.Shell.Relay;

/// <summary>The octets of a mail as a stream that is read once, from front to back.</summary>
sealed class ContentStream(IMailContent content, CancellationToken cancel) : Stream
{
    readonly IAsyncEnumerator<ReadOnlyMemory<byte>> blocks = content.Blocks(cancel).GetAsyncEnumerator(cancel);
    ReadOnlyMemory<byte> rest;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => content.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (!await blocks.MoveNextAsync().ConfigureAwait(false))
            {
                return 0;
            }

            rest = blocks.Current;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Passes over so many octets.</summary>
    public async ValueTask Skip(long count)
    {
        var passed = new byte[4 << 10];
        while (count > 0 && await ReadAsync(passed.AsMemory(0, (int)Math.Min(passed.Length, count)), cancel).ConfigureAwait(false) is > 0 and var read)
        {
            count -= read;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await blocks.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
