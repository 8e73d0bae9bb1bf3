using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;

namespace Laitos.Domain.Journey;

/// <summary>What becomes of a mail by what is known about its author, and in which form it is forwarded so that it arrives.</summary>
public abstract record ForwardingVerdict
{
    ForwardingVerdict() { }

    /// <summary>It is forwarded: as it is, or with another author's address.</summary>
    public sealed record Forward(RewriteNeed Need) : ForwardingVerdict;

    /// <summary>It failed DMARC, and is forwarded as an attachment of a warning.</summary>
    public sealed record Wrap(RewriteNeed.Unverified Need) : ForwardingVerdict;

    /// <summary>It failed DMARC, and is kept in the queue until the owner releases it; then it leaves as the need says.</summary>
    public sealed record Hold(RewriteNeed.Unverified Need) : ForwardingVerdict;

    /// <summary>It failed DMARC under a policy of reject, a further sign is bad, and it is refused.</summary>
    /// <param name="By">The domains whose policies it failed.</param>
    /// <param name="Sign">The further sign, in words.</param>
    public sealed record RefuseDmarc(Seq<DomainFinding> By, string Sign) : ForwardingVerdict;

    /// <summary>The DNS does not tell what would decide whether it is refused, and the owner prefers to wait.</summary>
    /// <param name="Reason">What is unknown.</param>
    public sealed record Postpone(string Reason) : ForwardingVerdict;

    /// <summary>SPF condemns it, neither DMARC nor DKIM speaks for it, and it is refused.</summary>
    public sealed record RefuseSpf(SenderAuthentication Sender) : ForwardingVerdict;

    /// <summary>The verdict, or the questions still missing.</summary>
    /// <param name="policy">What the owner wants.</param>
    /// <param name="arrival">The mail, with what was found out about its sender if that was checked.</param>
    /// <param name="known">The answers so far.</param>
    public static Validation<Question, ForwardingVerdict> Of(JourneyPolicy policy, Arrival arrival, Knowledge known) =>
        (policy.Authentication.Case, arrival.Sender.Case) is (AuthenticationPolicy authentication, SenderAuthentication sender)
            ? Checked(policy, authentication, arrival, sender, known)
            : ByPolicyAlone(policy, arrival, known);

    static Validation<Question, ForwardingVerdict> ByPolicyAlone(JourneyPolicy policy, Arrival arrival, Knowledge known) =>
        RewriteNeed.Of(policy.Style, arrival.Authors, arrival.Mail.Envelope.ReversePath, known).IsKnown(out var need, out var missing)
            ? Settled(new Forward(need))
            : Validation<Question, ForwardingVerdict>.Fail(missing);

    static Validation<Question, ForwardingVerdict> Checked(
        JourneyPolicy policy, AuthenticationPolicy authentication, Arrival arrival, SenderAuthentication sender, Knowledge known) =>
        !sender.Failing.IsEmpty ? Failed(policy, authentication, arrival, sender, known)
        : authentication.OnSpfFail == SpfFailTreatment.Reject && IsCondemnedBySpfAlone(sender) ? Settled(new RefuseSpf(sender))
        : authentication.OnSpfFail == SpfFailTreatment.Reject && policy.DeferUnknown && MayBeCondemnedBySpfAlone(sender)
            ? Settled(new Postpone($"{sender.Request.Domain}: the DNS did not tell whether the client may use it"))
        : (policy.Style.IsWhenNeeded() && !arrival.Relay.AllowsForeignAuthor ? Settled(new Forward(new RewriteNeed.Demanded()))
        : policy.Style.IsWhenNeeded() ? Settled(new Forward(Proof.Of(policy, arrival, sender)))
        : ByPolicyAlone(policy, arrival, known)).Map(verdict => Vouching(policy, arrival, sender, verdict));

    /// Under no address of ours leaves what failed DMARC, be it under a policy of none: such an address says that the author was found to be genuine.
    static ForwardingVerdict Vouching(JourneyPolicy policy, Arrival arrival, SenderAuthentication sender, ForwardingVerdict verdict) =>
        verdict is Forward(not RewriteNeed.NotNeeded and var need) && !sender.Failed.IsEmpty && policy.Style.For(need, arrival.Digits, policy.Forwarding.MailFrom) is RewriteMode.OwnAddress
            ? Unverified(policy, arrival, Findings(sender.Failed))
            : verdict;

    static Seq<DomainFinding> Findings(Seq<DmarcEvaluation> evaluations) => evaluations.Map(each => new DomainFinding(each.Author, each.Policy));

    static bool IsCondemnedBySpfAlone(SenderAuthentication sender) =>
        sender.Spf.Result == SpfResult.Fail
        && sender.Dmarc.ForAll(each => each.Result == DmarcResult.None)
        && !sender.Signatures.Dkim.Exists(signature => signature.Result is DkimResult.Pass or DkimResult.TempError);

    /// It would be, if what the DNS did not tell were bad.
    static bool MayBeCondemnedBySpfAlone(SenderAuthentication sender) =>
        sender.Spf.Result is SpfResult.Fail or SpfResult.TempError
        && sender.Dmarc.ForAll(each => each.Result is DmarcResult.None or DmarcResult.TempError)
        && !sender.Signatures.Dkim.Exists(signature => signature.Result == DkimResult.Pass);

    static Validation<Question, ForwardingVerdict> Failed(
        JourneyPolicy policy, AuthenticationPolicy authentication, Arrival arrival, SenderAuthentication sender, Knowledge known)
    {
        var by = Findings(sender.Failing);
        var rewritten = Unverified(policy, arrival, by);
        return authentication.OnDmarcFail switch
        {
            DmarcFailTreatment.Wrap => Settled(Wrapped(by)),
            DmarcFailTreatment.Hold => Settled(new Hold(new RewriteNeed.Unverified(by))),
            DmarcFailTreatment.Reject when by.Exists(AsksToReject) => FurtherSign(arrival, sender, known).Map(sign => sign switch
            {
                FurtherSigns.Bad(var words) => new RefuseDmarc(by, words),
                FurtherSigns.Unknown(var reason) when policy.DeferUnknown => new Postpone(reason),
                _ => rewritten,
            }),
            _ => Settled(rewritten),
        };
    }

    /// A relay that takes only our own senders gets a warning of ours around the mail: to make us its author would vouch for it.
    static ForwardingVerdict Unverified(JourneyPolicy policy, Arrival arrival, Seq<DomainFinding> by) => policy.Style switch
    {
        RewriteStyle.Never => new Forward(new RewriteNeed.NotNeeded()),
        RewriteStyle.OwnAddressAlways => Wrapped(by),
        _ when !arrival.Relay.AllowsForeignAuthor => Wrapped(by),
        _ => new Forward(new RewriteNeed.Unverified(by)),
    };

    static Wrap Wrapped(Seq<DomainFinding> by) => new(new RewriteNeed.Unverified(by) { IsWrapped = true });

    static bool AsksToReject(DomainFinding each) =>
        each.Finding is DmarcFinding.Published { Effective: AssessmentPolicy.Reject } or DmarcFinding.Malformed { Policy: AssessmentPolicy.Reject };

    /// RFC 9989 §7.4: nothing is refused for its policy alone. The DNS is asked only where nothing else is bad.
    static Validation<Question, FurtherSigns> FurtherSign(Arrival arrival, SenderAuthentication sender, Knowledge known) =>
        sender.Spf.Result == SpfResult.Fail ? Prelude.Success<Question, FurtherSigns>(new FurtherSigns.Bad("SPF fails"))
        : arrival.Screened.Exists(screening => screening.Score > 0) ? Prelude.Success<Question, FurtherSigns>(new FurtherSigns.Bad("block lists name the client"))
        : ClientNames.Of(known, arrival.Mail.Peer.Address).Map<FurtherSigns>(names =>
            !names.Confirmed.IsEmpty ? new FurtherSigns.None()
            : names.IsCertain ? new FurtherSigns.Bad("the client has no name that leads back to it")
            : new FurtherSigns.Unknown($"the DNS did not tell the names of {arrival.Mail.Peer.Address}"));

    static Validation<Question, ForwardingVerdict> Settled(ForwardingVerdict verdict) => Prelude.Success<Question, ForwardingVerdict>(verdict);

    /// What speaks against a mail beside DMARC.
    abstract record FurtherSigns
    {
        FurtherSigns() { }

        public sealed record None : FurtherSigns;

        public sealed record Bad(string Words) : FurtherSigns;

        public sealed record Unknown(string Reason) : FurtherSigns;
    }
}

/// <summary>Whether the copy of a mail will pass DMARC at the next hop, where another server sends it.</summary>
static class Proof
{
    /// <summary>What must be done so that it does. Every author whose policy is enforced needs a signature of its own that will still hold there.</summary>
    public static RewriteNeed Of(JourneyPolicy policy, Arrival arrival, SenderAuthentication sender)
    {
        var unknown = sender.Dmarc.FilterStrict(static each => each.Result == DmarcResult.TempError && (each.Policy.IsEnforcing || each.Policy is DmarcFinding.Unknown));
        var proven = sender.Dmarc.FilterStrict(static each => each.Result == DmarcResult.Pass && each.Policy.IsEnforcing);
        var proofs = proven.IsEmpty ? default : Proofs(proven, Passage(policy, arrival));
        var lacking = proofs.SelectEach(static each => each.Signature.Case is string lack ? Seqs.Of(lack) : default);
        return !unknown.IsEmpty ? new RewriteNeed.Unknown(string.Join("; ", unknown.Map(Reason)))
            : lacking.IsEmpty ? new RewriteNeed.NotNeeded { Durable = proofs.SelectEach(static each => each.Signature.Case is SignatureResult durable ? Seqs.Of(durable) : default) }
            : new RewriteNeed.Unproven(
                proofs.FilterStrict(static each => each.Signature.IsLeft).MapStrict(static each => new DomainFinding(each.Evaluation.Author, each.Evaluation.Policy)), string.Join("; ", lacking));
    }

    static Seq<(DmarcEvaluation Evaluation, Either<string, SignatureResult> Signature)> Proofs(Seq<DmarcEvaluation> proven, Passage passage) =>
        proven.MapStrict(each => (each, DurableSignature.Of(each.Signatures, passage)));

    static Passage Passage(JourneyPolicy policy, Arrival arrival) => new(
        arrival.Header, Added(policy, arrival), Removed(policy, arrival),
        policy.Carrier != Commands.CarrierTreatment.Untouched && !arrival.Command.Masks.IsEmpty,
        arrival.Relay.TakesOctetsUnchanged(arrival.Relayed),
        arrival.At + (policy.Acceptance.Mode == Queue.DeliveryMode.NoSpool ? policy.Acceptance.Timeout : policy.Acceptance.Retry.Expire));

    static Seq<string> Added(JourneyPolicy policy, Arrival arrival) => Seqs.Joined(
        Plan.AddedFields(policy.Forwarding), policy.Seals ? Plan.SealFields : default,
        policy.Scan.Case is ScanPolicy scan && arrival.Scan.Case is ScanOutcome outcome ? ScanFields.Added(scan, outcome) : default);

    static Seq<string> Removed(JourneyPolicy policy, Arrival arrival) => Seqs.Joined(
        Authentication.Results.ClaimedResults.Removal(arrival.Header, policy.Forwarding.Hostname).IsEmpty ? default : Seqs.Of(Authentication.Results.AuthenticationResultsField.Name),
        policy.Scan.IsSome ? ScanFields.Names.FilterStrict(name => arrival.Header.Count(name) > 0) : default);

    static string Reason(DmarcEvaluation each) => each.Policy is DmarcFinding.Unknown(var reason) ? reason : $"{each.Author}: the DNS did not tell whether the mail is its own";
}
