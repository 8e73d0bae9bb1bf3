using System.Buffers;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Authentication.Results;

/// <summary>
/// Authentication-Results fields of an incoming mail that claim to come from this host. They are forged, or are left from an earlier transport of the mail, and
/// whoever believes our fields would believe them too (RFC 8601 §5).
/// </summary>
public static class ClaimedResults
{
    /// The most octets of a domain in U-labels, and some.
    const int MaxName = 1024;

    static readonly SearchValues<byte> WordEnds = SearchValues.Create("\" \t\r\n;("u8);

    /// <summary>Takes those fields away; linear in the size of the section.</summary>
    /// <param name="header">The header section as it arrived.</param>
    /// <param name="service">The authserv-id: the name of this host.</param>
    public static Seq<HeaderEdit> Removal(HeaderSection header, DomainName service)
    {
        if (header.Count(AuthenticationResultsField.Name) == 0)
        {
            return default;
        }

        var edits = new List<HeaderEdit>();
        for (var i = 0; i < header.Fields.Count; i++)
        {
            if (header.Fields[i].Is(AuthenticationResultsField.Name) && IsClaim(header.Fields[i].Body, service))
            {
                edits.Add(new HeaderEdit.Remove(i));
            }
        }

        return edits.Gather();
    }

    /// <summary>
    /// True when a lenient reader could find this name in front: behind blanks and comments, in any letter case, quoted or not, as U-labels or A-labels, with a dot
    /// at its end, with or without a version and results behind it.
    /// </summary>
    /// <param name="body">What stands behind the colon of the field.</param>
    /// <param name="service">The name.</param>
    public static bool IsClaim(Octets body, DomainName service)
    {
        var id = ServiceId(body.Span[SkippedLength(body.Span)..]);
        return id.Length <= MaxName && DomainName.Parse(Folding.TextOf(Octets.Copy(id))).Match(Right: name => name == service, Left: _ => false);
    }

    /// authserv-id = value = token / quoted-string. Of a quoted-string its first word counts, closed or not.
    static ReadOnlySpan<byte> ServiceId(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("\""u8))
        {
            return text[..NameLength(text)];
        }

        var quoted = text[1..].TrimStart(" \t\r\n"u8);
        var word = quoted.IndexOfAny(WordEnds) is var end and >= 0 ? quoted[..end] : quoted;
        return word.Length > MaxName || !word.Contains((byte)'\\') ? word : word.ToArray().Where(octet => octet != '\\').ToArray();
    }

    /// The characters of a domain, and octets above 127.
    static int NameLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'.' or (byte)'-' or (byte)'_' or >= 0x80))
        {
            length++;
        }

        return length;
    }

    /// The length of blanks, control characters and comments in front. Of a comment that nothing closes the parenthesis alone is passed over, and all that follow it.
    static int SkippedLength(ReadOnlySpan<byte> text)
    {
        var (at, closes) = (0, true);
        while (at < text.Length && (text[at] <= ' ' || text[at] is (byte)'(' or 0x7f))
        {
            var comment = text[at] == '(' && closes ? CommentLength(text[at..]) : 1;
            closes &= comment > 0;
            at += Math.Max(comment, 1);
        }

        return at;
    }

    /// comment = "(" *([FWS] ccontent) [FWS] ")" of RFC 5322 §3.2.2; 0 when it is not closed.
    static int CommentLength(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\':
                    i++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return i + 1;
            }
        }

        return 0;
    }
}
