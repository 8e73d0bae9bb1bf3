namespace Laitos.Signatures.Fields;

/// <summary>Octets as tags write them (RFC 6376 §2.10: base64string).</summary>
static class Base64
{
    /// <summary>The octets; none where the text is no base64, or there is nothing.</summary>
    public static Option<Octets> Read(string text)
    {
        var octets = new byte[((text.Length / 4) + 1) * 3];
        return text.Length > 0 && Convert.TryFromBase64String(text, octets, out var length) ? new Octets(octets).Slice(0, length) : default(Option<Octets>);
    }
}
