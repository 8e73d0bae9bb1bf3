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
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>What becomes of a mail by who sent it: the verdict is computed, and it is one under which the copy arrives and no forgery is vouched for.</summary>
public class ForwardingVerdictLaws
{
    static readonly Reply Taken = Reply.Of(250, 0, 0, "taken");

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

    [Test]
    public void A_relay_that_refuses_a_copy_for_lack_of_authentication_gets_it_once_more_rewritten()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var refusal = Reply.Of(550, 7, 26, "unauthenticated");
        var walk = Travel(Policy(), given, answers: [(new Outcome.Delivered(Taken), new Outcome.Failed(refusal)), (new Outcome.Delivered(Taken), null)]);
        Assert.That(walk.Offered.Select(job => string.Join(',', job.Job.Recipients)), Is.EqualTo(new[] { "me@private.example,us@private.example", "us@private.example" }));
        Assert.That(walk.Plan!.Need, Is.EqualTo(new RewriteNeed.Refused(refusal.ToString())));
        Assert.That(Rendered(walk, given), Does.Contain("bank-laitos-nodmarc-042.test"));
        Assert.That(walk.Decision!.Reply.Code, Is.EqualTo(250));
    }

    [Test]
    public void A_second_refusal_is_final_and_not_tried_a_third_time()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var refused = new Outcome.Failed(Reply.Of(550, 7, 1, "fails DMARC"));
        var walk = Travel(Policy(), given, answers: [(refused, refused), (refused, refused)]);
        Assert.That(walk.Offered, Has.Count.EqualTo(2));
        Assert.That(walk.Decision!.Reply.Code, Is.EqualTo(554));
    }

    /// It left under our own address, for nothing but its policy of none.
    [TestCase("v=spf1 -all", "bank-laitos-nodmarc-042.test")]
    [TestCase("v=spf1 ip4:192.0.2.1 -all", "forwarder@own.example")]
    public void A_mail_that_failed_DMARC_is_not_vouched_for_when_a_relay_refuses_it(string spf, string author)
    {
        var given = new SenderCase("bank.test", "bank.test", spf, "v=DMARC1; p=none", []);
        var refused = new Outcome.Failed(Reply.Of(550, 7, 26, "unauthenticated"));
        var walk = Travel(Policy(RewriteStyle.WhenNeededOwnAddress), given, answers: [(refused, null), (new Outcome.Delivered(Taken), null)]);
        var from = Rendered(walk, given).Split("\r\n").Single(line => line.StartsWith("From:", StringComparison.Ordinal));
        Assert.That(from, Does.Contain(author));
        Assert.That(from.Contains("(sender not verified)", StringComparison.Ordinal), Is.EqualTo(spf == "v=spf1 -all"));
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool What_is_changed_is_signed_in_front_of_all_and_nothing_else_is(SenderCase given, DmarcFailTreatment treatment)
    {
        var (plain, signed) = (Travel(Policy(treatment: treatment), given), Travel(Policy(treatment: treatment) with { Signs = true }, given));
        var isChanged = plain.Plan?.IsChanged ?? plain.Stored is not null;
        return signed.Plan is null
            ? signed.Stored?.Transfer.Size == plain.Stored?.Transfer.Size + (isChanged ? Signature.Length : 0)
            : Rendered(signed, given) == (isChanged ? Signature : "") + Rendered(plain, given) && signed.Plan.Job.Size == Rendered(signed, given).Length;
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool What_is_forwarded_is_sealed_in_front_of_all_where_the_owner_wants_that_but_for_warnings_of_ours(SenderCase given, DmarcFailTreatment treatment)
    {
        var (signed, sealedToo) = (Travel(Policy(treatment: treatment) with { Signs = true }, given), Travel(Policy(treatment: treatment) with { Signs = true, Seals = true }, given));
        var isWrapped = signed.Plan?.Need is RewriteNeed.Unverified { IsWrapped: true };
        return signed.Plan is null || (Rendered(sealedToo, given) == (isWrapped ? "" : Seal) + Rendered(signed, given) && sealedToo.Plan!.Job.Size == Rendered(sealedToo, given).Length);
    }

    /// <summary>It stands between the other results and the trace, and a signature that forbids it is not durable any more.</summary>
    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 200)]
    public bool Where_the_owner_wants_it_SPF_is_told_in_a_field_of_its_own(SenderCase given, bool forbids)
    {
        var one = forbids && given.Signatures.Length > 0 ? given with { Signatures = [.. given.Signatures.Select(each => each with { Covered = ["from", "received-spf"] })] } : given;
        var walk = Travel(Policy() with { Forwarding = Policy().Forwarding with { WritesReceivedSpf = true } }, one);
        var names = Rendered(walk, one).Split("\r\n").TakeWhile(line => line.Length > 0).Where(line => line[0] != ' ').Select(line => line.Split(':')[0]).ToList();
        return names.IndexOf("Received-SPF") == 1 && names.IndexOf("Authentication-Results") == 0 && names.IndexOf("Received") == 2
            && (ReferenceEquals(one, given) || walk.Plan!.Need is not RewriteNeed.NotNeeded { Durable.IsEmpty: false })
            && !Rendered(Travel(Policy(), one), one).Contains("Received-SPF", StringComparison.Ordinal);
    }

    [Test]
    public void A_seal_does_not_outlive_a_change_of_the_author()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var policy = Policy() with { Seals = true };
        var stored = Travel(policy with { Acceptance = policy.Acceptance with { Mode = DeliveryMode.SpoolFirst } }, given);
        var change = stored.Stored!.AuthorChange.Single() with { Refusal = "550 5.7.26 no" };
        var octets = Seal + Rendered(Travel(Policy(), given), given);
        Assert.That(octets, Has.Length.EqualTo(stored.Stored.Transfer.Size));
        var plan = Plan.Rewritten(stored.Stored.Job, change, Octets.Latin1(octets[..change.Head]), octets.Length);
        Assert.That(JourneyMails.Render(plan.Segments, octets), Does.StartWith("Authentication-Results: ").And.Contains("bank-laitos-nodmarc-042.test").And.Not.Contain("ARC-Seal"));
        Assert.That(plan.Job.Size, Is.EqualTo(JourneyMails.Render(plan.Segments, octets).Length));
    }

    const string Signature = "DKIM-Signature: v=1\r\n";

    const string Seal = "ARC-Seal: i=1\r\n";

    [TestCase(550, 7, 26, "x", true)]
    [TestCase(421, 7, 26, "x", true)]
    [TestCase(550, 7, 509, "x", true)]
    [TestCase(550, 7, 1, "the message fails dmarc", true)]
    [TestCase(550, 7, 1, "spam", false)]
    [TestCase(550, 7, 25, "no reverse DNS", false)]
    [TestCase(550, 1, 1, "no DMARC here", false)]
    [TestCase(250, 7, 26, "x", false)]
    public void Refusals_for_lack_of_authentication_are_told_apart(int code, int subject, int detail, string text, bool isOne) =>
        Assert.That(AuthenticationRefusal.Is(Reply.Of(code, subject, detail, text)), Is.EqualTo(isOne));

    static JourneyPolicy Policy(RewriteStyle style = RewriteStyle.WhenNeeded, DmarcFailTreatment treatment = DmarcFailTreatment.Rewrite) =>
        JourneyMails.Policy(style, mode: DeliveryMode.CutThrough) with { Authentication = new AuthenticationPolicy(treatment, SpfFailTreatment.Forward) };

    /// The definition, written out: aligned, whole, lasting, and not broken by what we put in front.
    static bool IsDurable(SignatureCase signature, DmarcEvaluation evaluation) =>
        signature is { Result: DkimResult.Pass, HasBodyLimit: false, InTest: false, Expires: null or > 9_000_000 }
        && evaluation.Signatures.Exists(aligned => aligned.Equals(signature.Found))
        && !signature.Covered.Intersect(["received", "x-laitos-loop", "authentication-results"]).Any();

    static bool OwnAuthor(string mail) => mail.Split("\r\n").TakeWhile(line => line.Length > 0).Any(line => line.StartsWith("From:", StringComparison.Ordinal) && line.Contains("forwarder@own.example", StringComparison.Ordinal));

    static string Mail(SenderCase given) => $"From: Anna <anna@{given.Author}>\r\nSubject: s\r\n\r\nHello.\r\n";

    static string Rendered(Walk walk, SenderCase given) => JourneyMails.Render(walk.Plan!.Segments, Mail(given));

    static Walk Travel(JourneyPolicy policy, SenderCase given, RelayProfile? relay = null, (Outcome First, Outcome? Second)[]? answers = null)
    {
        var arrival = JourneyMails.Arrival(Mail(given), "someone@" + given.SpfDomain) with { Relay = relay ?? RelayProfile.Unknown };
        var (step, offered) = (MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival)), new List<Plan>());
        QueueEntry? stored = null;
        for (var i = 0; i < 50; i++)
        {
            switch (step.Effects.Single())
            {
                case JourneyEffect.VerifySignatures:
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.SignaturesVerified(given.Findings, JourneyMails.Noon));
                    break;
                case JourneyEffect.Sign(var leaving, var chain):
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Signed(Octets.Latin1(leaving.IsChanged && policy.Signs ? Signature : ""), JourneyMails.Noon) { Seal = Octets.Latin1(chain.IsSome ? Seal : "") });
                    break;
                case JourneyEffect.Ask(var questions, _):
                    var known = questions.Fold(Knowledge.Empty, (all, question) => all.With(question, given.Answer(question)));
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Answered(known, JourneyMails.Noon));
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    var (first, second) = answers is null ? (new Outcome.Delivered(Taken), null) : answers[offered.Count];
                    offered.Add(plan);
                    var report = new DeliveryReport(plan.Job.Recipients.Map((n, recipient) => (recipient, n == 0 ? first : second ?? first)).Gather());
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Attempted(new FirstAttempt.Ended(report), JourneyMails.Noon, 0.5));
                    break;
                case JourneyEffect.Store(_, var owed, _):
                    stored = owed.Entry;
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Stored());
                    break;
                case JourneyEffect.Finish(var decision):
                    return new Walk(decision.Arrival.Sender.IfNone(() => throw new InvalidOperationException("not authenticated")), offered, stored, decision);
            }
        }

        throw new InvalidOperationException("the journey does not end");
    }

    sealed record Walk(SenderAuthentication Sender, List<Plan> Offered, QueueEntry? Stored, Decision? Decision)
    {
        public Plan? Plan => Offered.Count == 0 ? null : Offered[^1];
    }
}
