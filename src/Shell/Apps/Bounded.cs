namespace Laitos.Shell.Apps;

/// <summary>Reads no more than one is ready to hold.</summary>
static class Bounded
{
    const int Chunk = 64 << 10;

    /// <summary>All octets up to the end; null when there are more than so many.</summary>
    public static async Task<byte[]?> Read(Stream stream, int max, CancellationToken cancel)
    {
        using var whole = new MemoryStream();
        var chunk = new byte[Chunk];
        while (await stream.ReadAsync(chunk, cancel) is > 0 and var count)
        {
            if (whole.Length + count > max)
            {
                return null;
            }

            whole.Write(chunk, 0, count);
        }

        return whole.ToArray();
    }
}
