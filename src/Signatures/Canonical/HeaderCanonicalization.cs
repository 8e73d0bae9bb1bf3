using Laitos.Domain.Message;

namespace Laitos.Signatures.Canonical;

/// <summary>Header fields in the form that is hashed (RFC 6376 §3.4.1, §3.4.2). Nothing is longer in it than two octets more than it was.</summary>
static class HeaderCanonicalization
{
    /// <summary>Octets that the form of a field may need.</summary>
    public static int Bound(HeaderField field) => field.Raw.Length + 2;

    /// <summary>Writes a field, with its line ending, and gives how many octets that took.</summary>
    public static int Write(Canonicalization form, HeaderField field, Span<byte> to)
    {
        if (form == Canonicalization.Simple)
        {
            field.Raw.Span.CopyTo(to);
            return field.Raw.Length;
        }

        var length = Relaxed(field, field.Body.Span, default, to);
        "\r\n"u8.CopyTo(to[length..]);
        return length + 2;
    }

    /// <summary>Writes a field that holds a signature: without its line ending, and as if the value in that place of its body were empty (RFC 6376 §3.7).</summary>
    public static int WriteUnsigned(Canonicalization form, HeaderField field, Range value, Span<byte> to)
    {
        var front = field.Body.Span[..value.Start.Value];
        var back = field.Body.Span[value.End.Value..];
        if (form == Canonicalization.Relaxed)
        {
            return Relaxed(field, front, back, to);
        }

        var head = field.Raw.Length - field.Body.Length + front.Length;
        field.Raw.Span[..head].CopyTo(to);
        var tail = WithoutLineEnd(back);
        tail.CopyTo(to[head..]);
        return head + tail.Length;
    }

    /// The name in lower case, a colon, and the two pieces of the body with each run of blanks as one and none at the ends.
    static int Relaxed(HeaderField field, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> to)
    {
        var raw = field.Raw.Span;
        var length = raw.IndexOfAny((byte)':', (byte)' ', (byte)'\t');
        for (var i = 0; i < length; i++)
        {
            to[i] = raw[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(raw[i] | 0x20) : raw[i];
        }

        to[length++] = (byte)':';
        var writer = new Words(to, length);
        writer.Append(first);
        writer.Append(second);
        return writer.Length;
    }

    static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> octets) =>
        octets.EndsWith("\r\n"u8) ? octets[..^2] : octets.EndsWith("\n"u8) ? octets[..^1] : octets;

    /// Words with one blank between them. A line ending counts as a blank; a CR that ends no line does not.
    ref struct Words(Span<byte> to, int at)
    {
        readonly Span<byte> to = to;
        readonly int start = at;
        bool blank;

        public int Length { get; private set; } = at;

        public void Append(ReadOnlySpan<byte> octets)
        {
            for (var i = 0; i < octets.Length; i++)
            {
                var octet = octets[i];
                if (octet is (byte)' ' or (byte)'\t' or (byte)'\n' || (octet == '\r' && i + 1 < octets.Length && octets[i + 1] == '\n'))
                {
                    blank = true;
                    continue;
                }

                if (blank && Length > start)
                {
                    to[Length++] = (byte)' ';
                }

                blank = false;
                to[Length++] = octet;
            }
        }
    }
}
