namespace Laitos.Domain.Message.Mime;

/// <summary>How the octets of a body are written in the mail (RFC 2045 §6.1).</summary>
enum TransferEncoding
{
    /// <summary>As they are: <c>7bit</c>, <c>8bit</c>, <c>binary</c>.</summary>
    Identity,

    /// <summary>RFC 2045 §6.7.</summary>
    QuotedPrintable,

    /// <summary>RFC 2045 §6.8.</summary>
    Base64,
}

/// <summary>Reading transfer encodings.</summary>
static class TransferEncodings
{
    /// <summary>The encoding that the field names, null when it is unknown: such a body is not text (RFC 2045 §6.4).</summary>
    /// <param name="field">The body of the Content-Transfer-Encoding field, unfolded; empty when there is none.</param>
    internal static TransferEncoding? Parse(string field)
    {
        var cursor = new Cursor(field);
        return Parameters.Token(ref cursor) switch
        {
            "" or "7bit" or "8bit" or "binary" => TransferEncoding.Identity,
            "quoted-printable" => TransferEncoding.QuotedPrintable,
            "base64" => TransferEncoding.Base64,
            _ => null,
        };
    }

    /// <summary>Undoes an encoding: what the octets mean, and where they came from. Never fails; linear time.</summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="offset">Where in the mail they stand.</param>
    /// <param name="raw">The octets in the mail.</param>
    internal static (Octets Decoded, SourceMap SourceMap) Decode(TransferEncoding encoding, long offset, Octets raw)
    {
        if (encoding == TransferEncoding.Identity)
        {
            return (raw, new SourceMap(offset, raw, encoding, default));
        }

        var (octets, places) = (new List<byte>(raw.Length), new List<int>(raw.Length));
        if (encoding == TransferEncoding.QuotedPrintable)
        {
            QuotedPrintableReader.Decode(raw.Span, octets, places);
        }
        else
        {
            Base64Reader.Decode(raw.Span, octets, places);
        }

        return (new Octets(octets.ToArray()), new SourceMap(offset, raw, encoding, places.Gather()));
    }
}
