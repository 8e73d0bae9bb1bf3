using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary>
/// A look at what an IMAP server sends (RFC 9051 §7), before a library reads it that takes whatever comes: it ends in a fault when a server sends more octets than
/// it may, a line without end, or more brackets in a line than a list of mails ever has; a reader that descends into each of them would have no stack left.
/// </summary>
/// <remarks>
/// Nothing can hide a bracket from it but a literal, so a literal is believed only where every reader must see one: at the end of a line of FETCH or LIST, outside a
/// quoted string that began where one may begin and ends in the same line. Everywhere else what looks like a literal is a fault.
/// </remarks>
public sealed record ImapReplyScan
{
    /// <summary>The most octets of a line, its literals not counted.</summary>
    public const int MaxLine = 64 << 10;

    /// <summary>The most opening brackets of a line, its literals not counted.</summary>
    public const int MaxBrackets = 100;

    const string NoReply = "what it sends is no answer of IMAP";

    /// The lines that hold data, and with it literals.
    static readonly Seq<string> Holders = Seqs.Of("FETCH ", "LIST ", "XLIST ");

    readonly long left;
    readonly LineState line;

    ImapReplyScan(long left, LineState line) => (this.left, this.line) = (left, line);

    /// <summary>Before the first octet.</summary>
    /// <param name="maxOctets">The most octets of a whole session.</param>
    public static ImapReplyScan Start(long maxOctets) => new(maxOctets, LineState.Start);

    /// <summary>Behind more octets, cut anywhere; or what is wrong with them.</summary>
    public Either<string, ImapReplyScan> Advance(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > left)
        {
            return "it sends more than a session may bring";
        }

        var state = line;
        for (var at = 0; at < octets.Length;)
        {
            if (state.Literal > 0)
            {
                var skipped = (int)Math.Min(state.Literal, octets.Length - at);
                state = state with { Literal = state.Literal - skipped };
                at += skipped;
                continue;
            }

            state = state.Next(octets[at++]);
            if (state.Place == Place.Broken || state.Literal > left)
            {
                return state.Place == Place.Broken ? NoReply : "it sends more than a session may bring";
            }
        }

        return new ImapReplyScan(left - octets.Length, state);
    }

    enum Place
    {
        /// The first words, which say what the line is.
        Beginning,

        /// Words for people, up to the end of the line.
        Text,

        /// What the line holds.
        Data,

        Quoted,

        Escaped,

        /// The number of octets of a literal, behind its brace.
        Count,

        /// The closing brace of a literal has been read.
        Counted,

        Broken,
    }

    /// <param name="Place">Where in the line.</param>
    /// <param name="Head">The first words, while they do not say yet what the line is.</param>
    /// <param name="Length">Octets of the line so far.</param>
    /// <param name="Brackets">Its opening brackets so far.</param>
    /// <param name="Previous">The octet before.</param>
    /// <param name="Size">The number behind a brace.</param>
    /// <param name="Tail">In words for people: how much of a brace, digits, a brace stands last; 3 for all of it.</param>
    /// <param name="Literal">Octets of a literal that are still to come.</param>
    readonly record struct LineState(Place Place, string Head, int Length, int Brackets, byte Previous, int Size, int Tail, long Literal)
    {
        const int MaxSize = 1 << 30;

        public static LineState Start { get; } = new(Place.Beginning, "", 0, 0, 0, 0, 0, 0);

        public LineState Next(byte octet)
        {
            var counted = this with { Length = Length + 1, Brackets = Brackets + (octet == '(' ? 1 : 0), Previous = octet };
            return counted.Length > MaxLine || counted.Brackets > MaxBrackets ? counted with { Place = Place.Broken }
                : Place switch
                {
                    Place.Beginning => counted.Begin(octet),
                    Place.Text => counted.Read(octet),
                    Place.Data => counted.Hold(octet, Previous),
                    Place.Quoted => counted with { Place = octet switch { (byte)'"' => Place.Data, (byte)'\\' => Place.Escaped, (byte)'\r' or (byte)'\n' => Place.Broken, _ => Place.Quoted } },
                    Place.Escaped => counted with { Place = octet is (byte)'\r' or (byte)'\n' ? Place.Broken : Place.Quoted },
                    Place.Count => counted.Measure(octet),
                    Place.Counted => octet switch
                    {
                        (byte)'\r' when Previous == '}' => counted,
                        (byte)'\n' => counted with { Place = Place.Data, Literal = Size, Size = 0, Previous = 0 },
                        _ => counted with { Place = Place.Broken },
                    },
                    _ => this,
                };
        }

        LineState Begin(byte octet)
        {
            var head = Head + (char)octet;
            return Kind(head) switch
            {
                Place.Beginning => this with { Head = head },
                Place.Data => this with { Place = Place.Data, Head = "" },
                // What has been read so far may be the beginning of a literal.
                _ => Encoding.Latin1.GetBytes(head).Aggregate(this with { Place = Place.Text, Head = "" }, (state, each) => state.Place == Place.Broken ? state : state.Read(each)),
            };
        }

        /// <c>* LIST …</c> and <c>* 12 FETCH …</c>; an untagged answer that may still become one of them is at its beginning.
        static Place Kind(string head)
        {
            var words = head.StartsWith("* ", StringComparison.Ordinal) ? head[2..].TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') : "";
            var name = words.StartsWith(' ') && head[2] != ' ' ? words[1..] : words;
            return head is "*" or "* " || (head.StartsWith("* ", StringComparison.Ordinal) && words.Length == 0 && head.Length < 16) ? Place.Beginning
                : !head.StartsWith("* ", StringComparison.Ordinal) ? Place.Text
                : Holders.Exists(holder => name.Equals(holder, StringComparison.OrdinalIgnoreCase)) ? Place.Data
                : Holders.Exists(holder => holder.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ? Place.Beginning
                : Place.Text;
        }

        LineState Read(byte octet) => octet == '\n'
            ? Tail == 3 ? this with { Place = Place.Broken } : Start
            : this with
            {
                Tail = (Tail, octet) switch
                {
                    (_, (byte)'{') => 1,
                    (1 or 2, >= (byte)'0' and <= (byte)'9') => 2,
                    (2, (byte)'}') => 3,
                    (2, (byte)'+') => 2,
                    (3, (byte)'\r') => 3,
                    _ => 0,
                },
            };

        LineState Hold(byte octet, byte before) => octet switch
        {
            (byte)'\n' => Start,
            (byte)'"' => this with { Place = before is (byte)' ' or (byte)'(' ? Place.Quoted : Place.Broken },
            (byte)'{' => this with { Place = Place.Count, Size = 0 },
            _ => this,
        };

        LineState Measure(byte octet) =>
            octet is >= (byte)'0' and <= (byte)'9' && Size < MaxSize / 10 ? this with { Size = (10 * Size) + octet - '0' }
            : octet == '}' ? this with { Place = Place.Counted }
            : this with { Place = Place.Broken };
    }
}
