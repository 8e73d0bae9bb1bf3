using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>Whether what stands at <c>_dmarc.</c> of a domain, though void by the letter, is likely to be enforced by receivers.</summary>
public static class DoubtfulPolicy
{
    /// <summary>
    /// The enforcing policy of the first malformed record on the way from the domain to the root, as far as it is known; a record that counts by the letter ends the
    /// way. Asks nothing: what the letter of DMARC asks for is enough.
    /// </summary>
    public static Option<DmarcFinding.Malformed> Of(Knowledge known, DomainName author)
    {
        foreach (var station in TreeWalk.Steps(author))
        {
            var texts = Texts(known, station);
            if (texts is [var only] && DmarcRecord.IsSound(only))
            {
                return Option<DmarcFinding.Malformed>.None;
            }

            var strictest = texts.Select(text => MalformedRecord.Read(text.ToUtf8())).SelectMany(read => read.AsEnumerable())
                .Select(policies => station == author ? policies.Domain : policies.ForSubdomain.Policy).DefaultIfEmpty().Max();
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

    /// The values that speak of DMARC. Several whole records void each other by every standard, and receivers follow: nothing is in doubt then.
    static Octets[] Texts(Knowledge known, DomainName domain) =>
        Candidates(known, domain) is var texts && texts.Count(text => DmarcRecord.Parse(text).IsRight) > 1 ? [] : texts;

    static Octets[] Candidates(Knowledge known, DomainName domain) =>
        known.Answers.Find(PolicyLookup.QuestionOf(domain)).Case is Answer.Records(var data)
            ? [.. data.AsEnumerable().OfType<RecordData.Text>().Select(text => text.Value).Where(text => DmarcRecord.Parse(text).IsRight || MalformedRecord.Read(text.ToUtf8()).IsSome)]
            : [];
}
