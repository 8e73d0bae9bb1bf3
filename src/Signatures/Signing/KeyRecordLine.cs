using Laitos.Domain.Addresses;

namespace Laitos.Signatures.Signing;

/// <summary>A key record as one enters it at a DNS provider, or into a zone file.</summary>
public static class KeyRecordLine
{
    /// The most octets of a character-string (RFC 1035 §3.3.14).
    const int MostOctets = 255;

    /// <summary>The name of the record (RFC 6376 §3.6.2.1).</summary>
    public static string Name(DomainName domain, string selector) => $"{selector}._domainkey.{domain}";

    /// <summary>The line of a zone file (RFC 1035 §5.1): the text in strings of at most 255 octets, which readers join.</summary>
    public static string Zone(DomainName domain, string selector, string recordText) =>
        $"{Name(domain, selector)}. IN TXT ( {string.Join(' ', recordText.Chunk(MostOctets).Select(part => $"\"{new string(part)}\""))} )";
}
