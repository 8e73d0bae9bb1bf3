namespace Laitos.Domain.Dns;

/// <summary>What one asks the DNS: a name and a record type, in class IN.</summary>
public sealed record Question
{
    /// <summary>A question; the name is brought into canonical form.</summary>
    public Question(string name, RecordType type)
    {
        Name = Dns.Name.Canonical(name);
        Type = type;
    }

    /// <summary>The owner name, canonical (see <see cref="Dns.Name"/>).</summary>
    public string Name { get; }

    /// <summary>The type of the records asked for.</summary>
    public RecordType Type { get; }

    /// <summary>True for the question of this type whose name is made of these two parts, both canonical.</summary>
    internal bool Is(RecordType type, ReadOnlySpan<char> front, ReadOnlySpan<char> back) =>
        Type == type && Name.Length == front.Length + back.Length && Name.AsSpan().StartsWith(front) && Name.AsSpan().EndsWith(back);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type.ToString().ToUpperInvariant()}";
}

/// <summary>Types of resource records (RFC 1035 §3.2.2, RFC 3596 §2.1).</summary>
public enum RecordType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>A name server.</summary>
    Ns = 2,

    /// <summary>The canonical name of an alias.</summary>
    Cname = 5,

    /// <summary>Start of a zone of authority.</summary>
    Soa = 6,

    /// <summary>A pointer to a name.</summary>
    Ptr = 12,

    /// <summary>A mail exchanger.</summary>
    Mx = 15,

    /// <summary>Text.</summary>
    Txt = 16,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,
}

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
