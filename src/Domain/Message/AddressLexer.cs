namespace Laitos.Domain.Message;

/// <summary>The kinds of token in an address field (RFC 5322 §3.2).</summary>
enum AddressTokenKind : byte
{
    /// <summary>A run of ordinary characters: atext, octets above 127, and whatever else has no meaning of its own.</summary>
    Atom,

    /// <summary>A quoted-string with its quotes.</summary>
    Quoted,

    /// <summary>A comment with its parentheses, comments inside it included.</summary>
    Comment,

    /// <summary>A domain-literal with its brackets.</summary>
    Literal,

    /// <summary>One of <c>&lt; &gt; @ , ; : .</c></summary>
    Special,
}

/// <summary>One token of an address field. Blanks and folding lie between tokens.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Octets in front of it.</param>
/// <param name="Length">How many octets.</param>
/// <param name="First">Its first octet, which tells the specials apart.</param>
readonly record struct AddressToken(AddressTokenKind Kind, int Start, int Length, char First)
{
    /// <summary>The position behind the token.</summary>
    public int End => Start + Length;

    /// <summary>True for a word: an atom or a quoted string.</summary>
    public bool IsWord => Kind is AddressTokenKind.Atom or AddressTokenKind.Quoted;

    /// <summary>True for this special.</summary>
    public bool Is(char special) => Kind == AddressTokenKind.Special && First == special;
}

/// <summary>
/// The octets of an address field (one character each) as tokens. Total and linear: a quote, parenthesis or bracket that nothing closes is an ordinary
/// character, so that a slip in a display name does not hide the address behind it.
/// </summary>
static class AddressLexer
{
    const string Specials = "<>@,;:.";

    /// Name, brackets, local part, at sign, three labels and their dots.
    const int UsualTokens = 12;

    public static List<AddressToken> Tokens(ReadOnlySpan<char> text)
    {
        var tokens = new List<AddressToken>(UsualTokens);

        // What cannot be closed is looked for once, not at each of its opening characters: else a bomb of them costs the square.
        var openBrackets = new OpenBrackets(true, true, true);
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (IsBlank(c))
            {
                at++;
                continue;
            }

            var kind = c == '[' && openBrackets.Literals && BehindAt(tokens) ? AddressTokenKind.Literal : KindOf(c, openBrackets);
            var length = kind switch
            {
                AddressTokenKind.Quoted => Closed(text[at..], '"', '"'),
                AddressTokenKind.Comment => Closed(text[at..], '(', ')'),
                AddressTokenKind.Literal => Closed(text[at..], '[', ']'),
                AddressTokenKind.Atom => AtomLength(text[at..], openBrackets),
                _ => 1,
            };
            if (length == 0)
            {
                openBrackets = openBrackets.Without(kind);
                continue;
            }

            tokens.Add(new AddressToken(kind, at, length, c));
            at += length;
        }

        return tokens;
    }

    static AddressTokenKind KindOf(char c, OpenBrackets openBrackets) => c switch
    {
        '"' when openBrackets.Quotes => AddressTokenKind.Quoted,
        '(' when openBrackets.Comments => AddressTokenKind.Comment,
        _ when Specials.Contains(c, StringComparison.Ordinal) => AddressTokenKind.Special,
        _ => AddressTokenKind.Atom,
    };

    /// A bracket elsewhere is an ordinary character: <c>[External] Alice &lt;a@b.example&gt;</c>.
    static bool BehindAt(List<AddressToken> tokens) =>
        tokens.FindLastIndex(token => token.Kind != AddressTokenKind.Comment) is var last and >= 0 && tokens[last].Is('@');

    static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    static int AtomLength(ReadOnlySpan<char> text, OpenBrackets openBrackets)
    {
        var length = 1;
        while (length < text.Length && !IsBlank(text[length]) && KindOf(text[length], openBrackets) == AddressTokenKind.Atom)
        {
            length++;
        }

        return length;
    }

    /// The length up to the closing character, 0 when there is none. A quoted-pair is skipped; only comments nest (RFC 5322 §3.2.2).
    static int Closed(ReadOnlySpan<char> text, char open, char close)
    {
        var depth = 1;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == close)
            {
                if (--depth == 0)
                {
                    return i + 1;
                }
            }
            else if (text[i] == open && open == '(')
            {
                depth++;
            }
        }

        return 0;
    }

    /// Which of the enclosing tokens can still be closed in the rest of the text.
    readonly record struct OpenBrackets(bool Quotes, bool Comments, bool Literals)
    {
        public OpenBrackets Without(AddressTokenKind kind) => kind switch
        {
            AddressTokenKind.Quoted => this with { Quotes = false },
            AddressTokenKind.Comment => this with { Comments = false },
            _ => this with { Literals = false },
        };
    }
}
