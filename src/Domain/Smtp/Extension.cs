using System.Globalization;

namespace Laitos.Domain.Smtp;

/// <summary>A service extension as the answer to EHLO announces it (RFC 5321 §4.1.1.1 <c>ehlo-line</c>).</summary>
/// <param name="Keyword">Its registered name.</param>
/// <param name="Parameter">What follows the name, none for most.</param>
public sealed record Extension(string Keyword, Option<string> Parameter)
{
    /// <summary>The extensions that this server offers, in the order in which it names them.</summary>
    /// <param name="maxSize">Octets of a mail (RFC 1870 §4).</param>
    /// <param name="maxRecipients">Recipients of a mail (RFC 9422 §4.2).</param>
    /// <param name="offerTls">True when a certificate is at hand and the connection is still in clear (RFC 3207 §4).</param>
    public static Seq<Extension> Offered(long maxSize, int maxRecipients, bool offerTls) =>
        Seqs.Of(
            new Extension("PIPELINING", Option<string>.None),
            new Extension("SIZE", maxSize.ToString(CultureInfo.InvariantCulture)),
            new Extension("8BITMIME", Option<string>.None),
            new Extension("SMTPUTF8", Option<string>.None),
            new Extension("ENHANCEDSTATUSCODES", Option<string>.None),
            new Extension("CHUNKING", Option<string>.None),
            new Extension("LIMITS", string.Create(CultureInfo.InvariantCulture, $"RCPTMAX={maxRecipients}")))
        .Then(offerTls ? Seqs.Of(new Extension("STARTTLS", Option<string>.None)) : default);

    /// <summary>The line as it stands in the answer to EHLO.</summary>
    public override string ToString() => Parameter.Match(parameter => $"{Keyword} {parameter}", () => Keyword);
}
