using System.Globalization;
using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>Reads SPF records (RFC 7208 §12). A mistake anywhere makes the whole record void.</summary>
public static class SpfRecordParser
{
    const string Version = "v=spf1";

    /// <summary>True for a text that claims to be an SPF record (§4.5): the version, and behind it a blank or nothing.</summary>
    public static bool IsRecord(Octets text) =>
        text.Length >= Version.Length
        && Ascii.EqualsIgnoreCase(text.Span[..Version.Length], Version)
        && (text.Length == Version.Length || text.Span[Version.Length] == ' ');

    /// <summary>The record in a text for which <see cref="IsRecord"/> is true.</summary>
    public static Either<SyntaxError, SpfRecord> Parse(Octets text)
    {
        if (text.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return SyntaxError.At("visible ASCII", text.ToUtf8());
        }

        var (record, directives) = (new SpfRecord(default, default, default), new List<SpfDirective>());
        foreach (var term in text.Slice(Version.Length).ToUtf8().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // term = directive / modifier
            if (ModifierName(term) is { } name)
            {
                if (!WithModifier(record, name, term[(name.Length + 1)..]).IsRight(out record, out var fault))
                {
                    return fault;
                }
            }
            else if (Directive(term).IsRight(out var directive, out var fault))
            {
                directives.Add(directive);
            }
            else
            {
                return fault;
            }
        }

        return record with { Directives = directives.Gather() };
    }

    /// name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ), with an equals sign behind it
    static string? ModifierName(string term) =>
        term.IndexOf('=', StringComparison.Ordinal) is var at and > 0
        && char.IsAsciiLetter(term[0]) && term[..at].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? term[..at]
            : null;

    static Either<SyntaxError, SpfRecord> WithModifier(SpfRecord record, string name, string value) => name.ToLowerInvariant() switch
    {
        "redirect" => record.Redirect.IsSome ? SyntaxError.At("one redirect", value) : MacroText.ParseDomain(value).Map(domain => record with { Redirect = domain }),
        "exp" => record.Explanation.IsSome ? SyntaxError.At("one exp", value) : MacroText.ParseDomain(value).Map(domain => record with { Explanation = domain }),
        _ => MacroText.ParseValue(value).Map(_ => record),
    };

    /// directive = [ qualifier ] mechanism
    static Either<SyntaxError, SpfDirective> Directive(string term)
    {
        var qualifier = term[0] switch { '+' => SpfResult.Pass, '-' => SpfResult.Fail, '~' => SpfResult.SoftFail, '?' => SpfResult.Neutral, _ => SpfResult.None };
        return Mechanism(qualifier == SpfResult.None ? term : term[1..]).IsRight(out var mechanism, out var fault)
            ? new SpfDirective(qualifier == SpfResult.None ? SpfResult.Pass : qualifier, mechanism)
            : fault;
    }

    static Either<SyntaxError, SpfMechanism> Mechanism(string term)
    {
        var end = term.IndexOfAny([':', '/']);
        var (name, rest) = end < 0 ? (term, "") : (term[..end], term[end..]);
        return name.ToLowerInvariant() switch
        {
            "all" when rest.Length == 0 => new SpfMechanism.All(),
            "include" => Domain(rest).Map<SpfMechanism>(domain => new SpfMechanism.Include(domain)),
            "exists" => Domain(rest).Map<SpfMechanism>(domain => new SpfMechanism.Exists(domain)),
            "ptr" => OptionalDomain(rest).Map<SpfMechanism>(domain => new SpfMechanism.Pointer(domain)),
            "a" => WithPrefix(rest).Map<SpfMechanism>(given => new SpfMechanism.Address(given.Domain, given.Prefix)),
            "mx" => WithPrefix(rest).Map<SpfMechanism>(given => new SpfMechanism.Exchangers(given.Domain, given.Prefix)),
            "ip4" => Network(rest, isV6: false),
            "ip6" => Network(rest, isV6: true),
            _ => SyntaxError.At("mechanism", term),
        };
    }

    static Either<SyntaxError, MacroText> Domain(string rest) =>
        rest.StartsWith(':') ? MacroText.ParseDomain(rest[1..]) : SyntaxError.At("\":\" domain-spec", rest);

    static Either<SyntaxError, Option<MacroText>> OptionalDomain(string rest) =>
        rest.Length == 0 ? Option<MacroText>.None : Domain(rest).Map(Prelude.Some);

    /// [ ":" domain-spec ] [ dual-cidr-length ]
    static Either<SyntaxError, (Option<MacroText> Domain, PrefixLengths Prefix)> WithPrefix(string rest)
    {
        var (before, v6) = CutPrefix(rest, "//", 128);
        var (domain, v4) = CutPrefix(before, "/", 32);
        return v4 is { } bits4 && v6 is { } bits6
            ? OptionalDomain(domain).Map(found => (found, new PrefixLengths(bits4, bits6)))
            : SyntaxError.At("dual-cidr-length", rest);
    }

    static Either<SyntaxError, SpfMechanism> Network(string rest, bool isV6)
    {
        var (text, bits) = CutPrefix(rest, "/", isV6 ? 128 : 32);
        return bits is not { } prefix || !text.StartsWith(':') || text.AsSpan(1).Contains(':') != isV6 ? SyntaxError.At(isV6 ? "ip6-network" : "ip4-network", rest)
            : IpAddress.Parse(text[1..]).IsRight(out var address, out var fault) ? new SpfMechanism.Network(address, prefix, isV6)
            : fault;
    }

    /// Cuts a slash and the digits behind it off the end of a text; the number is null when it is out of range or has a leading zero.
    static (string Before, int? Bits) CutPrefix(string text, string slash, int most)
    {
        var start = text.Length;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        if (!text.AsSpan(0, start).EndsWith(slash, StringComparison.Ordinal))
        {
            return (text, most);
        }

        var digits = text[start..];
        return digits is { Length: > 0 and <= 3 } && (digits.Length == 1 || digits[0] != '0') && int.Parse(digits, CultureInfo.InvariantCulture) is var bits && bits <= most
            ? (text[..(start - slash.Length)], bits)
            : (text[..(start - slash.Length)], null);
    }
}
