using System.Text;

namespace Laitos.Signatures.Fields;

/// <summary>
/// A list of tags and values (RFC 6376 §3.2), read strictly from the octets in which it arrived. Names and values are compared by letter case.
/// </summary>
sealed class DkimTagList
{
    readonly Dictionary<string, Range> values;
    readonly Octets text;

    DkimTagList(Octets text, Dictionary<string, Range> values)
    {
        this.text = text;
        this.values = values;
    }

    /// <summary>The name of the tag that stands first; empty for an empty list.</summary>
    public string First { get; private init; } = "";

    /// <summary><c>tag-list = tag-spec *( ";" tag-spec ) [ ";" ]</c>; none where it is malformed or a name stands twice.</summary>
    public static Option<DkimTagList> Parse(Octets text)
    {
        var (values, first, at) = (new Dictionary<string, Range>(StringComparer.Ordinal), "", 0);
        while (at < text.Length)
        {
            var end = text.Span[at..].IndexOf((byte)';') is var found and >= 0 ? at + found : text.Length;
            var spec = text.Span[at..end];
            if (end == text.Length && values.Count > 0 && spec.Trim(Blanks).IsEmpty)
            {
                break;
            }

            var equals = spec.IndexOf((byte)'=');
            if (equals < 0 || !IsName(spec[..equals].Trim(Blanks)) || spec[(equals + 1)..].ContainsAny(Controls))
            {
                return default;
            }

            var name = Encoding.ASCII.GetString(spec[..equals].Trim(Blanks));
            if (!values.TryAdd(name, (at + equals + 1)..end))
            {
                return default;
            }

            first = first.Length == 0 ? name : first;
            at = end + 1;
        }

        return new DkimTagList(text, values) { First = first };
    }

    /// <summary>True when the tag stands in the list.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>The value of a tag without blanks around it; none when the tag is absent.</summary>
    public Option<string> Value(string name) =>
        values.TryGetValue(name, out var range) ? Encoding.UTF8.GetString(text.Span[range].Trim(Blanks)) : default(Option<string>);

    /// <summary>The octets that a value states in base64 (RFC 6376 §2.10), between which blanks may stand; none where it is no base64, empty, or absent.</summary>
    public Option<Octets> Base64(string name)
    {
        var text = Value(name).IfNone("");
        var octets = new byte[((text.Length / 4) + 1) * 3];
        return Convert.TryFromBase64String(text, octets, out var length) && length > 0 ? new Octets(octets).Slice(0, length) : default(Option<Octets>);
    }

    /// <summary>The items of a value that colons separate, without blanks around them.</summary>
    public Option<Seq<string>> Items(string name) => Value(name).Map(value => value.Split(':').Select(item => item.Trim(' ', '\t', '\r', '\n')).Gather());

    /// <summary>Where the value of a tag stands: everything between the equals sign and the semicolon or the end.</summary>
    public Option<Range> Place(string name) => values.TryGetValue(name, out var range) ? range : default(Option<Range>);

    /// FWS = [*WSP CRLF] 1*WSP
    static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// Octets that no value may hold; those beyond ASCII may stand in internationalised ones (RFC 8616 §2).
    static readonly System.Buffers.SearchValues<byte> Controls =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\r' or '\n')).Select(c => (byte)c), 127]);

    /// tag-name = ALPHA *ALNUMPUNC
    static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetter((char)name[0]))
        {
            return false;
        }

        foreach (var octet in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet != '_')
            {
                return false;
            }
        }

        return true;
    }
}
