using System.Collections.Frozen;
using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>The parameters of a MIME field (RFC 2045 §5.1), one character for each octet. Of two with one name the first counts.</summary>
/// <param name="Values">The values by their names in lower case, as they are written: perhaps in sections, or encoded (RFC 2231).</param>
sealed record Parameters(FrozenDictionary<string, string> Values)
{
    /// <summary>No parameters.</summary>
    internal static Parameters None { get; } = new(FrozenDictionary<string, string>.Empty);

    /// <summary>The value of a parameter, its sections joined (RFC 2231 §3) and its octets decoded (RFC 2231 §4); null when there is none.</summary>
    internal string? Find(string name)
    {
        if (Section(name + "*0") is not { } first)
        {
            return Values.TryGetValue(name + "*", out var extended) ? Decode(WithoutLanguage(extended)) : Values.GetValueOrDefault(name);
        }

        var joined = new StringBuilder(first.IsExtended ? Decode(WithoutLanguage(first.Value)) : first.Value);
        for (var index = 1; Section($"{name}*{index}") is { } section; index++)
        {
            joined.Append(section.IsExtended ? Decode(section.Value) : section.Value);
        }

        return joined.ToString();
    }

    /// <summary>Reads what follows the value of a field. What is no parameter is passed over up to the next semicolon.</summary>
    /// <remarks>*(";" attribute "=" value)</remarks>
    internal static Parameters Parse(ref Cursor cursor)
    {
        var values = new Dictionary<string, string>();
        while (!cursor.AtEnd)
        {
            cursor.TakeWhile(c => c != ';');
            cursor.TryTake(';');
            var name = Token(ref cursor);
            if (name.Length > 0 && cursor.TryTake('='))
            {
                values.TryAdd(name, Value(ref cursor));
            }
        }

        return values.Count == 0 ? None : new Parameters(values.ToFrozenDictionary());
    }

    /// <summary>A token in lower case with the blanks and comments around it; empty when there is none.</summary>
    /// <remarks>token := 1*&lt;any (US-ASCII) CHAR except SPACE, CTLs, or tspecials&gt;</remarks>
    internal static string Token(ref Cursor cursor)
    {
        SkipComments(ref cursor);
        var token = cursor.TakeWhile(c => c > ' ' && !"()<>@,;:\\\"/[]?=".Contains(c, StringComparison.Ordinal)).ToString().ToLowerInvariant();
        SkipComments(ref cursor);
        return token;
    }

    /// value := token / quoted-string; a token may hold tspecials here, and a missing quote is taken for one at the end.
    static string Value(ref Cursor cursor)
    {
        SkipComments(ref cursor);
        if (!cursor.TryTake('"'))
        {
            return cursor.TakeWhile(c => c is not (';' or ' ' or '\t')).ToString();
        }

        var value = new StringBuilder();
        while (!cursor.AtEnd && !cursor.TryTake('"'))
        {
            cursor.TryTake('\\');
            value.Append(cursor.Take(1));
        }

        return value.ToString();
    }

    /// Blanks, and comments of any depth (RFC 5322 §3.2.2).
    static void SkipComments(ref Cursor cursor)
    {
        var depth = 0;
        while (!cursor.AtEnd && (depth > 0 || cursor.Peek is ' ' or '\t' or '('))
        {
            depth += cursor.Peek switch { '(' => 1, ')' => -1, _ => 0 };
            cursor.Take(cursor.Peek == '\\' ? 2 : 1);
        }
    }

    (string Value, bool IsExtended)? Section(string name) =>
        Values.TryGetValue(name + "*", out var extended) ? (extended, true)
        : Values.TryGetValue(name, out var value) ? (value, false)
        : null;

    /// extended-initial-value := [charset] "'" [language] "'" extended-other-values
    static string WithoutLanguage(string value) =>
        value.IndexOf('\'') is var first and >= 0 && value.IndexOf('\'', first + 1) is var second and >= 0 ? value[(second + 1)..] : value;

    /// ext-octet := "%" 2(DIGIT / "A" / "B" / "C" / "D" / "E" / "F")
    static string Decode(string value)
    {
        var decoded = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            var isEncoded = value[at] == '%' && at + 2 < value.Length && char.IsAsciiHexDigit(value[at + 1]) && char.IsAsciiHexDigit(value[at + 2]);
            decoded.Append(isEncoded ? (char)Convert.FromHexString(value.AsSpan(at + 1, 2))[0] : value[at]);
            at += isEncoded ? 2 : 0;
        }

        return decoded.ToString();
    }
}

/// <summary>The value of a Content-Type field (RFC 2045 §5.1).</summary>
/// <param name="Type">Such as <c>text</c>, in lower case.</param>
/// <param name="Subtype">Such as <c>plain</c>, in lower case.</param>
/// <param name="Parameters">What is said about it.</param>
sealed record MediaType(string Type, string Subtype, Parameters Parameters)
{
    /// <summary>What a body is unless its header section says otherwise (RFC 2045 §5.2).</summary>
    internal static MediaType Plain { get; } = new("text", "plain", Parameters.None);

    /// <summary>A mail within a mail (RFC 2046 §5.2.1).</summary>
    internal static MediaType Mail { get; } = new("message", "rfc822", Parameters.None);

    /// <summary>Reads the body of the field, unfolded; null when it names no type and subtype.</summary>
    /// <remarks>content := type "/" subtype *(";" parameter)</remarks>
    internal static MediaType? Parse(string field)
    {
        var cursor = new Cursor(field);
        var type = Parameters.Token(ref cursor);
        if (type.Length == 0 || !cursor.TryTake('/'))
        {
            return null;
        }

        var subtype = Parameters.Token(ref cursor);
        return subtype.Length == 0 ? null : new MediaType(type, subtype, Parameters.Parse(ref cursor));
    }
}

/// <summary>The value of a Content-Disposition field (RFC 2183 §2).</summary>
/// <param name="IsAttachment">True when the part is to be saved; any unknown disposition means the same (RFC 2183 §2.8).</param>
/// <param name="Parameters">What is said about it.</param>
sealed record Disposition(bool IsAttachment, Parameters Parameters)
{
    /// <summary>Reads the body of the field, unfolded. Without a word in front it says nothing but its parameters.</summary>
    /// <remarks>disposition := disposition-type *(";" disposition-parm)</remarks>
    internal static Disposition Parse(string field)
    {
        var cursor = new Cursor(field);
        var type = Parameters.Token(ref cursor);
        return new Disposition(type is not ("" or "inline"), Parameters.Parse(ref cursor));
    }
}
