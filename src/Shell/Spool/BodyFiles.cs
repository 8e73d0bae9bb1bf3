using System.Buffers;
using System.Security.Cryptography;
using Laitos.Shell.Relay;

namespace Laitos.Shell.Spool;

/// <summary>
/// Decides where the octets of a mail lie and brings large ones into a file before the row that names it is written. A received file
/// gets a second name and is flushed; its octets are not copied. What has a file of its own otherwise is written under a temporary name, flushed, renamed; what shares one is appended to it.
/// </summary>
/// <param name="directory">The spool.</param>
/// <param name="segments">The files that are shared.</param>
sealed class BodyFiles(SpoolDirectory directory, SegmentFiles segments)
{
    /// <summary>The largest mail, in octets, that has no file of its own.</summary>
    public const int Largest = 256 << 10;

    const int Block = 64 << 10;

    /// <summary>Brings a mail to where it can be found after a crash, once its row is committed and the directory, or the file that it shares, flushed.</summary>
    /// <exception cref="IOException">The disk is full or broken; nothing stays behind.</exception>
    public async Task<StagedMail> Stage(string id, IMailContent content)
    {
        var path = directory.Body(id);
        if (content is FileContent { Tail: { } tail } filed && filed.Size - tail.Length <= Largest && tail.Length > 0 && FileCalls.TryLink(filed.Path, path))
        {
            var digest = await Keep(path, () =>
            {
                filed.Flush();
                return Digest(path, tail.Offset, tail.Length);
            }).ConfigureAwait(false);
            return new StagedMail(Joined(filed.Front, filed.Size - tail.Length), tail.Offset, tail.Length, digest);
        }

        if (content.Size > Largest)
        {
            return new StagedMail([], 0, content.Size, await Write(path, content).ConfigureAwait(false));
        }

        var small = content as MemoryContent ?? await Gathered(content).ConfigureAwait(false);
        // A disk that is behind lets even those wait that only write to the memory of the system.
        return small.Size >= SegmentFiles.Least ? await Task.Run(() => segments.Append(small)).ConfigureAwait(false) : new StagedMail(Joined(small.Stretches, small.Size), 0, 0, null);
    }

    /// <summary>The SHA-256 digest of a stretch of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or ends too early.</exception>
    public static byte[] Digest(string path, long offset, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (var end = offset + length; offset < end;)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Block, end - offset)), offset);
                hash.AppendData(buffer, 0, read > 0 ? read : throw new EndOfStreamException($"{path} ends before the mail does"));
                offset += read;
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A mail has its row, or may have it.</summary>
    public void Keep(StagedMail mail)
    {
        if (mail.Segment > 0)
        {
            segments.Keep(mail.Place);
        }
    }

    /// <summary>A mail certainly has no row.</summary>
    public void Discard(string id, StagedMail mail)
    {
        if (mail.Segment > 0)
        {
            segments.Discard(mail.Place);
        }
        else if (mail.Length > 0)
        {
            Delete(directory.Body(id));
        }
    }

    /// <summary>The row of a mail is gone. What stays behind in files is swept at the next start.</summary>
    public void Remove(string id, MailPlace place)
    {
        if (place.Segment > 0)
        {
            segments.Remove(place);
        }
        else if (place.Length > 0)
        {
            Delete(directory.Body(id));
        }
    }

    /// Gives the digest of what it has written.
    static async Task<byte[]> Write(string path, IMailContent content)
    {
        var part = path + ".part";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var file = new FileStream(part, SpoolDirectory.NewFile(FileMode.Create));
            await using (file.ConfigureAwait(false))
            {
                await foreach (var block in content.Blocks(CancellationToken.None).ConfigureAwait(false))
                {
                    hash.AppendData(block.Span);
                    await file.WriteAsync(block).ConfigureAwait(false);
                }

                if (file.Position != content.Size)
                {
                    throw WrongSize();
                }

                await Task.Run(() => file.Flush(flushToDisk: true)).ConfigureAwait(false);
            }

            File.Move(part, path);
            return hash.GetHashAndReset();
        }
        catch
        {
            Delete(part);
            throw;
        }
    }

    /// After a failed flush nobody knows what the file holds: it is thrown away.
    static async Task<byte[]> Keep(string path, Func<byte[]> flush)
    {
        try
        {
            return await Task.Run(flush).ConfigureAwait(false);
        }
        catch
        {
            Delete(path);
            throw;
        }
    }

    static async Task<MemoryContent> Gathered(IMailContent content)
    {
        var (octets, at) = (GC.AllocateUninitializedArray<byte>((int)content.Size), 0);
        await foreach (var block in content.Blocks(CancellationToken.None).ConfigureAwait(false))
        {
            block.CopyTo(block.Length <= octets.Length - at ? octets.AsMemory(at) : throw WrongSize());
            at += block.Length;
        }

        return at == octets.Length ? new MemoryContent(octets) : throw WrongSize();
    }

    static byte[] Joined(IEnumerable<ReadOnlyMemory<byte>> pieces, long size)
    {
        var joined = GC.AllocateUninitializedArray<byte>((int)size);
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(joined.AsMemory(at));
            at += piece.Length;
        }

        return joined;
    }

    static IOException WrongSize() => new("the mail has not as many octets as it said");

    /// <summary>Removes a file that nothing needs any more.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            // No row names it: the next start sweeps it.
        }
    }
}
