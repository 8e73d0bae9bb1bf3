using System.Text;

namespace Laitos.Domain.Message.Mime;

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
