namespace Laitos.Domain.Authentication.Spf;

/// <summary>A text with macros, as it stands in a record (RFC 7208 §7).</summary>
/// <param name="Parts">Its parts, in order.</param>
public sealed record MacroText(Seq<MacroPart> Parts)
{
    /// <summary>True when the text needs the validated name of the client, which costs questions.</summary>
    public bool NeedsName => Parts.Exists(part => part is MacroPart.Expansion { Letter: 'p' });

    /// <summary>
    /// <c>domain-spec = macro-string domain-end</c>: ends in a label that is no number, or in a macro. The letters c, r and t have no meaning in it.
    /// </summary>
    public static Either<SyntaxError, MacroText> ParseDomain(string text) =>
        Parse(text, "slodiphv", blanks: false).Bind(parsed => EndsAsDomain(text, parsed)
            ? Prelude.Right<SyntaxError, MacroText>(parsed)
            : SyntaxError.At("domain-spec", text));

    /// <summary><c>macro-string</c>, the value of an unknown modifier.</summary>
    public static Either<SyntaxError, MacroText> ParseValue(string text) => Parse(text, "slodiphvcrt", blanks: false);

    /// <summary><c>explain-string = *( macro-string / SP )</c>.</summary>
    public static Either<SyntaxError, MacroText> ParseExplanation(string text) => Parse(text, "slodiphvcrt", blanks: true);

    static Either<SyntaxError, MacroText> Parse(string text, string letters, bool blanks)
    {
        var parts = new List<MacroPart>();
        var cursor = new Cursor(text);
        while (!cursor.AtEnd)
        {
            var literal = cursor.TakeWhile(c => c != '%' && (c is > ' ' and <= '~' || (blanks && c == ' '))).ToString();
            if (literal.Length > 0)
            {
                parts.Add(new MacroPart.Literal(literal));
            }
            else if (!cursor.TryTake('%') || Macro(ref cursor, letters) is not { } macro)
            {
                return SyntaxError.At("macro-string", cursor.Rest.ToString());
            }
            else
            {
                parts.Add(macro);
            }
        }

        return new MacroText(parts.Gather());
    }

    /// macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
    static MacroPart? Macro(ref Cursor cursor, string letters)
    {
        if (!cursor.TryTake('{'))
        {
            return cursor.TryTake('%') ? new MacroPart.Literal("%")
                : cursor.TryTake('_') ? new MacroPart.Literal(" ")
                : cursor.TryTake('-') ? new MacroPart.Literal("%20")
                : null;
        }

        var letter = cursor.Take(1) is [var only] ? only : '\0';
        var digits = cursor.TakeWhile(char.IsAsciiDigit);

        // More labels than a name can have are all of them, however large the number.
        var labels = digits.IsEmpty ? int.MaxValue : int.TryParse(digits, out var count) ? count : int.MaxValue;
        var reversed = cursor.TryTake('r') || cursor.TryTake('R');
        var delimiters = cursor.TakeWhile(c => ".-+,/_=".Contains(c, StringComparison.Ordinal)).ToString();
        return letters.Contains(char.ToLowerInvariant(letter), StringComparison.Ordinal) && labels > 0 && cursor.TryTake('}')
            ? new MacroPart.Expansion(char.ToLowerInvariant(letter), labels, reversed, delimiters.Length == 0 ? "." : delimiters, char.IsAsciiLetterUpper(letter))
            : null;
    }

    /// domain-end = ( "." toplabel [ "." ] ) / macro-expand
    static bool EndsAsDomain(string text, MacroText parsed) => !parsed.Parts.IsEmpty && parsed.Parts.Last switch
    {
        MacroPart.Expansion => true,
        _ => text.EndsWith('.') ? EndsInTopLabel(text[..^1]) : EndsInTopLabel(text),
    };

    /// toplabel: letters, digits and inner hyphens, not digits alone.
    static bool EndsInTopLabel(string text) =>
        text.LastIndexOf('.') is var dot and >= 0 && text[(dot + 1)..] is { Length: > 0 } label
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !label.All(char.IsAsciiDigit) && label[0] != '-' && label[^1] != '-';
}

/// <summary>A part of a text with macros.</summary>
public abstract record MacroPart
{
    MacroPart() { }

    /// <summary>Text that stands for itself.</summary>
    public sealed record Literal(string Text) : MacroPart;

    /// <summary>A macro (RFC 7208 §7.2, §7.3).</summary>
    /// <param name="Letter">What is put in, in lower case.</param>
    /// <param name="Labels">How many parts are kept, counted from the right; at least 1.</param>
    /// <param name="IsReversed">True when the order of the parts is turned round first.</param>
    /// <param name="Delimiters">The characters that the value is split at.</param>
    /// <param name="IsEscaped">True when the value is written as in a URI (RFC 3986 §2.1).</param>
    public sealed record Expansion(char Letter, int Labels, bool IsReversed, string Delimiters, bool IsEscaped) : MacroPart;
}
