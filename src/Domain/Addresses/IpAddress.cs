using System.Globalization;
using System.Net;

namespace Laitos.Domain.Addresses;

/// <summary>
/// An IP address: 4 octets (IPv4) or 16 (IPv6) in network order. An IPv4-mapped IPv6 address is the IPv4 address.
/// </summary>
public sealed record IpAddress
{
    IpAddress(Octets octets) => Octets = octets;

    /// <summary>4 or 16 octets in network order.</summary>
    public Octets Octets { get; }

    /// <summary>True for an IPv6 address.</summary>
    public bool IsV6 => Octets.Length == 16;

    /// <summary>Loopback, private, link-local, unique-local, shared and unspecified addresses: never looked up in a public list.</summary>
    public bool IsPrivate => IsV6 ? IsPrivateV6(Octets.Span) : IsPrivateV4(Octets.Span);

    /// <summary>True for 127.0.0.0/8 and ::1.</summary>
    public bool IsLoopback => IsV6 ? Octets.Span[..15].IndexOfAnyExcept((byte)0) < 0 && Octets.Span[15] == 1 : Octets.Span[0] == 127;

    /// <summary>The usual text forms: dotted decimal, or RFC 4291 §2.2 without a zone.</summary>
    public static Either<SyntaxError, IpAddress> Parse(string text) =>
        Dotted(text) is { } dotted ? dotted
        : IsPlain(text) && IPAddress.TryParse(text, out var address)
            ? OfOctets(address.GetAddressBytes()).ToEither(() => SyntaxError.At("IP address", text))
            : SyntaxError.At("IP address", text);

    /// <summary>The address of 4 or 16 octets in network order; none for another length.</summary>
    public static Option<IpAddress> OfOctets(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        4 => new IpAddress(Octets.Copy(octets)),
        16 when IsMapped(octets) => new IpAddress(Octets.Copy(octets[12..])),
        16 => new IpAddress(Octets.Copy(octets)),
        _ => Option<IpAddress>.None,
    };

    /// <summary>The network that counts as one client: the address itself for IPv4, its /64 for IPv6.</summary>
    public IpAddress Client
    {
        get
        {
            if (!IsV6)
            {
                return this;
            }

            var prefix = Octets.Span.ToArray();
            prefix.AsSpan(8).Clear();
            return new IpAddress(new Octets(prefix));
        }
    }

    /// <summary>
    /// The labels under which lists and reverse zones keep the address (RFC 5782 §2.1, §2.4):
    /// <c>2.0.0.127</c>, or 32 nibbles from the last to the first.
    /// </summary>
    public string Reversed
    {
        get
        {
            Span<char> labels = stackalloc char[LongestReversed];
            return labels[..WriteReversed(labels)].ToString();
        }
    }

    /// <summary>The most characters of <see cref="Reversed"/>.</summary>
    internal const int LongestReversed = 63;

    /// <summary>Writes <see cref="Reversed"/>, and gives its length.</summary>
    /// <param name="labels">Room for <see cref="LongestReversed"/> characters at least.</param>
    internal int WriteReversed(Span<char> labels)
    {
        if (IsV6)
        {
            return WriteReversedNibbles(Octets.Span, labels);
        }

        _ = labels.TryWrite(CultureInfo.InvariantCulture, $"{Octets.Span[3]}.{Octets.Span[2]}.{Octets.Span[1]}.{Octets.Span[0]}", out var length);
        return length;
    }

    /// <summary>The text between the brackets of an address literal (RFC 5321 §4.1.3): <c>192.0.2.1</c> or <c>IPv6:2001:db8::1</c>.</summary>
    public string Literal => IsV6 ? "IPv6:" + this : ToString();

    /// <inheritdoc/>
    public override string ToString() => IsV6 ? new IPAddress(Octets.Span).ToString() : Dotted(Octets.Span[0], Octets.Span[1], Octets.Span[2], Octets.Span[3]);

    static string Dotted(byte first, byte second, byte third, byte fourth) => string.Create(CultureInfo.InvariantCulture, $"{first}.{second}.{third}.{fourth}");

    static int WriteReversedNibbles(ReadOnlySpan<byte> octets, Span<char> labels)
    {
        const string Digits = "0123456789abcdef";
        labels[..LongestReversed].Fill('.');
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[^(i + 1)];
            (labels[4 * i], labels[(4 * i) + 2]) = (Digits[octet & 15], Digits[octet >> 4]);
        }

        return LongestReversed;
    }

    /// The framework also takes <c>1</c>, <c>0x7f.1</c> and zones: not these.
    static bool IsPlain(string text) =>
        text.Contains(':', StringComparison.Ordinal) && text.Length <= 45 && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');

    /// Four decimal numbers without leading zeros (RFC 5321 §4.1.3 IPv4-address-literal); null for any other text.
    static IpAddress? Dotted(ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            if (count == 4 || text[part] is not { Length: > 0 and <= 3 } number || number.ContainsAnyExceptInRange('0', '9') || (number.Length > 1 && number[0] == '0')
                || !byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out octets[count++]))
            {
                return null;
            }
        }

        return count == 4 ? new IpAddress(Octets.Copy(octets)) : null;
    }

    static bool IsMapped(ReadOnlySpan<byte> octets) => octets[..10].IndexOfAnyExcept((byte)0) < 0 && octets[10] == 0xff && octets[11] == 0xff;

    static bool IsPrivateV4(ReadOnlySpan<byte> a) =>
        a[0] is 0 or 10 or 127
        || (a[0] == 172 && (a[1] & 0xf0) == 16)
        || (a[0] == 192 && a[1] == 168)
        || (a[0] == 169 && a[1] == 254)
        || (a[0] == 100 && (a[1] & 0xc0) == 64);

    static bool IsPrivateV6(ReadOnlySpan<byte> a) =>
        (a[..15].IndexOfAnyExcept((byte)0) < 0 && a[15] <= 1)
        || (a[0] & 0xfe) == 0xfc
        || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80);
}
