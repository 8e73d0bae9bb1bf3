namespace Laitos.Domain.Message.Mime;

/// <summary>What a header section says of its body, before the body is made 7-bit.</summary>
/// <param name="IsMail">True for the header section of a mail, false for that of a part.</param>
/// <param name="HasVersion">True when it says that it is MIME.</param>
/// <param name="HasType">True when it says what the body is.</param>
/// <param name="HasEncoding">True when it names an encoding, once or more often.</param>
public readonly record struct BodyDescription(bool IsMail, bool HasVersion, bool HasType, bool HasEncoding);

/// <summary>The fields by which a header section says how its body stands in 7 bits, and what a mail from before MIME must say besides so that this counts (RFC 2045 §4, §6).</summary>
/// <param name="InPlace">The field that stands in the place of the first that named an encoding; all others that did are taken out. Empty where there was none.</param>
/// <param name="Behind">The fields that stand behind the last field; empty for none.</param>
public sealed record SevenBitLabel(string InPlace, string Behind)
{
    /// <summary>The label of a body.</summary>
    /// <param name="section">What its header section says.</param>
    /// <param name="encoding">How it stands now.</param>
    /// <param name="isUtf8">True when its octets are UTF-8.</param>
    public static SevenBitLabel Of(BodyDescription section, BodyEncoding encoding, bool isUtf8)
    {
        var field = $"Content-Transfer-Encoding: {NameOf(encoding)}\r\n";
        var version = section is { IsMail: true, HasVersion: false } ? "MIME-Version: 1.0\r\n" : "";
        // RFC 1428 §3 names the charset of octets that nobody has named.
        var type = section is { IsMail: true, HasType: false } ? $"Content-Type: text/plain; charset={(isUtf8 ? "utf-8" : "unknown-8bit")}\r\n" : "";
        return section.HasEncoding ? new SevenBitLabel(field, version + type) : new SevenBitLabel("", version + type + field);
    }

    static string NameOf(BodyEncoding encoding) => encoding switch
    {
        BodyEncoding.None => "7bit",
        BodyEncoding.QuotedPrintable => "quoted-printable",
        BodyEncoding.Base64 => "base64",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
