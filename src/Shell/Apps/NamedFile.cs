using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;

namespace Laitos.Shell.Apps;

/// <summary>Reads a file that the owner has named: a regular one, and all of it or nothing.</summary>
static class NamedFile
{
    /// <summary>The octets of the file, or why they are not read.</summary>
    public static async Task<AppResponse> Read(string path, int maxOctets, CancellationToken abort)
    {
        using var handle = ProcessCalls.OpenToRead(path);
        await using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!file.CanSeek)
        {
            return new AppResponse.Failed($"{path} is no regular file");
        }

        return await Bounded.Read(file, maxOctets, abort) is { } octets
            ? new AppResponse.Read(new Octets(octets))
            : new AppResponse.Failed($"{path} is larger than {maxOctets} octets");
    }
}

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
