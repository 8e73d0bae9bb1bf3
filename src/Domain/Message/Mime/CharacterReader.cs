using System.Buffers;
using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>Reads the characters of a text and keeps in mind which octets each was read from.</summary>
static class CharacterReader
{
    /// No charset has longer characters.
    const int MaxOctets = 4;

    /// <summary>The characters of a text. What is ill-formed becomes U+FFFD or what the charset has for it. Never fails; linear time.</summary>
    internal static (string Text, Seq<CharacterRun> Runs) Read(Encoding encoding, ReadOnlySpan<byte> octets)
    {
        if (encoding is UTF8Encoding && Ascii.IsValid(octets))
        {
            return Single(Encoding.ASCII.GetString(octets));
        }

        if (encoding.IsSingleByte && encoding.GetString(octets) is var text && text.Length == octets.Length)
        {
            return Single(text);
        }

        var page = new CharacterRuns(octets.Length);
        if (encoding is UTF8Encoding)
        {
            ReadUtf8(octets, ref page);
        }
        else if (encoding is UnicodeEncoding)
        {
            ReadUtf16(encoding, octets, ref page);
        }
        else
        {
            ReadWide(encoding, octets, ref page);
        }

        return page.Gather();
    }

    /// A text of which each character was read from one octet.
    static (string Text, Seq<CharacterRun> Runs) Single(string text) => (text, text.Length == 0 ? default : Seqs.Of(new CharacterRun(0, 0, 1, 1)));

    static void ReadUtf8(ReadOnlySpan<byte> octets, ref CharacterRuns page)
    {
        Span<char> chars = stackalloc char[2];
        for (var at = 0; at < octets.Length;)
        {
            Rune.DecodeFromUtf8(octets[at..], out var rune, out var length);
            page.Add(chars[..rune.EncodeToUtf16(chars)], at, length);
            at += length;
        }
    }

    /// RFC 2781 §2.2
    static void ReadUtf16(Encoding encoding, ReadOnlySpan<byte> octets, ref CharacterRuns page)
    {
        var units = encoding.GetString(octets[..(octets.Length & ~1)]);
        for (var unit = 0; unit < units.Length;)
        {
            var length = char.IsHighSurrogate(units[unit]) && unit + 1 < units.Length && char.IsLowSurrogate(units[unit + 1]) ? 2 : 1;
            page.Add(units.AsSpan(unit, length), 2 * unit, 2 * length);
            unit += length;
        }

        if (octets.Length % 2 == 1)
        {
            page.Add("\uFFFD", octets.Length - 1, 1);
        }
    }

    /// Octet by octet: when characters come out, they were read from the octets since the last time, escape sequences in front of them left out.
    static void ReadWide(Encoding encoding, ReadOnlySpan<byte> octets, ref CharacterRuns page)
    {
        var decoder = encoding.GetDecoder();
        var isShifting = Charsets.IsShifting(encoding);
        Span<char> chars = stackalloc char[32];
        var start = 0;
        for (var at = 0; at < octets.Length; at++)
        {
            if (octets[at] is (byte)'\r' or (byte)'\n' && start < at && !isShifting)
            {
                page.Add("\uFFFD", start, at - start); // half a character does not swallow the end of its line
                decoder.Reset();
                start = at;
            }

            decoder.Convert(octets.Slice(at, 1), chars, at == octets.Length - 1, out _, out var length, out _);
            if (length > 0)
            {
                var from = isShifting ? start + Escapes(octets[start..(at + 1)]) : start;
                from = Math.Max(from, at + 1 - MaxOctets);
                page.Add(chars[..length], from, at + 1 - from);
                start = at + 1;
            }
        }
    }

    /// The length of the escape sequences in front: ESC, intermediates, a final octet (ISO 2022).
    static int Escapes(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (at < octets.Length && octets[at] == 0x1B)
        {
            var final = octets[(at + 1)..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x2F);
            at = final < 0 ? octets.Length : at + final + 2;
        }

        return Math.Min(at, octets.Length);
    }
}

/// <summary>Characters that follow one another, each read from as many octets as the others.</summary>
/// <param name="Start">The index of the first character.</param>
/// <param name="From">The index of the first octet.</param>
/// <param name="Chars">How many UTF-16 units a character has.</param>
/// <param name="Octets">How many octets.</param>
readonly record struct CharacterRun(int Start, int From, byte Chars, byte Octets);

/// <summary>Gathers characters with the octets that they were read from.</summary>
ref struct CharacterRuns(int capacity)
{
    readonly StringBuilder text = new(capacity);
    readonly List<CharacterRun> runs = [];
    int end;

    /// <summary>Puts a character behind the others. A byte order mark at the beginning is dropped.</summary>
    /// <param name="character">Its UTF-16 units.</param>
    /// <param name="from">Its first octet.</param>
    /// <param name="octets">How many octets.</param>
    internal void Add(scoped ReadOnlySpan<char> character, int from, int octets)
    {
        if (text.Length == 0 && character is ['\uFEFF'])
        {
            return;
        }

        if (runs.Count == 0 || runs[^1].Chars != character.Length || runs[^1].Octets != octets || end != from)
        {
            runs.Add(new CharacterRun(text.Length, from, (byte)character.Length, (byte)octets));
        }

        text.Append(character);
        end = from + octets;
    }

    /// <summary>All of them.</summary>
    internal readonly (string Text, Seq<CharacterRun> Runs) Gather() => (text.ToString(), runs.Gather());
}

/// <summary>The charsets of text parts (RFC 2046 §4.1.2).</summary>
static class Charsets
{
    /// The code pages of several octets for a character in which an octet of ASCII that is no second one stands for itself, and those of ISO-2022-JP.
    static readonly int[] Wide = [932, 936, 949, 950, 1361, 20932, 20936, 20949, 51932, 51936, 51949, 54936, 50220, 50221, 50222];

    /// <summary>What names itself ISO-8859-1 is windows-1252 nearly always, and the one differs from the other only where ISO-8859-1 has no text (as the Encoding Standard has it).</summary>
    static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252) ?? Encoding.Latin1;

    /// <summary>The charset of a name; none when it is unknown, and for US-ASCII, which is often said wrongly.</summary>
    /// <param name="name">The name, in any letter case.</param>
    internal static Option<Encoding> Find(string name) => name.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Encoding.UTF8,
        "utf-16le" => Encoding.Unicode,
        "utf-16be" or "utf-16" => Encoding.BigEndianUnicode,
        "iso-8859-1" or "latin1" or "iso8859-1" => Western,
        "us-ascii" or "ascii" => Option<Encoding>.None,
        var other => CodePagesEncodingProvider.Instance.GetEncoding(other) is { } known && IsReadable(known) ? known : Option<Encoding>.None,
    };

    /// <summary>What reads these octets. Octets of US-ASCII (which is often said wrongly) or of an unknown charset are UTF-8 where they can be, else windows-1252.</summary>
    /// <param name="name">The name of the charset, in any letter case; empty when there is none.</param>
    /// <param name="octets">The whole text.</param>
    internal static Encoding Of(string name, ReadOnlySpan<byte> octets) => name.Equals("utf-16", StringComparison.OrdinalIgnoreCase) && octets is [0xFF, 0xFE, ..]
            ? Encoding.Unicode // RFC 2781 §4.3
            : Find(name).IfNone(System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8 : Western);

    /// <summary>True when escape sequences switch between sets of characters (RFC 1468).</summary>
    internal static bool IsShifting(Encoding encoding) => encoding.CodePage is 50220 or 50221 or 50222;

    /// ISO-2022-KR, HZ and the Indian ones have other escapes.
    static bool IsReadable(Encoding encoding) => encoding.IsSingleByte || Wide.Contains(encoding.CodePage);
}
