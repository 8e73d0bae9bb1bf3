namespace Laitos.Domain.Message;

/// <summary>
/// The fields at the head of a mail in their order, up to the empty line (RFC 5322 §2.1), each with its own octets.
/// Every mail has one, possibly without fields. A line ends at LF, with or without CR.
/// </summary>
/// <remarks>
/// <para>The section ends before the first line that is neither a field nor the continuation of one: from there on all is body, as for the
/// relays downstream, so text is never taken for a field. A mail that does not begin with a field has no fields at all.</para>
/// <para>One exception: an envelope line of a mail folder (<c>From x@y Thu ...</c>, perhaps with <c>&gt;</c> in front) that fields follow is
/// kept as a preamble. New fields go behind it.</para>
/// </remarks>
/// <param name="Preamble">The envelope line of a mail folder, usually empty.</param>
/// <param name="Fields">The fields from top to bottom.</param>
/// <param name="Separator">The empty line that ends the section; no octets when the body follows without one, or nothing follows.</param>
public sealed record HeaderSection(Octets Preamble, Seq<HeaderField> Fields, Octets Separator)
{
    /// <summary>Octets from the beginning of the mail to the body, the empty line included.</summary>
    public int Size
    {
        get
        {
            var size = Preamble.Length + Separator.Length;
            for (var i = 0; i < Fields.Count; i++)
            {
                size += Fields[i].Raw.Length;
            }

            return size;
        }
    }

    /// <summary>Reads the section from the first octets of a mail; what lies behind it is not looked at. Never fails; linear time.</summary>
    public static HeaderSection Parse(Octets head)
    {
        var preamble = EnvelopeLine(head);
        var fields = new List<HeaderField>(8);
        var at = preamble;
        while (HeaderField.Start(Line(head, at)) is { } start)
        {
            var end = FieldEnd(head, at);
            fields.Add(HeaderField.Of(at, head.Slice(at, end - at), start));
            at = end;
        }

        var separator = Line(head, at) switch
        {
            [(byte)'\n'] => 1,
            [(byte)'\r', (byte)'\n'] => 2,
            _ => 0,
        };
        return new HeaderSection(head.Slice(0, preamble), fields.Gather(), head.Slice(at, separator));
    }

    /// <summary>The fields of one name, in any letter case, from top to bottom.</summary>
    public Seq<HeaderField> Named(string name)
    {
        var named = default(List<HeaderField>);
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Is(name))
            {
                (named ??= new(1)).Add(Fields[i]);
            }
        }

        return named is null ? default : named.Gather();
    }

    /// <summary>How many fields have one name, in any letter case.</summary>
    public int Count(string name)
    {
        var count = 0;
        for (var i = 0; i < Fields.Count; i++)
        {
            count += Fields[i].Is(name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The first field of a name, in any letter case.</summary>
    public Option<HeaderField> First(string name)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Is(name))
            {
                return Fields[i];
            }
        }

        return Option<HeaderField>.None;
    }

    /// <summary>The octets of the section: exactly those that it was read from.</summary>
    public Octets Render()
    {
        var octets = new byte[Size];
        var at = 0;
        foreach (var part in Fields.AsEnumerable().Select(field => field.Raw).Prepend(Preamble).Append(Separator))
        {
            part.Span.CopyTo(octets.AsSpan(at));
            at += part.Length;
        }

        return new Octets(octets);
    }

    /// The length of an envelope line in front of fields, otherwise 0.
    static int EnvelopeLine(Octets head)
    {
        var line = Line(head, 0);
        return (line.StartsWith("From "u8) || line.StartsWith(">From "u8))
            && HeaderField.Start(line) is null
            && HeaderField.Start(Line(head, line.Length)) is not null
            ? line.Length
            : 0;
    }

    /// Folded lines begin with a blank, RFC 5322 §2.2.3.
    static int FieldEnd(Octets head, int at)
    {
        do
        {
            at += Line(head, at).Length;
        }
        while (at < head.Length && head.Span[at] is (byte)' ' or (byte)'\t');

        return at;
    }

    /// The line that begins here, with its ending.
    static ReadOnlySpan<byte> Line(Octets head, int at)
    {
        var rest = head.Span[at..];
        return rest.IndexOf((byte)'\n') is var end and >= 0 ? rest[..(end + 1)] : rest;
    }
}

/// <summary>The Subject field (RFC 5322 §3.6.5), for people to read.</summary>
public static class Subject
{
    /// <summary>Octets of the field that are looked at: more would not be shown.</summary>
    internal const int Considered = 4096;

    /// <summary>The decoded subject on one line without control characters, at most <paramref name="limit"/> characters; none when there is no such field.</summary>
    public static Option<string> Of(HeaderSection section, int limit = 200) =>
        section.First("Subject").Case is HeaderField field ? Printable.Excerpt(EncodedWord.Decode(Folding.TrimmedLine(field.Body, Considered)), limit) : Option<string>.None;

    /// <summary>The words of a subject of ours that quotes another: plain where it is, encoded otherwise (RFC 2047 §2).</summary>
    /// <param name="mark">What stands in front: plain words.</param>
    /// <param name="quoted">The subject of the other mail, of any characters.</param>
    public static IEnumerable<string> Quoting(string mark, string quoted)
    {
        var isPlain = quoted.All(c => c is >= ' ' and <= '~') && !quoted.Contains("=?", StringComparison.Ordinal);
        return mark.Split(' ').Concat(isPlain ? quoted.Split(' ', StringSplitOptions.RemoveEmptyEntries) : EncodedWord.Encode(quoted).AsEnumerable());
    }
}
