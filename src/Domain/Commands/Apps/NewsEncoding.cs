using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary>The characters of an XML document (XML 1.0, appendix F): by its byte order mark, else by its declaration, else UTF-8.</summary>
static class NewsEncoding
{
    const int DeclarationLength = 200;

    /// <summary>The text of the document, without a byte order mark.</summary>
    public static string Text(Octets document)
    {
        var octets = document.Span;
        return octets.StartsWith("\uFEFF"u8) ? Encoding.UTF8.GetString(octets[3..])
            : octets.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) ? Encoding.Unicode.GetString(octets[2..])
            : octets.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) ? Encoding.BigEndianUnicode.GetString(octets[2..])
            : IsLatin1(octets) ? Encoding.Latin1.GetString(octets)
            : Encoding.UTF8.GetString(octets);
    }

    static bool IsLatin1(ReadOnlySpan<byte> octets)
    {
        var start = Encoding.Latin1.GetString(octets[..Math.Min(DeclarationLength, octets.Length)]);
        var end = start.IndexOf("?>", StringComparison.Ordinal);
        return end > 0 && start.StartsWith("<?xml", StringComparison.Ordinal)
            && (start[..end].Contains("iso-8859-1", StringComparison.OrdinalIgnoreCase) || start[..end].Contains("windows-1252", StringComparison.OrdinalIgnoreCase));
    }
}
