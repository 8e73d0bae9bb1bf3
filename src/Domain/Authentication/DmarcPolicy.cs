using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>DMARC Policy Discovery (RFC 9989 §4.10.1).</summary>
public static class DmarcPolicy
{
    /// <summary>
    /// The policy that applies to mail of an author's domain, or the next question: that of its own record, else of the record of its Organizational
    /// Domain, else of its public suffix. At most <see cref="TreeWalk.MaxQuestions"/> questions for records, and one whether the domain exists.
    /// </summary>
    public static Validation<Question, DmarcFinding> Of(Knowledge known, DomainName author) => PolicyLookup.At(known, author).IsKnown(out var own, out var missing)
        ? own switch
        {
            PolicyLookup.Found(var record) => Settled(OfItself(author, record)),
            PolicyLookup.Unavailable(var reason) => Settled(NoRecord(author, reason)),
            _ => TreeWalk.From(known, author).IsKnown(out var walk, out missing) ? Inherited(known, author, walk) : Validation<Question, DmarcFinding>.Fail(missing),
        }
        : Validation<Question, DmarcFinding>.Fail(missing);

    static readonly DmarcFinding Nothing = new DmarcFinding.None();

    static DmarcFinding OfItself(DomainName author, DmarcRecord record) =>
        record.Policies.Case is StatedPolicies policies ? Published(policies.ForItself, new PublishedRecord(author, record)) : Nothing;

    static Validation<Question, DmarcFinding> Inherited(Knowledge known, DomainName author, TreeWalk walk) => walk switch
    {
        TreeWalk.Interrupted(var at, var reason) => Settled(NoRecord(at, reason)),
        TreeWalk.Completed completed => Applicable(completed).Case is PublishedRecord ancestor && ancestor.Record.Policies.Case is StatedPolicies policies
            ? OfSubdomain(known, author, ancestor, policies)
            : Settled(Nothing),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// The record of the Organizational Domain; where it has none, that of the public suffix, which then ended the walk.
    static Option<PublishedRecord> Applicable(TreeWalk.Completed walk)
    {
        if (walk.Found.IsEmpty)
        {
            return Option<PublishedRecord>.None;
        }

        var organization = walk.OrganizationalDomain;
        return walk.Found.Find(at => at.Domain == organization) || walk.Found.Find(at => at.Record.PublicSuffix == true);
    }

    /// Whether the domain exists is asked only where it makes a difference.
    static Validation<Question, DmarcFinding> OfSubdomain(Knowledge known, DomainName author, PublishedRecord ancestor, StatedPolicies policies) =>
        policies.ForSubdomain.Policy == policies.ForMissingSubdomain.Policy
            ? Settled(Published(policies.ForSubdomain, ancestor))
            : known.Ask(new Question(author.Value, RecordType.A)).Map<DmarcFinding>(existence => existence switch
            {
                Answer.NoSuchDomain => Published(policies.ForMissingSubdomain, ancestor),
                Answer.Unavailable(var reason) => NoRecord(author, reason),
                _ => Published(policies.ForSubdomain, ancestor),
            });

    static DmarcFinding.Published Published((PolicyTag Tag, AssessmentPolicy Policy) stated, PublishedRecord at) =>
        new(stated.Policy, stated.Tag, at.Domain, at.Record.Testing) { Alignment = at.Record.Alignment };

    static DmarcFinding.Unknown NoRecord(DomainName at, string reason) => new($"{at}: {reason}");

    static Validation<Question, DmarcFinding> Settled(DmarcFinding finding) => Prelude.Success<Question, DmarcFinding>(finding);
}
