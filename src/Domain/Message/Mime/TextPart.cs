namespace Laitos.Domain.Message.Mime;

/// <summary>What a text part of a mail is written in.</summary>
public enum TextKind
{
    /// <summary>Text as people read it (<c>text/plain</c>).</summary>
    Plain,

    /// <summary>HTML (<c>text/html</c>), of which a <see cref="TextPart"/> shows the text without its tags.</summary>
    Html,
}

/// <summary>
/// One text part of a mail as people read it: transfer encoding and charset are undone, lines that were broken for transport are whole again, tags are dropped.
/// </summary>
/// <param name="Kind">What it was written in.</param>
/// <param name="Lines">Its lines, without their endings.</param>
public sealed record TextPart(TextKind Kind, Seq<TextLine> Lines);

/// <summary>One line of a text part, and where each of its characters stands in the mail.</summary>
/// <param name="Characters">The line, UTF-16.</param>
/// <param name="Mask">For each character the stretches of the mail that it was read from; as many as characters.</param>
public sealed record TextLine(TextSlice Characters, LineMask Mask)
{
    /// <summary>The line as a text of its own.</summary>
    public string Text => Characters.ToString();
}

/// <summary>How the body of a text part is written.</summary>
/// <param name="Encoding">How its octets are written.</param>
/// <param name="Charset">The name of its charset; empty when it has none.</param>
abstract record TextFormat(TransferEncoding Encoding, string Charset)
{
    /// A line of quoted-printable may be three times as long as what it means, and there are soft line breaks.
    const int MaxEncoded = 1 << 20;

    /// <summary>Text as it is read (RFC 2046 §4.1.3).</summary>
    /// <param name="Encoding">How its octets are written.</param>
    /// <param name="Charset">The name of its charset.</param>
    /// <param name="IsFlowed">True when lines were broken for transport (RFC 3676 §4).</param>
    /// <param name="DeletesBlanks">True when the blank before such a break belongs to the break (RFC 3676 §4.1).</param>
    internal sealed record Plain(TransferEncoding Encoding, string Charset, bool IsFlowed, bool DeletesBlanks) : TextFormat(Encoding, Charset);

    /// <summary>HTML.</summary>
    internal sealed record Html(TransferEncoding Encoding, string Charset) : TextFormat(Encoding, Charset);

    /// <summary>The most octets of the mail that are gathered for one part; the line ending before the delimiter is among them.</summary>
    internal int MaxRaw => Encoding == TransferEncoding.Identity ? MimeWalk.MaxText + 2 : MaxEncoded;

    /// <summary>The text part made of these octets of the mail; null when it is too large.</summary>
    /// <param name="offset">Where in the mail they stand.</param>
    /// <param name="raw">The octets.</param>
    internal TextPart? Read(long offset, Octets raw)
    {
        var (decoded, sourceMap) = TransferEncodings.Decode(Encoding, offset, raw);
        if (decoded.Length > MimeWalk.MaxText)
        {
            return null;
        }

        var decodedText = DecodedText.Decode(Charsets.Of(Charset, decoded.Span), decoded.Span, sourceMap);
        return this switch
        {
            Html => new TextPart(TextKind.Html, HtmlLines.Of(decodedText)),
            Plain { IsFlowed: true } flowed => new TextPart(TextKind.Plain, FlowedLines.Of(decodedText, flowed.DeletesBlanks)),
            _ => new TextPart(TextKind.Plain, PlainLines.Of(decodedText)),
        };
    }
}
