using System.Text;

namespace Laitos.Domain.Message;

/// <summary>One field of a header section (RFC 5322 §2.2) with its octets as they arrived, folding and line ending included.</summary>
public sealed record HeaderField
{
    readonly int nameLength;
    readonly int bodyStart;

    HeaderField(int offset, Octets raw, int nameLength, int bodyStart)
    {
        Offset = offset;
        Raw = raw;
        this.nameLength = nameLength;
        this.bodyStart = bodyStart;
    }

    /// <summary>Octets of the mail in front of the field.</summary>
    public int Offset { get; }

    /// <summary>The whole field: name, colon, body, folding and the line ending (absent only where the mail ends without one).</summary>
    public Octets Raw { get; }

    /// <summary>The name in the letters of its writer. Names are compared without regard to case: see <see cref="Is"/>.</summary>
    public string Name => Raw.Slice(0, nameLength).ToLatin1();

    /// <summary>What stands behind the colon, verbatim: blanks, folding and line ending included.</summary>
    public Octets Body => Raw.Slice(bodyStart);

    /// <summary>The unfolded body without blanks around it (RFC 5322 §2.2.3); encoded words stay encoded. Linear in its length.</summary>
    public string Value => Folding.Unfold(Body).Trim(' ', '\t');

    /// <summary>True when the field has this ASCII name, in any letter case.</summary>
    public bool Is(string name) => nameLength == name.Length && Ascii.EqualsIgnoreCase(Raw.Span[..nameLength], name);

    /// <summary>Without the body: it may hold what nobody should see.</summary>
    public override string ToString() => $"{Name} of {Raw.Length} octets";

    /// <summary>
    /// <c>field-name [FWS] ":"</c> at the start of a line (RFC 5322 §3.6.8; blanks before the colon are the obsolete syntax of §4.5):
    /// the lengths of the name and of all up to and including the colon, or null when the line begins no field.
    /// </summary>
    internal static (int Name, int Colon)? Start(ReadOnlySpan<byte> line)
    {
        var name = line.IndexOfAnyExceptInRange((byte)'!', (byte)'~') is var end and >= 0 ? line[..end] : line;
        name = name.IndexOf((byte)':') is var colon and >= 0 ? name[..colon] : name;
        var behind = line[name.Length..].IndexOfAnyExcept((byte)' ', (byte)'\t') is var blanks and >= 0 ? name.Length + blanks : line.Length;
        return name.Length > 0 && behind < line.Length && line[behind] == ':' ? (name.Length, behind + 1) : null;
    }

    /// <summary>The field made of these octets, whose name and colon have been found by <see cref="Start"/>.</summary>
    internal static HeaderField Of(int offset, Octets raw, (int Name, int Colon) start) => new(offset, raw, start.Name, start.Colon);

    /// <summary>A new field: the name, a colon, and a body that brings its own leading blank and line ending.</summary>
    internal static Octets Write(string name, Octets body) => new((byte[])[.. Encoding.ASCII.GetBytes(name + ":"), .. body.Span]);
}
