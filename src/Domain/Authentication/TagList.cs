namespace Laitos.Domain.Authentication;

/// <summary>
/// A list of tags and values (RFC 6376 §3.2), as DMARC writes it (RFC 9989 §4.8). Names are compared without letter case.
/// </summary>
sealed class TagList
{
    const string Blank = " \t\r\n";

    readonly Dictionary<string, string> tags;

    TagList(string version, Dictionary<string, string> tags)
    {
        Version = version;
        this.tags = tags;
    }

    /// The value of the tag v, which stands first.
    public string Version { get; }

    /// The value of a tag; none when the tag is absent.
    public Option<string> Value(string name) => tags.TryGetValue(name, out var value) ? value : Option<string>.None;

    /// dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]; dmarc-sep = *WSP ";" *WSP
    public static Either<SyntaxError, TagList> Parse(string text)
    {
        var (version, tags) = ("", new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var part in text.AsSpan().Split(';'))
        {
            var (name, value) = Tag(text.AsSpan(part));
            if (part.Start.Value == 0)
            {
                version = value;
                if (name != "v")
                {
                    return SyntaxError.At("the tag v in front", text);
                }
            }

            if (name.Length > 0 && !tags.TryAdd(name, value))
            {
                return SyntaxError.At("a tag only once", text[part]);
            }
        }

        return new TagList(version, tags);
    }

    /// dmarc-tag = 1*ALPHA equals 1*dmarc-value; equals = *WSP "=" *WSP. What is not a tag has no name, and is passed over.
    static (string Name, string Value) Tag(ReadOnlySpan<char> part)
    {
        var cursor = new Cursor(part);
        cursor.TakeWhile(IsBlank);
        var name = cursor.TakeWhile(char.IsAsciiLetterOrDigit).ToString().ToLowerInvariant();
        cursor.TakeWhile(IsBlank);
        return cursor.TryTake('=') ? (name, cursor.Rest.Trim(Blank).ToString()) : ("", "");
    }

    static bool IsBlank(char c) => Blank.Contains(c, StringComparison.Ordinal);
}
