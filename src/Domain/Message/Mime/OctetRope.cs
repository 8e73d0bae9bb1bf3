namespace Laitos.Domain.Message.Mime;

/// <summary>
/// Octets that are gathered piece by piece, as a value. A piece is joined with those before it that are not longer, so that blocks become shorter towards the
/// end, there are few of them, and an octet is copied a logarithmic number of times.
/// </summary>
sealed record OctetRope
{
    OctetRope(OctetRope? before, Octets block) => (Before, Block, Length) = (before, block, (before?.Length ?? 0) + block.Length);

    /// <summary>No octets.</summary>
    internal static OctetRope Empty { get; } = new(null, default);

    /// <summary>How many octets.</summary>
    internal int Length { get; }

    OctetRope? Before { get; }

    Octets Block { get; }

    /// <summary>These octets and those of a piece behind them.</summary>
    internal OctetRope Add(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return this;
        }

        var kept = this;
        var joined = piece.Length;
        while (kept.Before is not null && kept.Block.Length <= joined)
        {
            joined += kept.Block.Length;
            kept = kept.Before;
        }

        var octets = new byte[joined];
        var end = joined - piece.Length;
        piece.CopyTo(octets.AsSpan(end));
        CopyBlocks(kept, octets.AsSpan(0, end));
        return new OctetRope(kept, new Octets(octets));
    }

    /// <summary>All of them in one block.</summary>
    internal Octets ToOctets()
    {
        if (Before is { Length: 0 })
        {
            return Block;
        }

        var octets = new byte[Length];
        CopyBlocks(Empty, octets);
        return new Octets(octets);
    }

    /// The blocks behind another rope, which this one begins with.
    void CopyBlocks(OctetRope begin, Span<byte> octets)
    {
        for (var (rope, end) = (this, octets.Length); end > 0 && rope.Length > begin.Length; rope = rope.Before!)
        {
            end -= rope.Block.Length;
            rope.Block.Span.CopyTo(octets[end..]);
        }
    }
}
