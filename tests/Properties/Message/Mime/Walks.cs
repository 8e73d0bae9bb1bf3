using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Message.Mime;

/// <summary>Small words for tests of MIME.</summary>
static class Walks
{
    /// <summary>The text parts of a mail.</summary>
    public static Seq<TextPart> Parts(Octets mail) => Parts(mail, [int.MaxValue]);

    /// <summary>The text parts of a mail whose body arrives in pieces of these sizes, again and again.</summary>
    public static Seq<TextPart> Parts(Octets mail, int[] sizes)
    {
        var header = HeaderSection.Parse(mail);
        var (walk, found, round) = (MimeWalk.Begin(header), new List<TextPart>(), 0);
        for (var at = header.Size; at < mail.Length;)
        {
            var size = Math.Min(sizes[round++ % sizes.Length], mail.Length - at);
            (walk, var parts) = walk.Advance(mail.Span.Slice(at, size));
            found.AddRange(parts.AsEnumerable());
            at += size;
        }

        return found.Concat(walk.End().AsEnumerable()).Gather();
    }

    /// <summary>The lines of each part.</summary>
    public static string[][] Lines(Octets mail) => [.. Parts(mail).AsEnumerable().Select(LinesOf)];

    /// <summary>The lines of a mail of Latin-1 characters, of all parts one behind the other.</summary>
    public static string[] Lines(string mail) => [.. Lines(Octets.Latin1(mail)).SelectMany(lines => lines)];

    public static string[] LinesOf(TextPart part) => [.. part.Lines.AsEnumerable().Select(line => line.Text)];

    /// <summary>The mail with its changes.</summary>
    public static Octets Overwrite(Octets mail, Seq<Overwrite> overwrites)
    {
        var octets = mail.Span.ToArray();
        foreach (var (offset, written) in overwrites)
        {
            written.Span.CopyTo(octets.AsSpan((int)offset, written.Length));
        }

        return new Octets(octets);
    }
}
