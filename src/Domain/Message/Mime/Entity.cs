using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>What the header section of a mail or of a part says about its body (RFC 2045).</summary>
abstract record Entity
{
    Entity() { }

    /// <summary>Parts between delimiters.</summary>
    internal sealed record Composite(Multipart Multipart) : Entity;

    /// <summary>Text for people.</summary>
    internal sealed record Text(TextFormat Format) : Entity;

    /// <summary>What is not looked at: attachments, mails within the mail, pictures, what is encoded in an unknown way.</summary>
    internal sealed record Opaque : Entity;

    /// <summary>Reads the fields that tell of the body. What is missing or ill-formed has its standard meaning, <c>text/plain; charset=us-ascii</c> (RFC 2045 §5.2).</summary>
    /// <param name="header">The header section.</param>
    /// <param name="isDigested">True for a part of a digest: it is a mail unless it says otherwise (RFC 2046 §5.1.5).</param>
    internal static Entity Of(HeaderSection header, bool isDigested)
    {
        var field = FieldOf(header, "Content-Type");
        var type = field is null ? isDigested ? MediaType.Mail : MediaType.Plain : MediaType.Parse(field) ?? MediaType.Plain;
        var encoding = TransferEncodings.Parse(FieldOf(header, "Content-Transfer-Encoding") ?? "");
        return type switch
        {
            _ when IsAttachment(header, type) => new Opaque(),
            { Type: "multipart" } => Multipart.Of(type) is { } multipart ? new Composite(multipart) : new Opaque(),
            { Type: "text", Subtype: "plain" } when encoding is { } known => new Text(new TextFormat.Plain(known, CharsetOf(type), Flow(type), Says(type, "delsp", "yes"))),
            { Type: "text", Subtype: "html" } when encoding is { } known => new Text(new TextFormat.Html(known, CharsetOf(type))),
            _ => new Opaque(),
        };
    }

    /// RFC 2183 §2; whatever has a file name is meant to be saved.
    static bool IsAttachment(HeaderSection header, MediaType type) =>
        type.Parameters.Find("name") is not null
        || (FieldOf(header, "Content-Disposition") is { } field
            && Disposition.Parse(field) is var disposition
            && (disposition.IsAttachment || disposition.Parameters.Find("filename") is not null));

    static string CharsetOf(MediaType type) => type.Parameters.Find("charset") ?? "";

    static bool Flow(MediaType type) => Says(type, "format", "flowed");

    static bool Says(MediaType type, string parameter, string value) => string.Equals(type.Parameters.Find(parameter), value, StringComparison.OrdinalIgnoreCase);

    /// One character for each octet: a boundary may hold any.
    static string? FieldOf(HeaderSection header, string name) =>
        header.Fields.AsEnumerable().FirstOrDefault(field => field.Is(name)) is { } field
            ? field.Body.ToLatin1().Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
            : null;
}

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
