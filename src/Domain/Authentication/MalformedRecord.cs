using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>
/// What generous receivers read in a TXT value at <c>_dmarc.</c> that is void by the letter of RFC 9989 §4.8, and enforce. It is read for one purpose: a mail
/// whose author's domain may be protected is rewritten when in doubt.
/// </summary>
/// <remarks>
/// Taken: the version in any letter case and at any place; any sign that is no letter or digit between tags, or quotation marks and backslashes of a zone file
/// around them; a colon for the equals sign; a word cut short or lengthened (<c>rej</c>, <c>rejected</c>); a tag that stands twice, the strictest
/// value of it; text that is no tag. Not taken: a value without <c>DMARC1</c>, and a tag within a URI.
/// </remarks>
public static class MalformedRecord
{
    const string Version = "dmarc1";

    /// The fewest letters by which a policy is recognised.
    const int LeastWord = 3;

    /// <summary>The strictest <c>p</c> and the strictest <c>sp</c> that a value seems to state; none in a value that does not speak of DMARC.</summary>
    public static Option<StatedPolicies> Read(string text)
    {
        var plain = text.ToLowerInvariant();
        return SpeaksOfDmarc(plain)
            ? Strictest(plain, "p").Map(policy => new StatedPolicies(policy, Strictest(plain, "sp"), Option<AssessmentPolicy>.None))
            : Option<StatedPolicies>.None;
    }

    /// The version, blanks within it or not, and not that of a later DMARC.
    static bool SpeaksOfDmarc(string text)
    {
        var packed = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        var at = packed.IndexOf(Version, StringComparison.Ordinal);
        return at >= 0 && (at + Version.Length == packed.Length || !char.IsAsciiDigit(packed[at + Version.Length]));
    }

    static Option<AssessmentPolicy> Strictest(string text, string tag)
    {
        var strictest = Option<AssessmentPolicy>.None;
        for (var at = text.IndexOf(tag, StringComparison.Ordinal); at >= 0; at = text.IndexOf(tag, at + 1, StringComparison.Ordinal))
        {
            var policy = at == 0 || IsSeparator(text[at - 1]) ? Value(new Cursor(text.AsSpan(at + tag.Length))) : Option<AssessmentPolicy>.None;
            strictest = policy.Match(found => strictest.Match(known => found > known ? found : known, () => found), () => strictest);
        }

        return strictest;
    }

    static Option<AssessmentPolicy> Value(Cursor cursor)
    {
        cursor.TakeWhile(IsPadding);
        if (!cursor.TryTake('=') && !cursor.TryTake(':'))
        {
            return Option<AssessmentPolicy>.None;
        }

        cursor.TakeWhile(IsPadding);
        var word = cursor.TakeWhile(char.IsAsciiLetter).ToString();
        return Is(word, "reject") ? AssessmentPolicy.Reject
            : Is(word, "quarantine") ? AssessmentPolicy.Quarantine
            : Is(word, "none") ? AssessmentPolicy.None
            : Option<AssessmentPolicy>.None;
    }

    static bool Is(string word, string policy) =>
        word.Length >= LeastWord && (policy.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(policy, StringComparison.Ordinal));

    /// What may stand in front of a tag. Signs that occur in URIs are not among them, so that no query in one is taken for a tag.
    static bool IsSeparator(char c) => !char.IsAsciiLetterOrDigit(c) && !"?&/.@!#=-_%+~$*".Contains(c, StringComparison.Ordinal);

    /// What may stand around the equals sign: blanks of any kind, quotation marks, backslashes.
    static bool IsPadding(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or '\\' || !char.IsAscii(c);
}

/// <summary>Whether what stands at <c>_dmarc.</c> of a domain, though void by the letter, is likely to be enforced by receivers.</summary>
public static class DoubtfulPolicy
{
    /// <summary>
    /// The enforcing policy of the first malformed record on the way from the domain to the root, as far as it is known; a record that counts by the letter ends the
    /// way. Asks nothing: what the letter of DMARC asks for is enough.
    /// </summary>
    public static Option<DmarcFinding.Malformed> Of(Knowledge known, DomainName author)
    {
        for (Option<DomainName> next = author; next.Case is DomainName station; next = TreeWalk.Above(station))
        {
            var texts = Texts(known, station);
            if (texts.Length == 0)
            {
                continue;
            }

            if (texts is [var only] && DmarcRecord.IsSound(only))
            {
                return Option<DmarcFinding.Malformed>.None;
            }

            var strictest = Strictest(texts, isAuthor: station == author);
            if (strictest != AssessmentPolicy.None)
            {
                return new DmarcFinding.Malformed(strictest, station);
            }

            if (texts is [var counts] && DmarcRecord.Parse(counts).IsRight)
            {
                return Option<DmarcFinding.Malformed>.None;
            }
        }

        return Option<DmarcFinding.Malformed>.None;
    }

    static AssessmentPolicy Strictest(Octets[] texts, bool isAuthor) => texts
        .Select(text => MalformedRecord.Read(text.ToUtf8())).SelectMany(read => read.AsEnumerable())
        .Select(policies => isAuthor ? policies.Domain : policies.ForSubdomain.Policy).DefaultIfEmpty().Max();

    /// The values that speak of DMARC. Several whole records void each other by every standard, and receivers follow: nothing is in doubt then.
    static Octets[] Texts(Knowledge known, DomainName domain) =>
        Candidates(known, domain) is var texts && texts.Length > 1 && texts.Count(text => DmarcRecord.Parse(text).IsRight) > 1 ? [] : texts;

    static Octets[] Candidates(Knowledge known, DomainName domain) =>
        PolicyLookup.Find(known, domain).Case is Answer.Records(var data)
            ? [.. data.AsEnumerable().OfType<RecordData.Text>().Select(text => text.Value).Where(text => DmarcRecord.Parse(text).IsRight || MalformedRecord.Read(text.ToUtf8()).IsSome)]
            : [];
}
