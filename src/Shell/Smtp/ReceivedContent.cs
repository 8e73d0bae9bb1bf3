using System.Buffers;
using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>
/// The octets of one received mail in memory: the sink of the content scanner. The header section stays in one block, so that
/// the core can read it; the body follows in blocks of a fixed size that are never copied again.
/// </summary>
public sealed class ReceivedContent : IBufferWriter<byte>
{
    const int FirstBlock = 8 << 10;
    const int BodyBlock = 64 << 10;

    readonly List<Block> blocks = [new(FirstBlock)];
    bool headComplete;

    /// <summary>Octets held.</summary>
    public long Length { get; private set; }

    /// <summary>The first octets: the header section, and the beginning of the body where it shares the block.</summary>
    public Octets Head => new(blocks[0].Written);

    /// <summary>From now on nothing needs to lie beside the header section.</summary>
    public void CompleteHead() => headComplete = true;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        blocks[^1].Used += count;
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return blocks[^1].Free;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>An outgoing mail that is made of stretches of this one and of new octets; nothing is copied.</summary>
    public IMailContent Arranged(Seq<Segment> segments) => new MemoryContent([.. segments.SelectMany(Blocks)]);

    IEnumerable<ReadOnlyMemory<byte>> Blocks(Segment segment) => segment switch
    {
        Segment.Fresh(var octets) => [octets.Memory],
        Segment.Original(var offset, var length) => Stretch(offset, length),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// The blocks that hold a stretch of the mail.
    IEnumerable<ReadOnlyMemory<byte>> Stretch(long offset, long length)
    {
        foreach (var block in blocks)
        {
            if (length <= 0)
            {
                yield break;
            }

            if (offset < block.Used)
            {
                var part = block.Written.Slice((int)offset, (int)Math.Min(block.Used - offset, length));
                length -= part.Length;
                offset += part.Length;
                yield return part;
            }

            offset -= block.Used;
        }
    }

    void MakeRoom(int size)
    {
        var last = blocks[^1];
        if (last.Free.Length >= size)
        {
            return;
        }

        if (headComplete)
        {
            blocks.Add(new Block(Math.Max(size, BodyBlock)));
        }
        else
        {
            last.Grow(Math.Max(last.Used * 2, last.Used + size));
        }
    }

    sealed class Block(int size)
    {
        byte[] octets = GC.AllocateUninitializedArray<byte>(size);

        public int Used { get; set; }

        public ReadOnlyMemory<byte> Written => octets.AsMemory(0, Used);

        public Memory<byte> Free => octets.AsMemory(Used);

        public void Grow(int to) => Array.Resize(ref octets, to);
    }
}
