namespace Laitos.Integration.Support;

/// <summary>Lines and octets out of a stream.</summary>
sealed class LineInput(Stream stream)
{
    readonly byte[] buffer = new byte[64 << 10];
    Memory<byte> arrived;

    /// <summary>A line up to CRLF, without it; nothing at the end of the stream. Bare CR and LF are part of the line.</summary>
    public async Task<byte[]?> ReadLine(CancellationToken stop)
    {
        var line = new MemoryStream();
        while (await Fill(stop))
        {
            var end = arrived.Span.IndexOf((byte)'\n') + 1;
            var piece = end == 0 ? arrived : arrived[..end];
            line.Write(piece.Span);
            arrived = arrived[piece.Length..];
            if (line.GetBuffer().AsSpan(0, (int)line.Length).EndsWith("\r\n"u8))
            {
                line.SetLength(line.Length - 2);
                return line.ToArray();
            }
        }

        return null;
    }

    /// <summary>Some of the next octets, at most so many; none at the end of the stream.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadSome(int most, CancellationToken stop)
    {
        await Fill(stop);
        var piece = arrived[..Math.Min(most, arrived.Length)];
        arrived = arrived[piece.Length..];
        return piece;
    }

    /// True when there is something to read.
    async Task<bool> Fill(CancellationToken stop)
    {
        if (arrived.IsEmpty)
        {
            arrived = buffer.AsMemory(0, await stream.ReadAsync(buffer, stop));
        }

        return !arrived.IsEmpty;
    }
}
