namespace Laitos.Domain.Dns;

/// <summary>Writes a packet from left to right. The first error sticks.</summary>
sealed class PacketWriter
{
    /// Pointers have 14 bits (RFC 1035 §4.1.4).
    const int MaxPointer = 0x3fff;

    readonly List<byte> octets = [];
    readonly List<DnsFormatError> errors = [];
    readonly Dictionary<string, int> written = new(StringComparer.Ordinal);

    /// <summary>The first error, if there was one.</summary>
    public DnsFormatError? Error => errors.FirstOrDefault();

    /// <summary>What has been written.</summary>
    public Octets ToOctets() => new(octets.ToArray());

    /// <summary>8 bits.</summary>
    public void UInt8(int value) => octets.Add((byte)value);

    /// <summary>16 bits, most significant first.</summary>
    public void UInt16(int value)
    {
        UInt8(value >> 8);
        UInt8(value);
    }

    /// <summary>32 bits, most significant first.</summary>
    public void UInt32(long value)
    {
        UInt16((int)(value >> 16));
        UInt16((int)value);
    }

    /// <summary>Octets as they are.</summary>
    public void Write(ReadOnlySpan<byte> span) => octets.AddRange(span);

    /// <summary>A name; an ending that was written before is pointed to (RFC 1035 §4.1.4).</summary>
    public void Name(string text) => Dns.Name.Labels(text).Match(Labels, error => errors.Add(error with { Offset = octets.Count }));

    /// <summary>Sixteen bits of length for what is written from here until <see cref="Close"/>; gives the place.</summary>
    public int Open()
    {
        UInt16(0);
        return octets.Count;
    }

    /// <summary>Fills in the length that <see cref="Open"/> left room for.</summary>
    public void Close(int start)
    {
        var length = octets.Count - start;
        CheckLength(length);
        (octets[start - 2], octets[start - 1]) = ((byte)(length >> 8), (byte)length);
    }

    /// <summary>Notes an error when 16 bits cannot hold the number.</summary>
    public void CheckLength(int length)
    {
        if (length > ushort.MaxValue)
        {
            errors.Add(new DnsFormatError(octets.Count, $"at most {ushort.MaxValue}"));
        }
    }

    void Labels(Seq<Octets> labels)
    {
        for (var rest = labels; !rest.IsEmpty; rest = rest.Tail)
        {
            var ending = Dns.Name.OfLabels(rest);
            if (written.TryGetValue(ending, out var place))
            {
                UInt16(0xc000 | place);
                return;
            }

            if (octets.Count <= MaxPointer)
            {
                written.Add(ending, octets.Count);
            }

            UInt8(rest.Head.Length);
            Write(rest.Head.Span);
        }

        UInt8(0);
    }
}
