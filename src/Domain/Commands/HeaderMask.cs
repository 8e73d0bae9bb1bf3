using System.Text;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands;

/// <summary>
/// What must be hidden in the header section of a mail that carries a command: its sender may have written the password into the subject too. Names of fields
/// stay, and so does what the reading of the body depends on: the mail keeps its structure.
/// </summary>
public static class HeaderMask
{
    /// <summary>Asterisks for each place where a secret of the command stands, as it is, folded, or in encoded words (RFC 2047).</summary>
    public static Seq<Overwrite> Of(CommandPolicy policy, CommandCandidate.Command command, HeaderSection header)
    {
        var words = CommandMask.Words(policy, command);
        return header.Fields.SelectEach(field => Overwrites(field, Sought(field, words)).Gather());
    }

    /// A short secret is a shortcut. Within addresses and identifiers it gives nothing away, and mail programs would miss it there.
    static Seq<string> Sought(HeaderField field, Seq<string> words) =>
        field.Is("Subject") ? words
        : field.Is("Content-Type") || field.Is("Content-Transfer-Encoding") ? default
        : words.Filter(CommandMask.IsTelling);

    static IEnumerable<Overwrite> Overwrites(HeaderField field, Seq<string> words)
    {
        var text = Folding.TextOf(field.Body);
        var isUtf8 = System.Text.Unicode.Utf8.IsValid(field.Body.Span);
        var isHidden = Hidden(text, words);
        long at = field.Offset + field.Raw.Length - field.Body.Length;
        for (var i = 0; i < text.Length;)
        {
            var (start, octets) = (i, 0);
            for (; i < text.Length && isHidden[i] == isHidden[start]; i++)
            {
                octets += isUtf8 ? Width(text[i]) : 1;
            }

            if (isHidden[start])
            {
                yield return new Overwrite(at, new Octets(Enumerable.Repeat((byte)'*', octets).ToArray()));
            }

            at += octets;
        }
    }

    /// First the secret itself, then the encoded words that may hold it, and where it still shows, everything.
    static bool[] Hidden(string text, Seq<string> words)
    {
        var isHidden = CommandMask.Hidden(text, words);
        if (Shows(text, isHidden, words))
        {
            HideEncoded(text, isHidden);
        }

        return Shows(text, isHidden, words) ? [.. text.Select(c => !char.IsWhiteSpace(c))] : isHidden;
    }

    static bool Shows(string text, bool[] isHidden, Seq<string> words)
    {
        var left = new string([.. text.Select((c, i) => isHidden[i] ? '*' : c)]);
        return CommandMask.Hidden(EncodedWord.Decode(Folding.Unfold(Octets.Utf8(left))), words).Contains(true);
    }

    /// The text of each encoded word: <c>=?charset?encoding?text?=</c>.
    static void HideEncoded(string text, bool[] isHidden)
    {
        var start = text.IndexOf("=?", StringComparison.Ordinal);
        while (start >= 0 && text.IndexOf('?', start + 2) is var charset and >= 0 && text.IndexOf('?', charset + 1) is var encoding and >= 0
            && text.IndexOf("?=", encoding + 1, StringComparison.Ordinal) is var end and >= 0)
        {
            for (var i = encoding + 1; i < end; i++)
            {
                isHidden[i] |= !char.IsWhiteSpace(text[i]);
            }

            start = text.IndexOf("=?", end + 2, StringComparison.Ordinal);
        }
    }

    /// Octets in UTF-8; those of a pair of surrogates are counted with the first of them.
    static int Width(char c) => char.IsHighSurrogate(c) ? 4 : char.IsLowSurrogate(c) ? 0 : Encoding.UTF8.GetByteCount([c]);
}
