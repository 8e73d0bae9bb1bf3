using System.Globalization;
using System.Text;

namespace Laitos.Domain.Dns;

/// <summary>
/// Domain names as text (RFC 1035 §3.1, §5.1). The canonical text is in lower case (RFC 4343 §3), has no trailing dot, and writes
/// every octet that is special or not printable as <c>\DDD</c>; so a dot always parts two labels. The root is the empty text.
/// </summary>
public static class Name
{
    /// <summary>The most octets in a label (RFC 1035 §2.3.4).</summary>
    public const int MaxLabel = 63;

    /// <summary>The most octets in a name on the wire, counting length octets and the root (RFC 1035 §2.3.4).</summary>
    public const int MaxOctets = 255;

    /// <summary>
    /// The labels of a text, from left to right; one trailing dot is tolerated. Fails for an empty or over-long label, an over-long name, a broken
    /// escape and a character beyond ASCII.
    /// </summary>
    public static Either<DnsFormatError, Seq<Octets>> Labels(string text)
    {
        if (text is "" or ".")
        {
            return Prelude.Right<DnsFormatError, Seq<Octets>>(default);
        }

        var labels = new List<Octets>();
        var label = new List<byte>();
        var total = 1;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '.')
            {
                if (label.Count == 0)
                {
                    return new DnsFormatError(at, "label");
                }

                labels.Add(new Octets(label.ToArray()));
                label.Clear();
                total++;
            }
            else if (Octet(text, ref at) is not { } octet || label.Count == MaxLabel || total + 2 > MaxOctets)
            {
                return new DnsFormatError(at, $"label of at most {MaxLabel} octets in a name of at most {MaxOctets}");
            }
            else
            {
                label.Add(octet);
                total++;
            }
        }

        if (label.Count > 0)
        {
            labels.Add(new Octets(label.ToArray()));
            total++;
        }

        return total <= MaxOctets ? labels.Gather() : new DnsFormatError(text.Length, $"name of at most {MaxOctets} octets");
    }

    /// <summary>The canonical text of a name that is written in any way; fails as <see cref="Labels"/> does.</summary>
    public static Either<DnsFormatError, string> Canonical(string text) => Labels(text).Map(OfLabels);

    /// <summary>The canonical text of these labels.</summary>
    public static string OfLabels(Seq<Octets> labels) =>
        labels.Fold(new StringBuilder(), (text, label) => Append(text, label.Span)).ToString();

    /// <summary>True when the name is the other name or lies below it; both canonical.</summary>
    public static bool IsWithin(string name, string ancestor) =>
        ancestor.Length == 0
        || (name.EndsWith(ancestor, StringComparison.Ordinal) && (name.Length == ancestor.Length || name[^(ancestor.Length + 1)] == '.'));

    /// <summary>Writes one label more behind a text, and gives the text back.</summary>
    internal static StringBuilder Append(StringBuilder text, ReadOnlySpan<byte> label)
    {
        _ = text.Length > 0 ? text.Append('.') : text;
        foreach (var octet in label)
        {
            _ = IsPlain(octet)
                ? text.Append(char.ToLowerInvariant((char)octet))
                : text.Append(CultureInfo.InvariantCulture, $"\\{octet:d3}");
        }

        return text;
    }

    /// One octet of a label: a character, "\X" or "\DDD" (RFC 1035 §5.1). Leaves the position on its last character.
    static byte? Octet(string text, ref int at)
    {
        if (text[at] != '\\')
        {
            return char.IsAscii(text[at]) ? (byte)text[at] : null;
        }

        if (at + 3 < text.Length && text.AsSpan(at + 1, 3).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var value = int.Parse(text.AsSpan(at + 1, 3), CultureInfo.InvariantCulture);
            at += 3;
            return value <= 255 ? (byte)value : null;
        }

        at++;
        return at < text.Length && char.IsAscii(text[at]) && !char.IsAsciiDigit(text[at]) ? (byte)text[at] : null;
    }

    static bool IsPlain(byte octet) => octet is > 0x20 and < 0x7f && !".\\\"();@$"u8.Contains(octet);
}
