using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>All that was found out about who sent a mail.</summary>
/// <param name="Request">What SPF checked.</param>
/// <param name="Spf">What SPF came to.</param>
/// <param name="Signatures">What DKIM and ARC came to.</param>
/// <param name="Dmarc">What DMARC came to for each author's domain, in the order of the From fields; empty for a mail without one.</param>
public sealed record SenderAuthentication(SpfRequest Request, SpfFinding Spf, SignatureFindings Signatures, Seq<DmarcEvaluation> Dmarc)
{
    /// <summary>The evaluations under which receivers are asked to quarantine or reject this mail.</summary>
    public Seq<DmarcEvaluation> Failing => Dmarc.FilterStrict(static each => each.IsFailing);

    /// <summary>The evaluations that failed, whatever their domains ask of receivers.</summary>
    public Seq<DmarcEvaluation> Failed => Dmarc.FilterStrict(static each => each.Result == DmarcResult.Fail);

    /// <summary>
    /// True when the mail has an author, and every author's domain is proved: by DMARC, or where it has no policy by a signature of the very domain or by SPF for it. A signature
    /// that covers the beginning of the body alone proves nothing: anybody can append a text.
    /// </summary>
    public bool ProvesAuthors => !Dmarc.IsEmpty && Dmarc.ForAll(Proves);

    /// <summary>
    /// True when the envelope sender is proved to be the true one: by SPF, by a signature of its own domain, or by DMARC for an author of that domain. Only then may
    /// it be written to.
    /// </summary>
    public bool ProvesSender => Request.Identity == SpfIdentity.MailFrom && DomainName.Parse(Request.Domain).Exists(sender =>
        Spf.Result == SpfResult.Pass
        || Signatures.Dkim.Exists(signature => signature is { Result: DkimResult.Pass, InTest: false } && signature.Domain.Exists(domain => domain == sender))
        || Dmarc.Exists(each => each.Result == DmarcResult.Pass && each.Author == sender));

    /// <summary>As it is written into an Authentication-Results field.</summary>
    public Seq<MethodResult> Results =>
        Seqs.Joined(
            Seqs.Of(MethodResult.Spf(Request, Spf)),
            Signatures.Dkim.IsEmpty ? Seqs.Of(MethodResult.Unsigned) : Signatures.Dkim.MapStrict(static signature => MethodResult.Dkim(signature)),
            Dmarc.MapStrict(static each => MethodResult.Dmarc(CodeOf(each.Result), each.Author, each.Policy)),
            Signatures.Arc.Result == ArcResult.None ? default : Seqs.Of(MethodResult.Arc(Signatures.Arc)));

    /// <summary>The findings, or the questions of the next round, to be asked together.</summary>
    /// <param name="known">The answers so far.</param>
    /// <param name="request">What SPF checks.</param>
    /// <param name="authors">The author's domains, each once. At most <see cref="AuthorPolicy.MaxAuthorDomains"/> are looked up.</param>
    /// <param name="signatures">What DKIM and ARC came to.</param>
    public static Validation<Question, SenderAuthentication> Of(Knowledge known, SpfRequest request, Seq<DomainName> authors, SignatureFindings signatures)
    {
        if ((SpfCheck.Of(known, request).IsKnown(out var spf, out var bySpf), Policies(known, authors).IsKnown(out var policies, out var byDmarc)) is not (true, true))
        {
            return Validation<Question, SenderAuthentication>.Fail(bySpf.Then(byDmarc));
        }

        var (evaluations, questions) = (new DmarcEvaluation[authors.Count], default(Seq<Question>));
        for (var i = 0; i < evaluations.Length; i++)
        {
            if (i >= policies.Count)
            {
                evaluations[i] = TooMany(authors[i]);
            }
            else if (!DmarcEvaluation.Of(known, authors[i], policies[i], request, spf!.Result, signatures.Dkim).IsKnown(out evaluations[i]!, out var missing))
            {
                questions = questions.Then(missing);
            }
        }

        return questions.IsEmpty
            ? Prelude.Success<Question, SenderAuthentication>(new SenderAuthentication(request, spf!, signatures, Seqs.Over(evaluations)))
            : Validation<Question, SenderAuthentication>.Fail(questions.Once());
    }

    /// <summary>What can be asked before the signatures are known; empty once it is known.</summary>
    public static Seq<Question> Ahead(Knowledge known, SpfRequest request, Seq<DomainName> authors) =>
        Missing(SpfCheck.Of(known, request)).Then(Missing(Policies(known, authors)));

    static Seq<Question> Missing<A>(Validation<Question, A> decision) => decision.IsKnown(out _, out var missing) ? default : missing;

    /// Of those authors that are looked up.
    static Validation<Question, Seq<DmarcFinding>> Policies(Knowledge known, Seq<DomainName> authors)
    {
        var (findings, questions) = (default(Seq<DmarcFinding>), default(Seq<Question>));
        for (var i = 0; i < Math.Min(authors.Count, AuthorPolicy.MaxAuthorDomains); i++)
        {
            if (AuthorPolicy.For(known, authors[i]).IsKnown(out var finding, out var missing))
            {
                findings = findings.Then(Seqs.Of(finding));
            }
            else
            {
                questions = questions.Then(missing);
            }
        }

        return questions.IsEmpty ? Prelude.Success<Question, Seq<DmarcFinding>>(findings) : Validation<Question, Seq<DmarcFinding>>.Fail(questions.Once());
    }

    static DmarcEvaluation TooMany(DomainName author) => new(author, AuthorPolicy.TooMany, DmarcResult.TempError, default, BySpf: false);

    bool Proves(DmarcEvaluation each) =>
        (each.Result == DmarcResult.Pass && (each.BySpf || each.Signatures.Exists(signature => !signature.HasBodyLimit)))
        || (each.Result == DmarcResult.None
            && (Signatures.Dkim.Exists(signature => signature is { Result: DkimResult.Pass, InTest: false, HasBodyLimit: false } && signature.Domain.Exists(domain => domain == each.Author))
                || (Spf.Result == SpfResult.Pass && DomainName.Parse(Request.Domain).Exists(domain => domain == each.Author))));

    static ResultCode CodeOf(DmarcResult result) => result switch
    {
        DmarcResult.None => ResultCode.None,
        DmarcResult.Pass => ResultCode.Pass,
        DmarcResult.Fail => ResultCode.Fail,
        DmarcResult.TempError => ResultCode.TempError,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
