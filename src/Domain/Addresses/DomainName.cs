using System.Buffers;
using System.Globalization;
using System.Text;

namespace Laitos.Domain.Addresses;

/// <summary>
/// A host or mail domain in canonical form (RFC 5321 §4.1.2 <c>Domain</c>, RFC 6531 §3.3 for U-labels, sizes of RFC 1035 §2.3.4):
/// lower case, without a trailing dot, internationalised labels as A-labels (<c>xn--…</c>).
/// So equality of values is equality of domains.
/// </summary>
public sealed record DomainName
{
    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    DomainName(string value) => Value = value;

    /// <summary>The canonical text, ASCII, at most 253 characters.</summary>
    public string Value { get; }

    /// <summary>The labels from left to right.</summary>
    public Seq<string> Labels => Value.Split('.').Gather();

    /// <summary>
    /// <c>Domain = sub-domain *("." sub-domain)</c>, with one trailing dot and the underscore tolerated.
    /// Fails for an empty, over-long or ill-formed name.
    /// </summary>
    public static Either<SyntaxError, DomainName> Parse(string text)
    {
        var canonical = Canonical(text.EndsWith('.') ? text[..^1] : text);
        return canonical.Length is > 0 and <= 253 && AreLabels(canonical)
            ? new DomainName(canonical)
            : SyntaxError.At("domain", text);
    }

    /// <summary>The name one label shorter, or none for a name of a single label.</summary>
    public Option<DomainName> Parent =>
        Value.IndexOf('.') is var dot and >= 0 ? new DomainName(Value[(dot + 1)..]) : Option<DomainName>.None;

    /// <inheritdoc/>
    public override string ToString() => Value;

    static string Canonical(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        if (text.Length > 253 || !text.EnumerateRunes().All(IsUnicodeLabelText))
        {
            return "";
        }

        try
        {
            // Without globalisation data the framework encodes letters as they stand: letter case must go first.
            return Idn.GetAscii(text.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // The framework offers no other way to ask whether a U-label is valid.
            return "";
        }
    }

    /// What U-labels are made of (RFC 5892 §2, the categories of LetterDigits), and the dots between them. Upper case is mapped before.
    static bool IsUnicodeLabelText(Rune rune) => rune.IsAscii || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    static bool AreLabels(ReadOnlySpan<char> text)
    {
        foreach (var label in text.Split('.'))
        {
            if (!IsLabel(text[label]))
            {
                return false;
            }
        }

        return true;
    }

    /// sub-domain = Let-dig [Ldh-str]; the underscore occurs in real host names and DNS owner names.
    static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-' && label[^1] != '-'
        && !label.ContainsAnyExcept(LabelText);

    static readonly SearchValues<char> LabelText = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
