namespace Laitos.Shell.Smtp;

/// <summary>Blocks of memory in a row, each paid for out of a budget.</summary>
sealed class MemoryBlocks(MemoryBudget budget)
{
    readonly List<Block> blocks = new(1);

    public bool IsEmpty => blocks.Count == 0;

    /// <summary>Octets written.</summary>
    public long Length { get; private set; }

    public Block Last => blocks[^1];

    /// <summary>What has been written, block by block.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Written => [.. blocks.Select(block => block.Written)];

    /// <summary>So many octets of the last block's free part have been written.</summary>
    public void Advance(int count)
    {
        Last.Used += count;
        Length += count;
    }

    public bool HasRoom(int size) => !IsEmpty && Last.Free.Length >= size;

    /// <summary>Adds a block; false when the budget does not allow it.</summary>
    public bool TryAdd(int size)
    {
        if (!budget.TryTake(size))
        {
            return false;
        }

        blocks.Add(new Block(size));
        return true;
    }

    /// <summary>Makes the last block large enough for so many octets more, in one stretch; false when the budget does not allow it.</summary>
    public bool TryGrow(int size)
    {
        var to = Math.Max(Last.Size * 2, Last.Used + size);
        if (!budget.TryTake(to - Last.Size))
        {
            return false;
        }

        Last.Grow(to);
        return true;
    }

    /// <summary>Forgets what has been written, and keeps one block to go on with.</summary>
    public void Rewind()
    {
        foreach (var block in blocks[1..])
        {
            budget.Give(block.Size);
        }

        blocks.RemoveRange(1, blocks.Count - 1);
        blocks[0].Used = 0;
        Length = 0;
    }

    /// <summary>Gives all memory back.</summary>
    public void Clear()
    {
        budget.Give(blocks.Sum(block => (long)block.Size));
        blocks.Clear();
        Length = 0;
    }

    /// <summary>Adds the parts of the blocks that hold a stretch, as far as they hold it; gives how many octets they are.</summary>
    public long AddStretches(long offset, long length, List<ReadOnlyMemory<byte>> stretches)
    {
        var taken = 0L;
        foreach (var block in blocks)
        {
            if (taken < length && offset < block.Used)
            {
                var part = block.Written.Slice((int)offset, (int)Math.Min(block.Used - offset, length - taken));
                taken += part.Length;
                offset += part.Length;
                stretches.Add(part);
            }

            offset -= block.Used;
        }

        return taken;
    }

    internal sealed class Block(int size)
    {
        byte[] octets = GC.AllocateUninitializedArray<byte>(size);

        public int Size => octets.Length;

        public int Used { get; set; }

        public ReadOnlyMemory<byte> Written => octets.AsMemory(0, Used);

        public Memory<byte> Free => octets.AsMemory(Used);

        public void Grow(int to) => Array.Resize(ref octets, to);
    }
}
