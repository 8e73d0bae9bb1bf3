using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Commands;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>The journey of mails where a scanner is asked.</summary>
public class ScanJourneyLaws
{
    static readonly Reply Taken = Reply.Of(250, 0, 0, "taken");

    static readonly ScanOutcome Clean = new ScanOutcome.Reported(new ScanReport(ScanAction.NoAction, 0, 15, default, ""), TimeSpan.Zero);

    static readonly ScanOutcome Spam = new ScanOutcome.Reported(new ScanReport(ScanAction.AddHeader, 7, 15, default, ""), TimeSpan.Zero);

    /// Whatever it says, there is one decision: that of the treatment; and the rest is as it would be without a scanner.
    [Property(Arbitrary = [typeof(SenderArbitraries), typeof(ScanArbitraries)], MaxTest = 500)]
    public Property Each_mail_that_would_be_taken_is_scanned_once_and_its_treatment_decides(SenderCase given, ScanPolicy scan, ScanOutcome outcome, DmarcFailTreatment treatment, bool defer)
    {
        var policy = Policy(treatment, Option<ScanPolicy>.None) with { DeferUnknown = defer };
        var (without, with) = (Travel(policy, Mail(given), given, outcome), Travel(policy with { Scan = scan }, Mail(given), given, outcome));
        var isTaken = without.Decision.Reply.IsPositive;
        var judged = scan.Judge(outcome);
        return (without.Scans == 0 && with.Scans == (isTaken ? 1 : 0) && (!isTaken || judged switch
        {
            SpamTreatment.Refuse => with is { Decision: { Verdict: Verdict.Spam { Code: "spam-refused" }, Reply.Code: 550 }, Plan: null },
            SpamTreatment.Defer => with is { Decision: { Verdict: Verdict.Spam { Code: "spam-deferred" }, Reply.Code: 451 }, Plan: null },
            _ => with.Decision.Verdict.GetType() == without.Decision.Verdict.GetType() && with.Decision.Reply == without.Decision.Reply,
        })).Classify(!isTaken, "not taken").Classify(isTaken && outcome is ScanOutcome.Unscanned, "unscanned").Classify(isTaken && judged == SpamTreatment.Mark, "marked")
            .Classify(isTaken && judged > SpamTreatment.Mark, "refused or put off");
    }

    /// It is asked about the mail, not about each copy: what it says holds for all recipients, whose rules may send them to different mailboxes.
    [Property(Arbitrary = [typeof(SenderArbitraries), typeof(ScanArbitraries)], MaxTest = 100)]
    public bool One_verdict_of_the_scanner_holds_for_all_recipients(SenderCase given, ScanPolicy scan, ScanOutcome outcome, byte many)
    {
        var recipients = Enumerable.Range(0, 1 + (many % 5)).Select(i => $"r{i}@example.com").ToArray();
        var arrival = JourneyMails.Arrival(Mail(given), "someone@" + given.SpfDomain).To(recipients);
        var routes = arrival.Mail.Envelope.ForwardPaths.Map(path => new RecipientRoute(path, Seqs.Of(JourneyMails.Box($"to-{path.ToString()!.Trim('<', '>').Replace('@', '-')}@private.example")), "Rules[0]"));
        var walk = Travel(Policy(DmarcFailTreatment.Rewrite, scan), arrival with { Mail = arrival.Mail with { Envelope = arrival.Mail.Envelope with { Routes = routes } } }, given, outcome);
        var alone = Travel(Policy(DmarcFailTreatment.Rewrite, scan), arrival.To(recipients[0]), given, outcome);
        return walk.Scans == alone.Scans && walk.Decision.Reply == alone.Decision.Reply
            && (walk.Scans == 0 || walk.Request!.Recipients == arrival.Mail.Envelope.ForwardPaths)
            && (walk.Plan is null) == (alone.Plan is null)
            && (walk.Plan is null || walk.Plan.Job.Recipients == routes.Map(route => route.Destinations.Head));
    }

    /// Mail for postmaster is scanned as any other, and marked where it would be refused or put off.
    [Property(Arbitrary = [typeof(SenderArbitraries), typeof(ScanArbitraries)], MaxTest = 200)]
    public bool Mail_for_the_mailboxes_of_roles_is_marked_at_most(SenderCase given, ScanPolicy scan, ScanOutcome outcome)
    {
        Walk For(Option<ScanPolicy> policy, params string[] recipients) => Travel(Policy(DmarcFailTreatment.Rewrite, policy), JourneyMails.Arrival(Mail(given), "someone@" + given.SpfDomain).To(recipients), given, outcome);
        var (without, with) = (For(default, "postmaster@example.com"), For(scan, "postmaster@example.com"));
        return with.Decision.Verdict.GetType() == without.Decision.Verdict.GetType() && with.Decision.Reply == without.Decision.Reply && with.Scans == (without.Decision.Reply.IsPositive ? 1 : 0)
            && (with.Plan is null || scan.Judge(outcome) < SpamTreatment.Mark || JourneyMails.Render(with.Plan.Segments, Mail(given)).Contains("X-Spam-Flag: YES", StringComparison.Ordinal))
            && For(scan, "postmaster@example.com", "x@example.com").Decision.Reply == For(scan, "x@example.com").Decision.Reply;
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 200)]
    public bool Without_a_scanner_nothing_more_is_asked_and_with_one_only_the_clients_names(SenderCase given)
    {
        var (without, with) = (Travel(Policy(DmarcFailTreatment.Rewrite, default), Mail(given), given, Clean), Travel(Policy(DmarcFailTreatment.Rewrite, Standard), Mail(given), given, Clean));
        return without.Asked.All(question => question.Type != RecordType.Ptr) && with.Asked.Except(without.Asked).All(question => question.Type == RecordType.Ptr);
    }

    /// No field of the scanner's names leaves that is not ours; what is ours stands in front.
    [Property(Arbitrary = [typeof(SenderArbitraries), typeof(ScanArbitraries)], MaxTest = 300)]
    public bool Forged_fields_do_not_leave_and_ours_are_in_front_of_the_authors(SenderCase given, ScanPolicy scan, ScanOutcome outcome, bool wrap)
    {
        var mail = "X-Spam-Flag: NO\r\nx-spam-STATUS: No,\r\n\tscore=-99\r\n" + Mail(given) + "X-Spam: Yes\r\n";
        var walk = Travel(Policy(wrap ? DmarcFailTreatment.Wrap : DmarcFailTreatment.Rewrite, scan), mail, given, outcome);
        if (walk.Plan is null)
        {
            return true;
        }

        var rendered = JourneyMails.Render(walk.Plan.Segments, mail);
        var header = HeaderSection.Parse(Octets.Latin1(rendered));
        var ours = header.Fields.Filter(field => ScanFields.Names.Exists(name => field.Is(name))).Map(field => field.Name);
        return ours == ScanFields.Added(scan, outcome) && walk.Plan.Job.Size == rendered.Length && rendered.EndsWith("\r\n\r\nHello.\r\nX-Spam: Yes\r\n" + (IsWrapped(walk) ? Boundary(rendered) : ""), StringComparison.Ordinal);
    }

    /// The fields are put in front: a lasting signature of the author holds, unless it covers fields of these names.
    [TestCase("from", "", "durable-signature", false)]
    [TestCase("from", "", "durable-signature", true)]
    [TestCase("from,x-spam-flag", "", "durable-signature", false)]
    [TestCase("from,x-spam-flag", "", "no-durable-signature", true)]
    [TestCase("from,x-spam-flag", "X-Spam-Flag: NO\r\n", "no-durable-signature", false)]
    [TestCase("from,x-spam-report", "X-Spam-Report: none\r\n", "durable-signature", true)]
    public void A_signature_that_forbids_the_fields_is_seen(string covered, string field, string verdict, bool isSpam)
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 -all", "v=DMARC1; p=reject", [new SignatureCase("bank.test", Domain.Authentication.Signatures.DkimResult.Pass, null, false, false, covered.Split(','))]);
        var walk = Travel(Policy(DmarcFailTreatment.Rewrite, Standard), field + Mail(given), given, isSpam ? Spam : Clean);
        var line = JourneyLog.Of(walk.Decision, JourneyMails.Noon).ToText();
        Assert.That(line, Does.Contain($"verdict={verdict}"));
        Assert.That(JourneyMails.Render(walk.Plan!.Segments, field + Mail(given)).Contains("X-Spam-Flag: YES\r\n", StringComparison.Ordinal), Is.EqualTo(isSpam));
    }

    [Test]
    public void What_is_too_large_and_what_runs_a_command_is_not_scanned_and_the_log_and_the_records_say_so()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var large = Travel(Policy(DmarcFailTreatment.Rewrite, new ScanPolicy(TimeSpan.FromSeconds(8), 10)), Mail(given), given, Spam);
        var command = Travel(
            Policy(DmarcFailTreatment.Rewrite, Standard) with { Carrier = CarrierTreatment.Masked }, Mail(given), given, Spam, new MailCommand(new CommandVerdict.Run(Orders.Fresh(), Option<UsedCodePair>.None), default));
        Assert.That((large.Scans, command.Scans), Is.EqualTo((0, 0)));
        Assert.That(JourneyLog.Of(large.Decision, JourneyMails.Noon).ToText(), Does.Contain("unscanned=\"too-large: "));
        Assert.That(JourneyLog.Of(command.Decision, JourneyMails.Noon).ToText(), Does.Contain("unscanned=\"has-command: "));
        Assert.That(DecisionTrace.Of(large.Decision, JourneyMails.Noon, TraceText.Plain).Decision.Checks, Does.Contain(("unscanned", large.Decision.Arrival.Scan.Map(ScanFacts.Of).IfNone(default(Seq<LogFact>)).Head.Value.ToString()!)));
    }

    /// A password that did not make a command run is no business of a scanner's either.
    [Test]
    public void The_scanner_does_not_see_the_secrets_of_a_mail_whose_command_does_not_run()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var mail = Mail(given);
        var masks = Seqs.Of(new Overwrite(mail.IndexOf("Hello", StringComparison.Ordinal), Octets.Latin1("*****")));
        var walk = Travel(Policy(DmarcFailTreatment.Rewrite, Standard) with { Carrier = CarrierTreatment.Untouched }, mail, given, Clean, new MailCommand(new CommandVerdict.Ignored("not from here"), masks));
        Assert.That(JourneyMails.Render(walk.Shown, mail), Does.EndWith("\r\n\r\n*****.\r\n").And.Length.EqualTo(mail.Length));
    }

    [Test]
    public void The_records_and_the_story_tell_action_score_and_symbols()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var outcome = new ScanOutcome.Reported(new ScanReport(ScanAction.Reject, 16.5, 15, Seqs.Of(new ScanSymbol("BAYES_SPAM", 5)), "go\taway"), TimeSpan.FromMilliseconds(12));
        var walk = Travel(Policy(DmarcFailTreatment.Rewrite, Standard), Mail(given), given, outcome);
        Assert.That(walk.Decision.Reply.ToString(), Is.EqualTo("550 5.7.1 Refused as spam: go?away"));
        Assert.That(JourneyLog.Of(walk.Decision, JourneyMails.Noon).ToText(), Does.Contain(" rejected ").And.Contain("spam-action=reject spam-score=16.50/15.00 spam-symbols=BAYES_SPAM(5.00) spam-scan=12ms verdict=spam-refused"));
        var story = MailStory.Of("id1", Seqs.Of<TraceRecord>(DecisionTrace.Of(walk.Decision, JourneyMails.Noon, TraceText.Plain)));
        Assert.That(story.Fate, Is.InstanceOf<MailFate.Refused>());
    }

    static ScanPolicy Standard { get; } = new(ScanPolicy.StandardTimeout, ScanPolicy.StandardMaxSize);

    static bool IsWrapped(Walk walk) => walk.Plan!.Need is RewriteNeed.Unverified { IsWrapped: true };

    static string Boundary(string mail) => mail[mail.LastIndexOf("\r\n--=_", StringComparison.Ordinal)..];

    static string Mail(SenderCase given) => $"From: Anna <anna@{given.Author}>\r\nSubject: s\r\n\r\nHello.\r\n";

    static JourneyPolicy Policy(DmarcFailTreatment treatment, Option<ScanPolicy> scan) => JourneyMails.Policy(RewriteStyle.WhenNeeded, mode: DeliveryMode.CutThrough) with
    {
        Authentication = new AuthenticationPolicy(treatment, SpfFailTreatment.Reject),
        Scan = scan,
    };

    static Walk Travel(JourneyPolicy policy, string mail, SenderCase given, ScanOutcome outcome, MailCommand? command = null) =>
        Travel(policy, JourneyMails.Arrival(mail, "someone@" + given.SpfDomain), given, outcome, command);

    static Walk Travel(JourneyPolicy policy, Arrival arrival, SenderCase given, ScanOutcome outcome, MailCommand? command = null)
    {
        var (step, scans, asked, shown, leaving) = (MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival)), 0, new List<Question>(), default(Seq<Segment>), (Plan?)null);
        ScanRequest? request = null;
        for (var i = 0; i < 50; i++)
        {
            JourneyInput input;
            switch (step.Effects.Single())
            {
                case JourneyEffect.VerifySignatures:
                    input = new JourneyInput.SignaturesVerified(given.Findings, JourneyMails.Noon);
                    break;
                case JourneyEffect.FindCommand:
                    input = new JourneyInput.CommandSearched(command ?? MailCommand.None, JourneyMails.Noon);
                    break;
                case JourneyEffect.Ask(var questions, _):
                    asked.AddRange(questions);
                    input = new JourneyInput.Answered(questions.Fold(Knowledge.Empty, (all, question) => all.With(question, given.Answer(question))), JourneyMails.Noon);
                    break;
                case JourneyEffect.Scan(var told, var segments, _):
                    (scans, request, shown) = (scans + 1, told, segments);
                    input = new JourneyInput.Scanned(outcome, JourneyMails.Noon);
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    leaving = plan;
                    input = new JourneyInput.Attempted(new FirstAttempt.Ended(DeliveryReport.Of(plan.Job, new Outcome.Delivered(Taken))), JourneyMails.Noon, 0.5);
                    break;
                case JourneyEffect.Store(var plan, _, _):
                    leaving = plan;
                    input = new JourneyInput.Stored();
                    break;
                case JourneyEffect.Finish(var decision):
                    return new Walk(scans, request, asked, shown, leaving, decision);
                case var other:
                    throw new InvalidOperationException(other.ToString());
            }

            step = MailJourney.Advance(policy, step.Next, input);
        }

        throw new InvalidOperationException("the journey does not end");
    }

    sealed record Walk(int Scans, ScanRequest? Request, List<Question> Asked, Seq<Segment> Shown, Plan? Plan, Decision Decision);
}
