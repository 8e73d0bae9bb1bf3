using System.Text;

namespace Laitos.Domain.Addresses;

/// <summary>
/// What stands before the @ (RFC 5321 §4.1.2 <c>Local-part</c>; RFC 6531 §3.3 allows UTF-8), held as the meaning: without
/// quotes and backslashes. Letter case is kept and counts. At most 256 octets: real mail exceeds the 64 of the RFC.
/// Dots at the ends and in a row are taken without quotes as well: millions of mobile phone addresses have them.
/// </summary>
public sealed record LocalPart
{
    /// <summary>The most octets that a local part may have here.</summary>
    public const int MaxOctets = 256;

    readonly bool isBare;

    /// <param name="value">The meaning.</param>
    /// <param name="isBare">True when it came without the quotes that its dots ask for.</param>
    LocalPart(string value, bool isBare) => (Value, this.isBare) = (value, isBare);

    /// <summary>The meaning, unquoted.</summary>
    public string Value { get; }

    /// <summary>The form for what we compose ourselves: a Dot-string where that is possible, a Quoted-string otherwise.</summary>
    public string Strict => IsDotString(Value) ? Value : Quote(Value);

    /// <summary><c>Local-part = Dot-string / Quoted-string</c>, and nothing behind it.</summary>
    public static Either<SyntaxError, LocalPart> Parse(string text)
    {
        var cursor = new Cursor(text);
        var read = Read(ref cursor);
        return read.IsLeft || cursor.AtEnd ? read : SyntaxError.At("end of local part", cursor.Rest.ToString());
    }

    /// <summary>Reads a local part where the cursor stands, which then stands behind it.</summary>
    public static Either<SyntaxError, LocalPart> Read(ref Cursor cursor)
    {
        var start = cursor.Rest;
        var isQuoted = cursor.Peek == '"';
        var meaning = isQuoted ? QuotedString(ref cursor) : Bare(ref cursor);
        return meaning is not null && Encoding.UTF8.GetByteCount(meaning) <= MaxOctets && IsWellFormed(meaning)
            ? new LocalPart(meaning, !isQuoted && !IsDotString(meaning))
            : SyntaxError.At("local part", start.ToString());
    }

    /// <summary>The wire form: as it came where its dots are astray, else the strict form.</summary>
    public override string ToString() => isBare ? Value : Strict;

    static string Quote(string meaning)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in meaning)
        {
            _ = c is '"' or '\\' ? quoted.Append('\\').Append(c) : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// Dot-string, and what differs from it only in the places of its dots.
    static string? Bare(ref Cursor cursor) => cursor.TakeWhile(c => IsAtomText(c) || c == '.').ToString() is { Length: > 0 } run ? run : null;

    /// Quoted-string = DQUOTE *QcontentSMTP DQUOTE; QcontentSMTP = qtextSMTP / quoted-pairSMTP
    static string? QuotedString(ref Cursor cursor)
    {
        var meaning = new StringBuilder();
        cursor.TryTake('"');
        while (!cursor.AtEnd)
        {
            if (cursor.TryTake('"'))
            {
                return meaning.ToString();
            }

            var escaped = cursor.TryTake('\\');
            var c = cursor.Take(1);
            if (c.IsEmpty || c[0] < ' ' || c[0] == '\x7f' || IsForbidden(c[0]) || (escaped && !char.IsAscii(c[0])))
            {
                return null;
            }

            meaning.Append(c[0]);
        }

        return null;
    }

    /// Dot-string = Atom *("."  Atom)
    static bool IsDotString(ReadOnlySpan<char> text)
    {
        var atEdge = true;
        foreach (var c in text)
        {
            if (c == '.' ? atEdge : !IsAtomText(c))
            {
                return false;
            }

            atEdge = c == '.';
        }

        return !atEdge;
    }

    /// atext (RFC 5322 §3.2.3), and any character beyond ASCII that is not a control (RFC 6531 §3.3).
    static bool IsAtomText(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal) || (c >= '\x80' && !IsForbidden(c));

    /// Half a surrogate pair has no UTF-8 form, so it could not be sent.
    static bool IsWellFormed(string text) => Ascii.IsValid(text) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    /// A control beyond ASCII, a line separator, or the sign that octets were not UTF-8.
    static bool IsForbidden(char c) => c is >= '\x80' and <= '\x9f' or '\ufffd' or '\u2028' or '\u2029';
}
