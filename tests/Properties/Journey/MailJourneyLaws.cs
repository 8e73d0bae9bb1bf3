using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>What holds for every mail on its way.</summary>
public class MailJourneyLaws
{
    /// A walk asks at most eight names, and one whether the domain exists; an answer never leads to the same question.
    const int MaxRounds = 10;

    static readonly Reply Taken = Reply.Of(250, 0, 0, "taken");

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Every_mail_settles_and_asks_each_question_once(AuthoredMail mail, SmallDns dns)
    {
        var walk = Travel(JourneyMails.Policy(), mail, dns);
        return walk.Rounds <= MaxRounds && walk.Asked.Distinct().Count() == walk.Asked.Count;
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Without_an_enforcing_author_the_mail_is_forwarded_octet_for_octet(AuthoredMail mail)
    {
        var plan = Travel(JourneyMails.Policy(), mail, new SmallDns([1])).Plan!;
        return plan.Need is RewriteNeed.NotNeeded && JourneyMails.Render(plan.Segments, mail.Text).EndsWith(mail.Text, StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Only_the_header_section_is_ever_changed(AuthoredMail mail, SmallDns dns, bool own)
    {
        var plan = Travel(JourneyMails.Policy(own ? RewriteStyle.OwnAddress : RewriteStyle.NoDmarc), mail, dns).Plan!;
        return JourneyMails.Render(plan.Segments, mail.Text).EndsWith("\r\nSubject: s\r\n\r\n" + mail.Body, StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool An_enforcing_author_domain_never_leaves_in_From(AuthoredMail mail)
    {
        var rendered = JourneyMails.Render(Travel(JourneyMails.Policy(), mail, new SmallDns([0])).Plan!.Segments, mail.Text);
        var from = rendered.Split("\r\n").First(line => line.StartsWith("From:", StringComparison.Ordinal));
        return mail.Authors.All(author => !from.Contains($"<{author}>", StringComparison.Ordinal)) && from.Contains("-laitos-nodmarc-042", StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Silence_of_the_DNS_is_never_taken_for_consent(AuthoredMail mail) =>
        Travel(JourneyMails.Policy(), mail, new SmallDns([5])).Plan!.Need is RewriteNeed.Unknown
        && Travel(JourneyMails.Policy(deferUnknown: true), mail, new SmallDns([5])).Decision is { Verdict: Verdict.Postponed, Reply.Code: 451 };

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Time_runs_out_like_silence(AuthoredMail mail)
    {
        var step = MailJourney.Advance(JourneyMails.Policy(), MailJourney.Start, new JourneyInput.Arrived(JourneyMails.Arrival(mail.Text, mail.Sender)));
        var late = MailJourney.Advance(JourneyMails.Policy(), step.Next, new JourneyInput.Answered(Knowledge.Empty, JourneyMails.Noon + TimeSpan.FromSeconds(5)));
        return late.Effects.Single() is JourneyEffect.Deliver { Plan.Need: RewriteNeed.Unknown };
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Switched_off_nothing_is_asked_and_nothing_rewritten(AuthoredMail mail, SmallDns dns) =>
        Travel(JourneyMails.Policy(RewriteStyle.Never), mail, dns) is { Asked.IsEmpty: true, Plan.Need: RewriteNeed.NotNeeded };

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool A_listed_client_is_refused_and_nothing_is_delivered(AuthoredMail mail, SmallDns dns) =>
        Travel(JourneyMails.Policy(), JourneyMails.Arrival(mail.Text, mail.Sender, JourneyMails.Listed), dns) is { Plan: null, Decision: { Verdict: Verdict.Blocked, Reply.Code: 554 } };

    /// Its fate is that of a mail from a client that nobody lists, and the log tells why.
    [Property(Arbitrary = [typeof(JourneyArbitraries)], MaxTest = 60)]
    public bool A_listed_client_reaches_the_mailboxes_of_roles_unless_others_are_named_too(AuthoredMail mail, SmallDns dns)
    {
        Arrival From(Knowledge lists, params string[] recipients) => JourneyMails.Arrival(mail.Text, mail.Sender, lists).To(recipients);
        var (listed, welcome) = (Travel(JourneyMails.Policy(), From(JourneyMails.Listed, "postmaster@example.com", "Abuse@example.com"), dns), Travel(JourneyMails.Policy(), From(JourneyMails.Welcome, "postmaster@example.com"), dns));
        return listed.Decision!.Reply == welcome.Decision!.Reply && listed.Decision.Verdict.GetType() == welcome.Decision.Verdict.GetType()
            && JourneyLog.Of(listed.Decision, JourneyMails.Noon).ToText() is var line && line.Contains("role-mailbox=", StringComparison.Ordinal) && line.Contains("listed=", StringComparison.Ordinal)
            && Travel(JourneyMails.Policy(), From(JourneyMails.Listed, "postmaster@example.com", "x@example.com"), dns) is { Decision.Verdict: Verdict.Blocked }
            && Travel(JourneyMails.Policy() with { Roles = RoleMailboxes.None }, From(JourneyMails.Listed, "postmaster@example.com"), dns) is { Decision.Verdict: Verdict.Blocked };
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool The_lists_and_the_authors_policy_are_asked_in_the_same_round(AuthoredMail mail, SmallDns dns)
    {
        var step = MailJourney.Advance(JourneyMails.Policy(), MailJourney.Start, new JourneyInput.Arrived(JourneyMails.Arrival(mail.Text, mail.Sender, Knowledge.Empty)));
        var known = MailJourney.Advance(JourneyMails.Policy(), MailJourney.Start, new JourneyInput.Arrived(JourneyMails.Arrival(mail.Text, mail.Sender)));
        var (asked, ofAuthor) = (Questions(step), Questions(known));
        var answers = asked.Fold(JourneyMails.Welcome, (all, one) => JourneyMails.Welcome.Knows(one) ? all : all.With(one, dns.Answer(one)));
        var next = MailJourney.Advance(JourneyMails.Policy(), step.Next, new JourneyInput.Answered(answers, JourneyMails.Noon));
        return asked.Contains(JourneyMails.List.Membership(JourneyMails.Ip("192.0.2.1"))) && ofAuthor.ForAll(question => asked.Contains(question))
            && (Questions(next).IsEmpty || !Questions(next).Exists(question => answers.Find(question).Exists(answer => answer is not Answer.Unavailable)));
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Lists_that_are_silent_past_their_time_block_nobody(AuthoredMail mail)
    {
        var step = MailJourney.Advance(JourneyMails.Policy(RewriteStyle.Never), MailJourney.Start, new JourneyInput.Arrived(JourneyMails.Arrival(mail.Text, mail.Sender, Knowledge.Empty)));
        return step.Effects.Single() is JourneyEffect.Ask(_, var budget) && budget == TimeSpan.FromSeconds(3)
            && MailJourney.Advance(JourneyMails.Policy(RewriteStyle.Never), step.Next, new JourneyInput.Answered(Knowledge.Empty, JourneyMails.Noon + budget)).Effects.Single() is JourneyEffect.Deliver;
    }

    static Seq<Question> Questions(Step<JourneyState, JourneyEffect> step) => step.Effects.Single() is JourneyEffect.Ask(var questions, _) ? questions : default;

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool The_null_sender_stays_null_and_any_other_becomes_our_own(AuthoredMail mail, SmallDns dns) =>
        Travel(JourneyMails.Policy(), mail, dns).Plan!.Job.Sender.ToString() == (mail.Sender.Length == 0 ? "<>" : "<forwarder@own.example>");

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool The_announced_size_is_the_size_that_is_sent(AuthoredMail mail, SmallDns dns)
    {
        var plan = Travel(JourneyMails.Policy(), mail, dns).Plan!;
        return plan.Job.Size == JourneyMails.Render(plan.Segments, mail.Text).Length;
    }

    [TestCase(50, null)]
    [TestCase(51, 554)]
    public void More_than_fifty_hops_are_a_loop(int hops, int? code) =>
        Assert.That(
            Travel(JourneyMails.Policy(), JourneyMails.Arrival(string.Concat(Enumerable.Repeat("Received: by x\r\n", hops)) + "\r\nbody"), new SmallDns([1])).Decision!.Reply.Code,
            Is.EqualTo(code ?? 250));

    [Test]
    public void What_we_have_forwarded_is_recognised_when_it_comes_back()
    {
        const string mail = "From: a@b.test\r\n\r\nbody\r\n";
        var once = JourneyMails.Render(Travel(JourneyMails.Policy(), JourneyMails.Arrival(mail), new SmallDns([1])).Plan!.Segments, mail);
        var decision = Travel(JourneyMails.Policy(), JourneyMails.Arrival(once), new SmallDns([1])).Decision!;
        Assert.That((decision.Verdict is Verdict.Looping, decision.Reply.ToString()[..9]), Is.EqualTo((true, "554 5.4.6")));
    }

    static Walk Travel(JourneyPolicy policy, AuthoredMail mail, SmallDns dns) => Travel(policy, JourneyMails.Arrival(mail.Text, mail.Sender), dns);

    static Walk Travel(JourneyPolicy policy, Arrival arrival, SmallDns dns)
    {
        var walk = new Walk(0, default, null, null);
        var step = MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival));
        while (true)
        {
            switch (step.Effects.Single())
            {
                case JourneyEffect.Ask(var questions, _):
                    walk = walk with { Rounds = walk.Rounds + 1, Asked = walk.Asked.Then(questions) };
                    var answers = questions.Fold(Knowledge.Empty, (known, question) => known.With(question, dns.Answer(question)));
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Answered(answers, JourneyMails.Noon));
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    walk = walk with { Plan = plan };
                    var report = new DeliveryReport(plan.Job.Recipients.Map(recipient => (recipient, (Outcome)new Outcome.Delivered(Taken))));
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Attempted(new FirstAttempt.Ended(report), JourneyMails.Noon, 0.5));
                    break;
                case JourneyEffect.Finish(var decision):
                    return walk with { Decision = decision };
            }
        }
    }

    sealed record Walk(int Rounds, Seq<Question> Asked, Plan? Plan, Decision? Decision);
}
