using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>A multipart entity whose parts are being read (RFC 2046 §5.1).</summary>
/// <param name="Boundary">What stands behind the two hyphens of its delimiters, 1 to 70 octets.</param>
/// <param name="IsDigest">True when parts that do not say what they are, are mails (RFC 2046 §5.1.5).</param>
sealed record Multipart(Octets Boundary, bool IsDigest)
{
    /// The most characters of a boundary, RFC 2046 §5.1.1.
    const int MaxBoundary = 70;

    /// <summary>The multipart that a media type tells of; none when it has no usable boundary.</summary>
    internal static Multipart? Of(MediaType type) =>
        type.Parameters.Find("boundary")?.TrimEnd(' ', '\t') is { Length: > 0 and <= MaxBoundary } boundary
            ? new Multipart(new Octets(Encoding.Latin1.GetBytes(boundary)), type.Subtype == "digest")
            : null;

    /// <summary>Whether a line, with or without its ending, delimits a part: null when not, true behind the last one.</summary>
    /// <remarks>delimiter := "--" boundary ["--"] transport-padding</remarks>
    internal bool? Delimits(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("--"u8) || !line[2..].StartsWith(Boundary.Span))
        {
            return null;
        }

        var rest = line[(2 + Boundary.Length)..];
        return IsPadding(rest) ? false
            : rest.StartsWith("--"u8) && IsPadding(rest[2..]) ? true
            : null;
    }

    static bool IsPadding(ReadOnlySpan<byte> rest) => rest.TrimEnd("\r\n"u8).IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
