namespace Laitos.Domain.Dns;

/// <summary>
/// Domain names as text (RFC 1035 §3.1). The canonical text is in lower case (RFC 4343 §3) and has no trailing dot; the root is the empty text.
/// </summary>
public static class Name
{
    /// <summary>The most octets in a label (RFC 1035 §2.3.4).</summary>
    public const int MaxLabel = 63;

    /// <summary>The most characters in a name: 255 octets on the wire, without the first length octet and the root (RFC 1035 §2.3.4).</summary>
    public const int MaxLength = 253;

    /// <summary>The canonical text of a name.</summary>
    public static string Canonical(string text) => (text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant();

    /// <summary>
    /// True for a canonical name that may be sent: the root, or a name that fits into a packet and whose labels are made of letters, digits, hyphens and
    /// underscores. Nothing that we ask about has other names, and no record can stand at a name that is too long.
    /// </summary>
    public static bool IsSendable(string name) => name.Length == 0 || (name.Length <= MaxLength && name.Split('.').All(IsLabel));

    /// <summary>True when the name is the other name or lies below it; both canonical.</summary>
    public static bool IsWithin(string name, string ancestor) =>
        ancestor.Length == 0
        || (name.EndsWith(ancestor, StringComparison.Ordinal) && (name.Length == ancestor.Length || name[^(ancestor.Length + 1)] == '.'));

    static bool IsLabel(string label) => label.Length is > 0 and <= MaxLabel && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
