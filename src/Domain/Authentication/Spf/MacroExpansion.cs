using System.Globalization;
using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>Puts values in the place of macros (RFC 7208 §7.3).</summary>
/// <param name="Request">What is checked.</param>
/// <param name="Domain">The domain whose record is looked at.</param>
/// <param name="ClientName">The validated name of the client, or <c>unknown</c>.</param>
sealed record MacroExpansion(SpfRequest Request, string Domain, string ClientName)
{
    /// A text of macros cannot become longer than this: it is cut before it costs memory.
    const int MaxLength = 4096;

    /// The text with its macros expanded.
    public string Expand(MacroText text) =>
        text.Parts.Fold(new StringBuilder(), (all, part) => all.Length > MaxLength ? all : all.Append(Expand(part))).ToString();

    /// A domain name: cut on its left, label by label, until it is no longer than a name may be; without its trailing dot.
    public string ExpandDomain(MacroText text)
    {
        var name = Expand(text);
        name = name.EndsWith('.') ? name[..^1] : name;
        while (name.Length > SpfLookup.MaxNameLength && name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0)
        {
            name = name[(dot + 1)..];
        }

        return name;
    }

    string Expand(MacroPart part) => part switch
    {
        MacroPart.Literal(var text) => text,
        MacroPart.Expansion macro => macro.IsEscaped ? Escape(Transformed(macro)) : Transformed(macro),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    string Transformed(MacroPart.Expansion macro)
    {
        var parts = Value(macro.Letter).Split(macro.Delimiters.ToCharArray());
        var ordered = macro.IsReversed ? parts.Reverse() : parts;
        return string.Join('.', ordered.TakeLast(macro.Labels));
    }

    string Value(char letter) => letter switch
    {
        's' => $"{Request.LocalPart}@{Request.Domain}",
        'l' => Request.LocalPart,
        'o' => Request.Domain,
        'd' => Domain,
        'i' => Dotted(Request.Client),
        'p' => ClientName,
        'v' => Request.Client.IsV6 ? "ip6" : "in-addr",
        'h' => Request.HelloName,
        'c' => Request.Client.ToString(),
        'r' => Request.Receiver.Value,
        't' => (Request.Now.UnixMilliseconds / 1000).ToString(CultureInfo.InvariantCulture),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// 192.0.2.1, or the 32 nibbles of an IPv6 address with dots between them.
    static string Dotted(IpAddress address) => address.IsV6 ? string.Join('.', Convert.ToHexString(address.Octets.Span).AsEnumerable()) : address.ToString();

    /// Everything but the unreserved characters of RFC 3986 §2.3 as %XX.
    static string Escape(string text) => Uri.EscapeDataString(text);
}
