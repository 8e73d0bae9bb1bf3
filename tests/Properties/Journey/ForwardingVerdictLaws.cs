using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Journey.VerdictWalk;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>What becomes of a mail by who sent it: the verdict is computed, and it is one under which the copy arrives and no forgery is vouched for.</summary>
public class ForwardingVerdictLaws
{
    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 1000)]
    public Property What_leaves_unchanged_under_an_enforced_policy_has_a_durable_signature_of_its_author(SenderCase given)
    {
        var walk = Travel(Policy(), given);
        var evaluation = walk.Sender.Dmarc.Head;
        var need = walk.Plan!.Need;
        var isUnchanged = Rendered(walk, given).EndsWith(Mail(given), StringComparison.Ordinal);
        return (isUnchanged == need is RewriteNeed.NotNeeded
            && (!isUnchanged || !evaluation.Policy.IsEnforcing || given.Signatures.Any(signature => IsDurable(signature, evaluation))))
            .Classify(need is RewriteNeed.NotNeeded { Durable.IsEmpty: false }, "durable").Classify(need is RewriteNeed.NotNeeded { Durable.IsEmpty: true }, "no policy")
            .Classify(need is RewriteNeed.Unproven, "unproven").Classify(need is RewriteNeed.Unverified, "unverified").Classify(need is RewriteNeed.Unknown, "unknown");
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 500)]
    public bool A_durable_signature_is_never_broken_by_a_rewriting(SenderCase given)
    {
        var walk = Travel(Policy(), given);
        var evaluation = walk.Sender.Dmarc.Head;
        return !given.Signatures.Any(signature => IsDurable(signature, evaluation)) || evaluation.Result != DmarcResult.Pass || walk.Plan!.Need is RewriteNeed.NotNeeded;
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 500)]
    public Property No_forged_mail_leaves_under_an_address_of_ours_without_its_mark(SenderCase given, RewriteStyle style, DmarcFailTreatment treatment, bool ownSendersOnly)
    {
        var relay = ownSendersOnly ? RelayProvider.Microsoft365.Profile() : RelayProfile.Unknown;
        var walk = Travel(Policy(style, treatment), given, relay);
        var isForged = walk.Sender.Dmarc.Exists(each => each.Result == DmarcResult.Fail);
        var mail = walk.Plan is null ? "" : Rendered(walk, given);
        return (!isForged || !OwnAuthor(mail) || mail.Contains("[sender not verified]", StringComparison.Ordinal))
            .Classify(isForged, "forged").Classify(isForged && walk.Sender.Failing.IsEmpty, "forged, and no policy is enforced").Classify(isForged && OwnAuthor(mail), "forged, in a warning of ours");
    }

    /// They left under our own address, since nobody asks to act on their failure: through a relay that takes no other, and for the policy of another domain.
    [TestCase(RewriteStyle.WhenNeeded, true, "v=DMARC1; p=none", true)]
    [TestCase(RewriteStyle.WhenNeededOwnAddress, true, "v=DMARC1; p=none", true)]
    [TestCase(RewriteStyle.OwnAddressAlways, false, "v=DMARC1; p=none", true)]
    [TestCase(RewriteStyle.OwnAddress, false, "v=DMARC1; p=reject", false)]
    [TestCase(RewriteStyle.WhenNeeded, false, "v=DMARC1; p=reject", null)]
    public void A_mail_that_failed_DMARC_under_a_policy_of_none_is_not_vouched_for(RewriteStyle style, bool ownSendersOnly, string ofSender, bool? isWrapped)
    {
        var given = new SenderCase("bank.test", "shop.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []) { SenderPolicy = ofSender };
        var walk = Travel(Policy(style), given, ownSendersOnly ? RelayProvider.Microsoft365.Profile() : RelayProfile.Unknown);
        Assert.That(walk.Plan!.Need is RewriteNeed.Unverified unverified ? unverified.IsWrapped : default(bool?), Is.EqualTo(isWrapped));
        Assert.That(OwnAuthor(Rendered(walk, given)), Is.EqualTo(isWrapped == true));
        Assert.That(Rendered(walk, given).Contains("does not ask receivers to", StringComparison.Ordinal), Is.EqualTo(isWrapped == true));
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool A_mail_is_refused_only_where_its_policy_says_so_and_something_else_is_bad(SenderCase given)
    {
        var walk = Travel(Policy(treatment: DmarcFailTreatment.Reject), given);
        return walk.Decision is not { Verdict: Verdict.Unauthenticated, Reply: var reply }
            || (reply.ToString().StartsWith("550 5.7.26 dmarc-fail: ", StringComparison.Ordinal) && walk.Sender.Failing.Exists(each => each.Policy is DmarcFinding.Published { Effective: AssessmentPolicy.Reject })
                && (walk.Sender.Spf.Result == SpfResult.Fail || reply.Text.EndsWith("the client has no name that leads back to it", StringComparison.Ordinal)));
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool What_fails_is_marked_or_attached_as_the_owner_says(SenderCase given)
    {
        var (marked, wrapped) = (Travel(Policy(), given), Travel(Policy(treatment: DmarcFailTreatment.Wrap), given));
        var isFailing = !marked.Sender.Failing.IsEmpty;
        return marked.Plan!.Need is RewriteNeed.Unverified { IsWrapped: false } == isFailing && wrapped.Plan!.Need is RewriteNeed.Unverified { IsWrapped: true } == isFailing
            && Rendered(marked, given).Contains("(sender not verified)", StringComparison.Ordinal) == isFailing
            && Rendered(wrapped, given).Contains("\r\nContent-Type: message/rfc822\r\n", StringComparison.Ordinal) == isFailing;
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    public void The_least_weight_of_a_block_list_is_a_bad_sign(int weight, bool isRefused)
    {
        // Nothing else is bad: SPF says nothing, and the client has a name that leads back to it.
        var given = new SenderCase("bank.test", "bank.test", "", "v=DMARC1; p=reject", []);
        var sender = Travel(Policy(), given).Sender;
        var listed = new ScreeningVerdict(JourneyMails.Ip("192.0.2.1"), 3, Seqs.Of(new Listing(Blocklist.Of("dnsbl.test", weight), default, Option<string>.None)), default);
        var arrival = JourneyMails.Arrival(Mail(given), "someone@bank.test") with { Sender = sender, Screened = listed };
        var known = Knowledge.Empty
            .With(new Question("1.2.0.192.in-addr.arpa", RecordType.Ptr), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Name("mail.test"))))
            .With(new Question("mail.test", RecordType.A), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Address(JourneyMails.Ip("192.0.2.1")))));
        var verdict = ForwardingVerdict.Of(Policy(treatment: DmarcFailTreatment.Reject), arrival, known).Match(found => found, missing => throw new InvalidOperationException(missing.ToString()));
        Assert.That(verdict is ForwardingVerdict.RefuseDmarc, Is.EqualTo(isRefused));
    }

    /// The DNS did not tell the client's names, and the mail was refused for having none.
    [Test]
    public void Trouble_of_the_DNS_is_no_bad_sign()
    {
        var given = new SenderCase("bank.test", "bank.test", "", "v=DMARC1; p=reject", []) { Pointer = new Answer.Unavailable("SERVFAIL") };
        Assert.That(Travel(Policy(treatment: DmarcFailTreatment.Reject), given).Plan!.Need, Is.InstanceOf<RewriteNeed.Unverified>());
        Assert.That(Travel(Policy(treatment: DmarcFailTreatment.Reject) with { DeferUnknown = true }, given).Decision, Is.Not.Null.And.Matches<Decision>(decision => decision is { Verdict: Verdict.Postponed, Reply.Code: 451 }));
    }

    [TestCase("?", DkimResult.Fail, true)]
    [TestCase("v=spf1 -all", DkimResult.TempError, true)]
    [TestCase("?", DkimResult.Pass, false)]
    [TestCase("v=spf1 ~all", DkimResult.TempError, false)]
    public void What_SPF_might_condemn_waits_for_the_DNS_where_the_owner_wants_that(string spf, DkimResult signature, bool waits)
    {
        var given = new SenderCase("bank.test", "bank.test", spf, "", [new SignatureCase("bank.test", signature, null, false, false, ["from"])]);
        var policy = Policy() with { Authentication = new AuthenticationPolicy(DmarcFailTreatment.Rewrite, SpfFailTreatment.Reject) };
        Assert.That(Travel(policy with { DeferUnknown = true }, given).Decision!.Verdict is Verdict.Postponed, Is.EqualTo(waits));
        Assert.That(Travel(policy, given).Decision!.Verdict, Is.InstanceOf<Verdict.Forwarded>());
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool A_held_mail_is_stored_held_and_not_tried(SenderCase given)
    {
        var walk = Travel(Policy(treatment: DmarcFailTreatment.Hold), given);
        return walk.Sender.Failing.IsEmpty
            ? walk.Stored is null
            : walk is { Plan: null, Stored: { Held.IsSome: true, Attempts: 0 }, Decision: { Verdict: Verdict.Queued, Reply.Code: 250 } };
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool Spf_alone_condemns_a_mail_for_which_nothing_else_speaks(SenderCase given)
    {
        var policy = Policy() with { Authentication = new AuthenticationPolicy(DmarcFailTreatment.Rewrite, SpfFailTreatment.Reject) };
        var walk = Travel(policy, given);
        var isCondemned = walk.Sender.Spf.Result == SpfResult.Fail && walk.Sender.Dmarc.Head.Result == DmarcResult.None
            && given.Signatures.All(signature => signature.Result is not (DkimResult.Pass or DkimResult.TempError));
        return isCondemned == walk.Decision!.Reply.ToString().StartsWith("550 5.7.23 ", StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool What_the_DNS_does_not_tell_postpones_a_mail_where_the_owner_wants_that(SenderCase given)
    {
        var (now, later) = (Travel(Policy(), given), Travel(Policy() with { DeferUnknown = true }, given));
        return now.Plan!.Need is RewriteNeed.Unknown == later.Decision is { Verdict: Verdict.Postponed, Reply.Code: 451 };
    }

    /// The definition, written out: aligned, whole, lasting, and not broken by what we put in front.
    static bool IsDurable(SignatureCase signature, DmarcEvaluation evaluation) =>
        signature is { Result: DkimResult.Pass, HasBodyLimit: false, InTest: false, Expires: null or > 9_000_000 }
        && evaluation.Signatures.Exists(aligned => aligned.Equals(signature.Found))
        && !signature.Covered.Intersect(["received", "x-laitos-loop", "authentication-results"]).Any();

    static bool OwnAuthor(string mail) => mail.Split("\r\n").TakeWhile(line => line.Length > 0).Any(line => line.StartsWith("From:", StringComparison.Ordinal) && line.Contains("forwarder@own.example", StringComparison.Ordinal));
}
