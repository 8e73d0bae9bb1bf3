using System.Text;

namespace Laitos.Domain.Message;

/// <summary>The addr-spec of RFC 5322 §3.4.1 and the phrase that names it, found among tokens.</summary>
static class AddressSpec
{
    /// <summary>
    /// <c>addr-spec = local-part "@" domain</c>, with blanks and comments between the parts (§4.4). Each at sign between a word and a domain makes one.
    /// </summary>
    /// <param name="entries">What is found is added to, up to <see cref="AddressList.Limit"/>.</param>
    /// <param name="text">The field body, one character for each octet.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="range">The tokens to look at.</param>
    /// <param name="name">The tokens of the phrase in front of angle brackets, or none: then words in front of the address are its name.</param>
    /// <returns>True where there is one.</returns>
    public static bool Find(List<AddressEntry> entries, string text, List<AddressToken> tokens, OctetRange range, Option<OctetRange> name)
    {
        var (significant, free, before) = (Significant(tokens, range), range.Start, entries.Count);
        for (var at = 0; at < significant.Length && entries.Count < AddressList.Limit; at++)
        {
            if (!tokens[significant[at]].Is('@'))
            {
                continue;
            }

            var first = StartOfLocal(tokens, significant, at);
            var last = EndOfDomain(tokens, significant, at);
            if (first == at || last == at)
            {
                continue;
            }

            var phrase = name.IfNone(new OctetRange(free, Math.Max(0, significant[first] - free)));
            free = significant[last] + 1;
            var local = Join(text, tokens, significant.AsSpan(first, at - first));
            var domain = Join(text, tokens, significant.AsSpan(at + 1, last - at));
            entries.Add(new AddressEntry(
                NameOf(text, tokens, phrase, free < tokens.Count && tokens[free].Is('>') ? free + 1 : free),
                local,
                domain,
                tokens[name.IsSome ? range.Start - 1 : significant[first]].Start,
                Between(tokens[significant[at + 1]], tokens[significant[last]])));
        }

        return entries.Count > before;
    }

    /// obs-local-part = word *("." word); dots at the wrong places and words without a blank between them occur and are taken along.
    static int StartOfLocal(List<AddressToken> tokens, int[] significant, int at)
    {
        var first = at;
        while (first > 0 && tokens[significant[first - 1]] is var before && (before.IsWord || before.Is('.')))
        {
            var next = tokens[significant[first]];
            if (first < at && before.IsWord && next.IsWord && before.End < next.Start)
            {
                break;
            }

            first--;
        }

        foreach (var i in significant.AsSpan(first, at - first))
        {
            if (tokens[i].IsWord)
            {
                return first;
            }
        }

        return at;
    }

    /// domain = dot-atom / domain-literal / obs-domain
    static int EndOfDomain(List<AddressToken> tokens, int[] significant, int at)
    {
        var last = at;
        while (last + 1 < significant.Length && tokens[significant[last + 1]] is var next
            && (next.Is('.') ? last > at : next.Kind == AddressTokenKind.Atom ? last == at || tokens[significant[last]].Is('.') : next.Kind == AddressTokenKind.Literal && last == at))
        {
            last++;
            if (next.Kind == AddressTokenKind.Literal)
            {
                break;
            }
        }

        return last;
    }

    static OctetRange Between(AddressToken first, AddressToken last) => new(first.Start, last.End - first.Start);

    /// display-name = phrase; without one, the comment behind the address, as old programs write it (RFC 5322 §3.4).
    static string NameOf(string text, List<AddressToken> tokens, OctetRange phrase, int behind)
    {
        var words = Significant(tokens, phrase);
        if (words.Length == 0 && behind < tokens.Count && tokens[behind].Kind == AddressTokenKind.Comment)
        {
            words = [behind];
        }

        if (words.Length == 0)
        {
            return "";
        }

        var name = new StringBuilder();
        var end = -1;
        foreach (var token in words.Select(i => tokens[i]))
        {
            name.Append(end >= 0 && end < token.Start ? " " : "").Append(Meaning(text, token));
            end = token.End;
        }

        return Printed(EncodedWord.Decode(name.ToString()));
    }

    static string Join(string text, List<AddressToken> tokens, ReadOnlySpan<int> indices)
    {
        if (IsPlain(text, tokens, indices))
        {
            return text[tokens[indices[0]].Start..tokens[indices[^1]].End];
        }

        var joined = new StringBuilder();
        foreach (var i in indices)
        {
            joined.Append(tokens[i].Kind == AddressTokenKind.Quoted ? Meaning(text, tokens[i]) : Raw(text, tokens[i]));
        }

        return joined.ToString();
    }

    /// The tokens stand one behind the other, and mean what they look like.
    static bool IsPlain(string text, List<AddressToken> tokens, ReadOnlySpan<int> indices)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            var token = tokens[indices[i]];
            if (token.Kind is not (AddressTokenKind.Atom or AddressTokenKind.Special) || (i > 0 && tokens[indices[i - 1]].End != token.Start))
            {
                return false;
            }
        }

        return indices.Length > 0 && Ascii.IsValid(text.AsSpan(tokens[indices[0]].Start..tokens[indices[^1]].End));
    }

    static int[] Significant(List<AddressToken> tokens, OctetRange range)
    {
        var (significant, count) = (new int[range.Length], 0);
        for (var i = range.Start; i < range.End; i++)
        {
            if (tokens[i].Kind != AddressTokenKind.Comment)
            {
                significant[count++] = i;
            }
        }

        return count == significant.Length ? significant : significant[..count];
    }

    static string Meaning(string text, AddressToken token) => token.Kind is AddressTokenKind.Quoted or AddressTokenKind.Comment
        ? QuotedString.Read(Raw(text, token)[1..^1])
        : Raw(text, token);

    static string Raw(string text, AddressToken token) => Folding.Unfold(Octets.Latin1(text.Substring(token.Start, token.Length)));

    /// Blanks reduced to one, as a reader sees them.
    static string Printed(string name) => string.Join(' ', name.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
