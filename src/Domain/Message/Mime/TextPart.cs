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
/// <param name="Text">The line, UTF-16.</param>
/// <param name="Mask">For each character of the text the stretches of the mail that it was read from; as many as characters.</param>
public sealed record TextLine(string Text, LineMask Mask);
