using System.Buffers.Binary;
using System.Text;

namespace Laitos.Domain.Dns;

/// <summary>
/// Reads a packet from left to right. The first error sticks: from then on every read gives nothing, and whoever loops asks <see cref="Failed"/>.
/// A name costs at most 255 octets and <see cref="MaxPointers"/> jumps, so that a packet costs time linear in its length.
/// </summary>
ref struct PacketReader(ReadOnlySpan<byte> packet)
{
    /// A real name needs one or two; more is an attack.
    const int MaxPointers = 32;
    const int HeaderLength = 12;

    readonly ReadOnlySpan<byte> packet = packet;
    int position;
    int limit = packet.Length;

    /// <summary>The first error, if there was one.</summary>
    public DnsFormatError? Error { get; private set; }

    /// <summary>True when an error has been found.</summary>
    public readonly bool Failed => Error is not null;

    /// <summary>True when nothing is left before the limit.</summary>
    public readonly bool AtEnd => position >= limit;

    /// <summary>16 bits, most significant first.</summary>
    public int UInt16() => Take(2) is { Length: 2 } octets ? BinaryPrimitives.ReadUInt16BigEndian(octets) : 0;

    /// <summary>32 bits, most significant first.</summary>
    public long UInt32() => Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    /// <summary>A character-string: an octet of length and as many octets (RFC 1035 §3.3).</summary>
    public ReadOnlySpan<byte> CharacterString() => Take(1) is { Length: 1 } length ? Take(length[0]) : default;

    /// <summary>All octets up to the limit.</summary>
    public ReadOnlySpan<byte> Rest() => Take(limit - position);

    /// <summary>Exactly so many octets, or none and an error.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (Failed || length > limit - position)
        {
            Fail(position, $"{length} octets");
            return default;
        }

        position += length;
        return packet.Slice(position - length, length);
    }

    /// <summary>Narrows the limit to the next so many octets; gives the limit to restore.</summary>
    public int Enter(int length)
    {
        if (Failed || length > limit - position)
        {
            Fail(position, $"{length} octets of data");
            return limit;
        }

        var outer = limit;
        limit = position + length;
        return outer;
    }

    /// <summary>Restores the limit; what was entered must have been read to its end.</summary>
    public void Leave(int outer)
    {
        if (position != limit)
        {
            Fail(position, "end of data");
        }

        limit = outer;
    }

    /// <summary>
    /// A name (RFC 1035 §3.1, §4.1.4), as canonical text. A pointer must lead before the run of labels that it ends; so no chain of pointers can loop.
    /// </summary>
    public string Name()
    {
        var text = new StringBuilder();
        var (at, run, end, octets, pointers) = (position, position, limit, 1, 0);
        while (!Failed)
        {
            int first = at < end ? packet[at] : 0xff;
            if (at >= end || (first & 0xc0) is 0x40 or 0x80 || (first >= 0xc0 && at + 2 > end) || (first < 0xc0 && at + 1 + first > end))
            {
                Fail(at, "label or pointer");
            }
            else if (first >= 0xc0)
            {
                var target = ((first & 0x3f) << 8) | packet[at + 1];
                position = pointers == 0 ? at + 2 : position;
                if (target >= run || target < HeaderLength || ++pointers > MaxPointers)
                {
                    Fail(at, "pointer to an earlier name");
                }

                (at, run, end) = (target, target, packet.Length);
            }
            else if (first == 0)
            {
                position = pointers == 0 ? at + 1 : position;
                return text.ToString();
            }
            else if ((octets += first + 1) > Dns.Name.MaxOctets)
            {
                Fail(at, $"name of at most {Dns.Name.MaxOctets} octets");
            }
            else
            {
                Dns.Name.Append(text, packet.Slice(at + 1, first));
                at += first + 1;
            }
        }

        return "";
    }

    /// <summary>Notes an error where the reader stands, unless there was one before.</summary>
    public void Fail(string expected) => Fail(position, expected);

    void Fail(int offset, string expected) => Error ??= new DnsFormatError(offset, expected);
}
