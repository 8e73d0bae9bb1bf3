using System.Text;
using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Message;

/// <summary>Text beyond ASCII in header fields: <c>=?charset?encoding?encoded-text?=</c> (RFC 2047 §2).</summary>
public static class EncodedWord
{
    /// Octets of text for each word: with the frame of 12 they make 72 octets in base64, of the 75 allowed by RFC 2047 §2.
    const int OctetsPerWord = 45;

    /// <summary>
    /// The text with its encoded words decoded; blanks between two adjacent words vanish (RFC 2047 §6.2). A word of an unknown
    /// charset, or one that is ill-formed, stays as it stands. Linear time, never fails.
    /// </summary>
    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        var pending = Pending.None;
        var at = 0;
        while (text.IndexOf("=?", at, StringComparison.Ordinal) is var start and >= 0)
        {
            var between = text.AsSpan(at, start - at);
            if (Read(text, start) is not { } word)
            {
                pending.Flush(decoded).Append(between).Append("=?");
                pending = Pending.None;
                at = start + 2;
                continue;
            }

            if (!pending.IsWord || !between.IsWhiteSpace())
            {
                pending.Flush(decoded).Append(between);
                pending = Pending.None;
            }

            pending = pending.Then(word.Charset, word.Octets, decoded);
            at = word.End;
        }

        return pending.Flush(decoded).Append(text.AsSpan(at)).ToString();
    }

    /// <summary>
    /// The text as encoded words in UTF-8, each of at most 75 octets and with whole characters only, to be separated by blanks or folding.
    /// A surrogate without its partner becomes U+FFFD.
    /// </summary>
    public static Seq<string> Encode(string text)
    {
        var words = new List<string>();
        var octets = new List<byte>(OctetsPerWord);
        Span<byte> rune = stackalloc byte[4];
        foreach (var character in text.EnumerateRunes())
        {
            var length = character.EncodeToUtf8(rune);
            if (octets.Count + length > OctetsPerWord)
            {
                words.Add(Frame(octets));
                octets.Clear();
            }

            octets.AddRange(rune[..length]);
        }

        if (octets.Count > 0)
        {
            words.Add(Frame(octets));
        }

        return words.Gather();

        static string Frame(List<byte> octets) => $"=?UTF-8?B?{Convert.ToBase64String([.. octets])}?=";
    }

    /// encoded-word = "=?" charset "?" encoding "?" encoded-text "?="; a charset may carry a language behind an asterisk (RFC 2231 §5).
    static (Encoding Charset, byte[] Octets, int End)? Read(string text, int start)
    {
        var charset = start + 2;
        var encoding = text.IndexOf('?', charset) + 1;
        if (encoding == 0 || encoding + 2 > text.Length || text[encoding + 1] != '?')
        {
            return null;
        }

        var content = encoding + 2;
        var end = text.IndexOf('?', content);
        if (end < 0 || end + 1 >= text.Length || text[end + 1] != '=' || CharsetOf(text.AsSpan(charset, encoding - 1 - charset)) is not { } known)
        {
            return null;
        }

        var octets = text[encoding] switch
        {
            'B' or 'b' => Base64(text[content..end]),
            'Q' or 'q' => Quoted(text.AsSpan(content, end - content)),
            _ => null,
        };
        return octets is null ? null : (known, octets, end + 2);
    }

    static Encoding? CharsetOf(ReadOnlySpan<char> name)
    {
        name = name.IndexOf('*') is var star and >= 0 ? name[..star] : name;
        return name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : Charsets.Find(name.ToString()).MatchUnsafe<Encoding?>(known => known, () => null);
    }

    /// RFC 2047 §4.1. Missing padding is forgiven; a character that is none of base64 makes the word ill-formed.
    static byte[]? Base64(string content)
    {
        var digits = content.AsSpan().TrimEnd('=');
        foreach (var digit in digits)
        {
            if (digit > '\x7F' || Base64Reader.Sextet((byte)digit) < 0)
            {
                return null;
            }
        }

        return digits.Length % 4 == 1 ? null : Decoded(Base64Reader.Decode, Encoding.ASCII.GetBytes(digits.ToString()));
    }

    /// RFC 2047 §4.2: quoted-printable without lines, and an underscore for a space.
    static byte[] Quoted(ReadOnlySpan<char> content) =>
        Decoded(QuotedPrintableReader.DecodeLine, Encoding.UTF8.GetBytes(content.ToString().Replace('_', ' ')));

    static byte[] Decoded(Action<ReadOnlySpan<byte>, List<byte>, List<int>> read, byte[] raw)
    {
        var octets = new List<byte>(raw.Length);
        read(raw, octets, []);
        return [.. octets];
    }

    /// Words not yet decoded: some writers split a character between two of them, so the octets of neighbours are put together first.
    sealed class Pending(Encoding? charset, List<byte> octets)
    {
        public static Pending None => new(null, []);

        public bool IsWord => charset is not null;

        public Pending Then(Encoding next, byte[] more, StringBuilder decoded)
        {
            if (charset is not null && charset.CodePage == next.CodePage)
            {
                octets.AddRange(more);
                return this;
            }

            Flush(decoded);
            return new Pending(next, [.. more]);
        }

        public StringBuilder Flush(StringBuilder decoded) =>
            charset is null ? decoded : decoded.Append(charset.GetString([.. octets]));
    }
}
