using System.Buffers;
using System.Runtime.CompilerServices;
using Laitos.Shell.Relay;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Spool;

/// <summary>A piece of a mail.</summary>
public abstract record ContentPart
{
    ContentPart() { }

    /// <summary>Octets in memory.</summary>
    public sealed record InMemory(ReadOnlyMemory<byte> Octets) : ContentPart;

    /// <summary>A stretch of the mail's file.</summary>
    /// <param name="Offset">Octets from its beginning.</param>
    /// <param name="Length">How many octets.</param>
    public sealed record InFile(long Offset, long Length) : ContentPart;

    /// <summary>How many octets.</summary>
    public long Size => this is InFile inFile ? inFile.Length : ((InMemory)this).Octets.Length;
}

/// <summary>A mail of which some pieces lie in a file, read block by block as it is sent.</summary>
/// <param name="parts">The pieces in order.</param>
/// <param name="path">The name of the file.</param>
/// <param name="handle">The open file, which whoever made the content closes; null to open it by its name for each reading.</param>
public sealed class FileContent(IReadOnlyList<ContentPart> parts, string path, SafeFileHandle? handle = null) : IMailContent
{
    const int Block = 64 << 10;

    /// <inheritdoc/>
    public long Size { get; } = parts.Sum(part => part.Size);

    /// <summary>The file's name.</summary>
    public string Path { get; } = path;

    /// <summary>The stretch of the file that ends the mail, when it is the only one; null otherwise.</summary>
    public ContentPart.InFile? Tail => parts.OfType<ContentPart.InFile>().ToArray() is [var only] && ReferenceEquals(only, parts[^1]) ? only : null;

    /// <summary>What stands before the <see cref="Tail"/>.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Front => parts.OfType<ContentPart.InMemory>().Select(inMemory => inMemory.Octets);

    /// <summary>Flushes the file to the disk.</summary>
    /// <exception cref="IOException">It could not be flushed.</exception>
    public void Flush()
    {
        if (handle is not null)
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        using var opened = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(opened);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([EnumeratorCancellation] CancellationToken cancel)
    {
        var file = handle ?? File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            foreach (var part in parts)
            {
                switch (part)
                {
                    case ContentPart.InMemory(var octets):
                        yield return octets;
                        break;
                    case ContentPart.InFile(var offset, var length):
                        for (var end = offset + length; offset < end;)
                        {
                            var wanted = buffer.AsMemory(0, (int)Math.Min(Block, end - offset));
                            var read = await RandomAccess.ReadAsync(file, wanted, offset, cancel).ConfigureAwait(false);
                            offset += read > 0 ? read : throw new EndOfStreamException($"{Path} ends before the mail does");
                            yield return wanted[..read];
                        }

                        break;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (handle is null)
            {
                file.Dispose();
            }
        }
    }
}
