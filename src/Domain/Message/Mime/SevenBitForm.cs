namespace Laitos.Domain.Message.Mime;

/// <summary>What is done to the body of a part so that a mail becomes 7-bit (RFC 2045 §6.2, RFC 6152 §3).</summary>
public enum BodyTreatment
{
    /// <summary>It stays as it is.</summary>
    Kept,

    /// <summary>Its octets stay, under the name <c>7bit</c>.</summary>
    Relabelled,

    /// <summary>Its octets are put into quoted-printable or base64, whichever suits them.</summary>
    Encoded,

    /// <summary>It bears an encoding and breaks its rules: what it means is put into base64.</summary>
    Reencoded,
}

/// <summary>How the octets of a body are put into 7 bits (RFC 2045 §6).</summary>
public enum BodyEncoding
{
    /// <summary>They are not: they stand as they are, under the name <c>7bit</c>.</summary>
    None,

    /// <summary>RFC 2045 §6.7.</summary>
    QuotedPrintable,

    /// <summary>RFC 2045 §6.8.</summary>
    Base64,
}

/// <summary>The rules by which a mail becomes 7-bit.</summary>
public static class SevenBitForm
{
    /// <summary>The most octets of a line (RFC 5322 §2.1.1).</summary>
    public const int LongestLine = Folding.Limit;

    /// <summary>What is done to the body of a part that is neither a multipart nor a mail.</summary>
    /// <param name="transferEncoding">The body of its Content-Transfer-Encoding field, unfolded; empty when there is none.</param>
    /// <param name="isEightBit">True when it holds octets above 127.</param>
    /// <param name="longestLine">The octets of its longest line.</param>
    public static BodyTreatment Of(string transferEncoding, bool isEightBit, long longestLine) =>
        (isEightBit || longestLine > LongestLine, TransferEncodings.Parse(transferEncoding)) switch
        {
            (false, TransferEncoding.Identity) when IsWide(transferEncoding) => BodyTreatment.Relabelled,
            (false, _) => BodyTreatment.Kept,
            (true, TransferEncoding.QuotedPrintable or TransferEncoding.Base64) => BodyTreatment.Reencoded,
            (true, _) => BodyTreatment.Encoded,
        };

    /// <summary>From which encoding a body is brought into which; the same twice where its octets stay.</summary>
    /// <param name="treatment">What is done to it.</param>
    /// <param name="transferEncoding">The body of its Content-Transfer-Encoding field, unfolded; empty when there is none.</param>
    /// <param name="best">The encoding that suits its octets best.</param>
    public static (BodyEncoding From, BodyEncoding To) Recoding(BodyTreatment treatment, string transferEncoding, BodyEncoding best) => treatment switch
    {
        BodyTreatment.Encoded => (BodyEncoding.None, best),
        BodyTreatment.Reencoded => (TransferEncodings.Parse(transferEncoding) == TransferEncoding.Base64 ? BodyEncoding.Base64 : BodyEncoding.QuotedPrintable, BodyEncoding.Base64),
        _ => (BodyEncoding.None, BodyEncoding.None),
    };

    /// <summary>True for the name of an encoding that lets 8-bit octets pass; a multipart may have no other than these and <c>7bit</c> (RFC 2045 §6.4).</summary>
    public static bool IsWide(string transferEncoding) =>
        transferEncoding.Contains('8', StringComparison.Ordinal) || transferEncoding.Contains("binary", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a multipart whose octets are signed: nothing below it is touched, for nobody could check the signature then (RFC 1847 §2.1).</summary>
    public static bool IsSigned(string type, string subtype) =>
        type.Equals("multipart", StringComparison.OrdinalIgnoreCase) && subtype.Equals("signed", StringComparison.OrdinalIgnoreCase);
}
