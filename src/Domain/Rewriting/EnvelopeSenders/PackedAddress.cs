using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting.EnvelopeSenders;

/// <summary>
/// A mail address in as few octets as possible: six bits for a letter, a digit or a frequent word, more for anything else. Tokens that are under way hold it,
/// so the table must never change.
/// </summary>
static class PackedAddress
{
    const string Single = "abcdefghijklmnopqrstuvwxyz0123456789.-_+=@";

    /// The symbol before a letter that is upper case.
    const int Shift = 61;

    /// The symbol before two that are the halves of an octet.
    const int Other = 62;

    /// The symbol behind the last.
    const int End = 63;

    /// The words of the symbols behind the single characters. A longer one stands before its beginning.
    static readonly Seq<string> Words = Seqs.Of(
        "@googlemail.com", "@gmail.com", "@outlook.com", "@hotmail.com", "@yahoo.com", "@icloud.com", "@mail.", "noreply", "bounces", "bounce", "mail",
        ".co.uk", ".com", ".org", ".net", ".edu", ".info", ".de", "er");

    /// <summary>The octets; none where the wire form of the address does not read as the same address.</summary>
    public static Option<Octets> Pack(Mailbox mailbox)
    {
        var symbols = Symbols(mailbox.ToString());
        var (octets, held, bits) = (new List<byte>(), 0, 0);
        foreach (var symbol in symbols)
        {
            (held, bits) = (((held << 6) | symbol) & 0x3fff, bits + 6);
            if (bits >= 8)
            {
                octets.Add((byte)(held >> (bits -= 8)));
            }
        }

        if (bits > 0)
        {
            octets.Add((byte)((held << (8 - bits)) | ((1 << (8 - bits)) - 1)));
        }

        var packed = new Octets(octets.ToArray());
        return Unpack(packed) == Prelude.Some(mailbox) ? packed : Option<Octets>.None;
    }

    /// <summary>The address; none where the octets are none.</summary>
    public static Option<Mailbox> Unpack(Octets octets)
    {
        var text = new List<byte>();
        var symbols = new Queue<int>(SymbolsOf(octets).TakeWhile(symbol => symbol != End));
        while (symbols.TryDequeue(out var symbol))
        {
            switch (symbol)
            {
                case < Shift when symbol < Single.Length:
                    text.Add((byte)Single[symbol]);
                    break;
                case < Shift when symbol - Single.Length < Words.Count:
                    text.AddRange(Encoding.ASCII.GetBytes(Words[symbol - Single.Length]));
                    break;
                case Shift when symbols.TryDequeue(out var letter) && letter < 26:
                    text.Add((byte)char.ToUpperInvariant(Single[letter]));
                    break;
                case Other when symbols.TryDequeue(out var high) && symbols.TryDequeue(out var low):
                    text.Add((byte)((high << 4) | (low & 15)));
                    break;
                default:
                    return Option<Mailbox>.None;
            }
        }

        return Mailbox.Parse(new Octets(text.ToArray()).ToUtf8()).ToOption();
    }

    static IEnumerable<int> Symbols(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            if (Enumerable.Range(0, Words.Count).FirstOrDefault(i => rest.StartsWith(Words[i], StringComparison.Ordinal), -1) is >= 0 and var word)
            {
                yield return Single.Length + word;
                at += Words[word].Length;
                continue;
            }

            if (Single.IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var single)
            {
                yield return single;
            }
            else if (char.IsAsciiLetterUpper(text[at]))
            {
                yield return Shift;
                yield return text[at] - 'A';
            }
            else
            {
                var rune = Rune.GetRuneAt(text, at);
                foreach (var octet in Encoding.UTF8.GetBytes(rune.ToString()))
                {
                    yield return Other;
                    yield return octet >> 4;
                    yield return octet & 15;
                }

                at += rune.Utf16SequenceLength - 1;
            }

            at++;
        }
    }

    static IEnumerable<int> SymbolsOf(Octets octets)
    {
        var (held, bits) = (0, 0);
        for (var i = 0; i < octets.Length; i++)
        {
            (held, bits) = (((held << 8) | octets.Span[i]) & 0x3fff, bits + 8);
            for (; bits >= 6; bits -= 6)
            {
                yield return (held >> (bits - 6)) & 63;
            }
        }
    }
}
