using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>One domain that a mail speaks for, and what its owner asks for.</summary>
public sealed record DomainFinding(DomainName Domain, DmarcFinding Finding);

/// <summary>What the owners of all domains of one mail ask for.</summary>
/// <param name="Findings">The domains of the From field in their order, then that of the envelope sender; each once.</param>
public sealed record Enforcement(Seq<DomainFinding> Findings)
{
    /// <summary>The domains whose owners ask to quarantine or reject mail that fails DMARC.</summary>
    public Seq<DomainName> Enforcing => Findings.Filter(each => each.Finding.IsEnforcing).Map(each => each.Domain);

    /// <summary>The domains of which it is not known.</summary>
    public Seq<DomainName> Unknown => Findings.Filter(each => each.Finding is DmarcFinding.Unknown).Map(each => each.Domain);
}

/// <summary>Finds out what the owners of the domains of one mail ask for.</summary>
public static class AuthorPolicy
{
    /// <summary>The most domains of one From field that are looked up; further ones stay unknown. Real mail has one (RFC 9989 §5.3.1).</summary>
    public const int MaxAuthorDomains = 10;

    /// <summary>
    /// The findings for the domains of the From field and of the envelope sender, or the questions of the next round, to be asked together.
    /// Ends within <see cref="TreeWalk.MaxQuestions"/> + 1 rounds.
    /// </summary>
    public static Validation<Question, Enforcement> Of(Knowledge known, Seq<DomainName> authorDomains, Option<DomainName> envelopeDomain)
    {
        var domains = WithEnvelope(authorDomains.Count < 2 ? authorDomains : authorDomains.AsEnumerable().Distinct().Gather(), envelopeDomain);
        var (findings, questions) = (default(DomainFinding[]), default(Seq<Question>));
        for (var i = 0; i < domains.Count; i++)
        {
            var policy = i < MaxAuthorDomains || envelopeDomain == domains[i] ? For(known, domains[i]) : Prelude.Success<Question, DmarcFinding>(TooMany);
            if (policy.IsKnown(out var finding, out var missing))
            {
                (findings ??= new DomainFinding[domains.Count])[i] = new DomainFinding(domains[i], finding);
            }
            else
            {
                questions = questions.Then(missing);
            }
        }

        return questions.IsEmpty
            ? Prelude.Success<Question, Enforcement>(new Enforcement(Seqs.Over(findings ?? [])))
            : Validation<Question, Enforcement>.Fail(questions.Once());
    }

    static Seq<DomainName> WithEnvelope(Seq<DomainName> authors, Option<DomainName> envelope) =>
        envelope.Case is DomainName domain && !authors.Has(domain) ? authors.Then(Seqs.Of(domain)) : authors;

    /// <summary>
    /// The finding for one domain, or the next question. By the letter first; where that leaves the mail unprotected, what receivers may make of a malformed record
    /// counts: when in doubt, the domain is protected.
    /// </summary>
    public static Validation<Question, DmarcFinding> For(Knowledge known, DomainName domain) =>
        DmarcPolicy.Of(known, domain) is var policy && policy.IsKnown(out var finding, out _) && !finding.IsEnforcing && finding is not DmarcFinding.Unknown
            && DoubtfulPolicy.Of(known, domain).Case is DmarcFinding.Malformed malformed
            ? Prelude.Success<Question, DmarcFinding>(malformed)
            : policy;

    /// <summary>The finding for a domain beyond <see cref="MaxAuthorDomains"/>.</summary>
    public static DmarcFinding TooMany { get; } = new DmarcFinding.Unknown($"more than {MaxAuthorDomains} author domains");
}

/// <summary>What stands at <c>_dmarc.</c> of one domain: steps 1 and 2 of the tree walk (RFC 9989 §4.10).</summary>
public abstract record PolicyLookup
{
    const string Prefix = "_dmarc.";

    static readonly Absent Nothing = new();

    PolicyLookup() { }

    /// <summary>Exactly one DMARC Policy Record.</summary>
    public sealed record Found(DmarcRecord Record) : PolicyLookup;

    /// <summary>No record that counts: no such name, no TXT, other texts only, or several records, which cancel each other.</summary>
    public sealed record Absent : PolicyLookup;

    /// <summary>The DNS did not tell.</summary>
    public sealed record Unavailable(string Reason) : PolicyLookup;

    /// <summary>What is asked about a domain.</summary>
    public static Question QuestionOf(DomainName domain) => new(Prefix + domain.Value, RecordType.Txt);

    /// <summary>What is known about a domain, unread.</summary>
    internal static Option<Answer> Find(Knowledge known, DomainName domain) => known.Find(RecordType.Txt, Prefix, domain.Value);

    /// <summary>What is known about a domain, or the question. Nothing can stand at a name longer than the DNS allows, so none is asked.</summary>
    public static Validation<Question, PolicyLookup> At(Knowledge known, DomainName domain) =>
        Prefix.Length + domain.Value.Length > Name.MaxLength
            ? Prelude.Success<Question, PolicyLookup>(Nothing)
            : Find(known, domain).Case is Answer answer ? Prelude.Success<Question, PolicyLookup>(Read(answer))
            : Prelude.Fail<Question, PolicyLookup>(QuestionOf(domain));

    static PolicyLookup Read(Answer answer) => answer switch
    {
        Answer.Records(var data) => Only(data),
        Answer.Unavailable(var reason) => new Unavailable(reason),
        _ => Nothing,
    };

    static PolicyLookup Only(Seq<RecordData> data) => data.SelectEach(Read) is [var only] ? new Found(only) : Nothing;

    static Seq<DmarcRecord> Read(RecordData data) =>
        data is RecordData.Text(var text) && DmarcRecord.Parse(text).Case is DmarcRecord record ? Seqs.Of(record) : default;
}
