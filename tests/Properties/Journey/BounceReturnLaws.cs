using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Journey;

/// <summary>What comes back to a bounce address: who gets it, and that nothing else travels on its way.</summary>
public class BounceReturnLaws
{
    const string Notice = "From: <mailer-daemon@far.test>\r\nTo: me@private.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        + "--b\r\n\r\n<me@private.example>: the mailbox of ME@PRIVATE.EXAMPLE is full\r\n"
        + "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; far.test\r\n\r\nOriginal-Recipient: rfc822; me@private.example\r\nFinal-Recipient: rfc822; me@private.example\r\nAction: failed\r\n"
        + "Status: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 <me@private.example> is full\r\n\r\n"
        + "--b\r\nContent-Type: message/rfc822\r\n\r\nDelivered-To: me@private.example\r\nReceived: by far.test for <me@private.example>\r\nTo: info@example.com\r\nSubject: hello to me@private.example\r\nMessage-ID: <m1@sender.test>\r\n\r\nText.\r\n--b--\r\n";
    const string Letter = "From: <eve@far.test>\r\n\r\nbuy\r\n";

    static readonly Instant Now = JourneyMails.Noon;

    [TestCase(EnvelopeSenderStyle.Token, "")]
    [TestCase(EnvelopeSenderStyle.Srs, "")]
    [TestCase(EnvelopeSenderStyle.Token, "away@far.test")]
    public void A_failure_is_told_to_the_original_sender_from_nobody_without_a_word_of_the_owners_mailbox(EnvelopeSenderStyle style, string from)
    {
        var policy = Policy(BounceRecipient.Sender, style);
        var mail = from.Length == 0 ? Notice : "Auto-Submitted: auto-generated\r\n" + Notice;
        var plan = Delivered(policy, Arrival(mail, from, Bounce(policy)));
        Assert.That((plan.Job.Sender, plan.IsChanged), Is.EqualTo((new ReversePath.Null(), true)), "it is a mail of ours, and signed");
        Assert.That(plan.Job.Recipients, Is.EqualTo(Seqs.Of(JourneyMails.Box("alice@sender.test"))));
        var told = JourneyMails.Render(plan.Segments, mail);
        Assert.That(told.Length, Is.EqualTo(plan.Job.Size));
        Assert.That(told, Does.Not.Contain("private.example").IgnoreCase);
        Assert.That(told, Does.Contain("Action: failed\r\nStatus: 5.2.2\r\n").And.Contain("Final-Recipient: rfc822; info@example.com\r\n").And.Contain("Message-ID: <m1@sender.test>\r\n").And.Contain("hello to destination 1"));
    }

    /// The notice in any pieces, with the address written over any part of it.
    [Property(MaxTest = 300)]
    public bool Whatever_a_notice_holds_the_owners_mailbox_is_not_passed_on(uint at, byte size, bool upper)
    {
        var policy = Policy(BounceRecipient.Sender);
        var place = Notice.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4 is var body ? body + (int)(at % (uint)(Notice.Length - body)) : 0;
        var mail = Notice.Insert(place, upper ? "ME@Private.Example" : "me@private.example");
        return Read(mail, 1 + (size % 60)) == Read(mail, mail.Length)
            && (First(policy, Arrival(mail, "", Bounce(policy))) is not JourneyState.Delivering(_, var plan)
                || !JourneyMails.Render(plan.Segments, mail).Contains("me@private.example", StringComparison.OrdinalIgnoreCase)
                || plan.Job.Recipients == policy.Forwarding.Destinations);
    }

    [TestCase("", Letter)]
    [TestCase("away@far.test", "Auto-Submitted: auto-replied\r\n" + Letter)]
    [TestCase("", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; far.test\r\n\r\nAction: delayed\r\nStatus: 4.2.2\r\n\r\n--b--\r\n")]
    public void What_is_no_notice_of_a_failure_goes_to_the_owner(string from, string mail)
    {
        var policy = Policy(BounceRecipient.Sender);
        var plan = Delivered(policy, Arrival(mail, from, Bounce(policy)));
        Assert.That(plan.Job.Recipients, Is.EqualTo(policy.Forwarding.Destinations));
        Assert.That(JourneyMails.Render(plan.Segments, mail), Does.EndWith(mail));
    }

    [Test]
    public void An_owner_who_sends_from_his_own_mailbox_is_not_named_as_the_author()
    {
        var policy = Policy(BounceRecipient.Sender);
        var own = policy with { Forwarding = policy.Forwarding with { MailFrom = policy.Forwarding.Destinations.Head } };
        var plan = Delivered(own, Arrival(Notice, "", Bounce(own)));
        Assert.That(JourneyMails.Render(plan.Segments, Notice), Does.Contain("From: MAILER-DAEMON@mx.example.com\r\n").And.Not.Contain("private.example"));
        Assert.That(plan.Job.Fallback.IsNone);
    }

    /// What is read of a mail that comes in pieces of a size.
    static ReturnedReport Read(string mail, int size)
    {
        var body = Octets.Latin1(mail[Domain.Message.HeaderSection.Parse(Octets.Latin1(mail)).Size..]);
        var scan = ReturnedReportScan.Start;
        for (var at = 0; at < body.Length; at += size)
        {
            scan = scan.Advance(body.Slice(at, Math.Min(size, body.Length - at)).Span);
        }

        return scan.End();
    }

    [Test]
    public void What_is_no_notice_goes_nowhere()
    {
        var policy = Policy(BounceRecipient.Sender);
        var decision = ((JourneyState.Decided)First(policy, Arrival(Letter, "eve@far.test", Bounce(policy)))).Decision;
        Assert.That(decision.Verdict, Is.InstanceOf<Verdict.NotReturned>());
        Assert.That(decision.Reply, Is.EqualTo(BounceReplies.NotANotice));
        Assert.That(JourneyLog.Of(decision, Now).ToText(), Does.Contain("rejected").And.Contain("no notice"));
    }

    [Test]
    public void A_notice_that_is_refused_for_want_of_authentication_is_not_offered_under_another_author()
    {
        var policy = Policy(BounceRecipient.Sender) with { Style = RewriteStyle.WhenNeeded };
        var state = First(policy, Arrival(Notice, "", Bounce(policy)));
        var plan = state is JourneyState.Delivering(_, var made) ? made : throw new AssertionException($"{state}");
        var refusal = Domain.Smtp.Client.DeliveryReport.Of(plan.Job, Domain.Smtp.Client.Outcome.Of(Reply.Of(550, 7, 26, "unauthenticated mail is not taken")));
        var next = MailJourney.Advance(policy, state, new JourneyInput.Attempted(new Domain.Queue.FirstAttempt.Ended(refusal), Now, 0.5)).Next;
        Assert.That(next, Is.InstanceOf<JourneyState.Decided>());
    }

    [TestCase("")]
    [TestCase("eve@far.test")]
    public void The_owner_gets_it_as_any_mail(string from)
    {
        var policy = Policy(BounceRecipient.Owner);
        var plan = Delivered(policy, Arrival(Letter, from, Bounce(policy)));
        Assert.That(plan.Job.Recipients, Is.EqualTo(policy.Forwarding.Destinations));
    }

    [Test]
    public void Where_the_sender_is_not_in_the_address_the_owner_gets_it()
    {
        var policy = Policy(BounceRecipient.Sender);
        var plan = Delivered(policy, Arrival(Notice, "", Bounce(policy, $"{new string('x', 60)}@sender.test")));
        Assert.That(plan.Job.Recipients, Is.EqualTo(policy.Forwarding.Destinations));
    }

    [Test]
    public void One_that_expires_between_RCPT_and_the_data_is_refused()
    {
        var policy = Policy(BounceRecipient.Sender);
        var decided = (JourneyState.Decided)First(policy, Arrival(Notice, "", Bounce(policy)) with { At = Later(23), Answers = JourneyMails.Welcome });
        Assert.That(decided.Decision.Reply, Is.EqualTo(BounceReplies.To(BounceAddressFault.Expired)));
    }

    [Test]
    public void At_RCPT_a_good_one_is_taken_and_others_are_refused()
    {
        var bounces = Policy(BounceRecipient.Owner).Forwarding.Bounces;
        var good = Bounce(Policy(BounceRecipient.Owner));
        Assert.That(Refusal(bounces, good), Is.EqualTo(Option<Reply>.None));
        Assert.That(Refusal(bounces, good, at: Later(22)).Map(reply => reply.ToString()), Is.EqualTo(Prelude.Some("550 5.1.1 This bounce address has expired")));
        Assert.That(Refusal(bounces, JourneyMails.Box("SRS0=aaaaaaaa=AA=a.test=b@example.com")).Map(reply => reply.ToString()[..9]), Is.EqualTo(Prelude.Some("550 5.7.1")));
        Assert.That(Refusal(bounces, JourneyMails.Box("SRS0=aaaa@example.com")).Map(reply => reply.ToString()[..9]), Is.EqualTo(Prelude.Some("550 5.1.1")));
        Assert.That(Refusal(bounces, JourneyMails.Box("x@example.com")), Is.EqualTo(Option<Reply>.None));
        Assert.That(Refusal(Option<BounceAddressPolicy>.None, JourneyMails.Box("SRS0=aaaa@example.com")), Is.EqualTo(Option<Reply>.None), "without keys it is an address like any other");
        Assert.That(BounceReturn.Refusal(bounces, Envelope(), new ForwardPath.Postmaster(), Now), Is.EqualTo(Option<Reply>.None));
    }

    [Test]
    public void What_goes_back_to_a_sender_is_for_nobody_else()
    {
        var policy = Policy(BounceRecipient.Sender);
        var (one, other) = (Bounce(policy), Bounce(policy, "bob@sender.test"));
        ForwardPath ordinary = new ForwardPath.Recipient(JourneyMails.Box("x@example.com"));
        Assert.That(Refusal(policy.Forwarding.Bounces, one, ordinary), Is.EqualTo(Prelude.Some(BounceReplies.Alone)));
        Assert.That(Refusal(policy.Forwarding.Bounces, other, new ForwardPath.Recipient(one)), Is.EqualTo(Prelude.Some(BounceReplies.Alone)));
        Assert.That(BounceReturn.Refusal(policy.Forwarding.Bounces, Envelope(new ForwardPath.Recipient(one)), ordinary, Now), Is.EqualTo(Prelude.Some(BounceReplies.Alone)));
        Assert.That(Refusal(policy.Forwarding.Bounces, one, new ForwardPath.Recipient(one)), Is.EqualTo(Option<Reply>.None), "the same once more");
        Assert.That(Refusal(Policy(BounceRecipient.Owner).Forwarding.Bounces, one, ordinary), Is.EqualTo(Option<Reply>.None), "the owner gets all of it");
    }

    [Test]
    public void The_log_tells_from_whom_a_mail_was_sent()
    {
        var policy = Policy(BounceRecipient.Owner);
        var plan = Delivered(policy, JourneyMails.Arrival(Letter, "alice@sender.test"));
        Assert.That(plan.Job.Sender, Is.EqualTo(new ReversePath.Sender(Bounce(policy))));
        var report = new Domain.Smtp.Client.DeliveryReport(plan.Job.Recipients.Map(to => (to, (Domain.Smtp.Client.Outcome)new Domain.Smtp.Client.Outcome.Delivered(Reply.Of(250, 0, 0, "ok")))));
        var decision = new Decision(JourneyMails.Arrival(Letter), new Verdict.Forwarded(plan, report), Reply.Of(250, 0, 0, "ok"));
        Assert.That(JourneyLog.Of(decision, Now).ToText(), Does.Contain($"sent-from=<{Bounce(policy)}>"));
    }

    static JourneyPolicy Policy(BounceRecipient to, EnvelopeSenderStyle style = EnvelopeSenderStyle.Token)
    {
        var policy = JourneyMails.Policy(RewriteStyle.Never);
        var bounces = BounceArbitraries.Policy with { Style = style, To = to, Domain = JourneyMails.Domain("example.com"), LocalDomains = Seqs.Of(JourneyMails.Domain("example.com")) };
        return policy with { Forwarding = policy.Forwarding with { Bounces = bounces } };
    }

    /// The address from which mail of a sender is forwarded.
    static Mailbox Bounce(JourneyPolicy policy, string sender = "alice@sender.test") =>
        EnvelopeSender.For(policy.Forwarding.Bounces, policy.Forwarding.MailFrom, new ReversePath.Sender(JourneyMails.Box(sender)), Now).Address.Single();

    static Arrival Arrival(string mail, string from, Mailbox to)
    {
        var arrival = JourneyMails.Arrival(mail, from);
        return arrival with { Mail = arrival.Mail with { Envelope = arrival.Mail.Envelope with { ForwardPaths = Seqs.Of<ForwardPath>(new ForwardPath.Recipient(to)) } } };
    }

    /// The first state in which the relay is waited for, or the end; a notice is read on the way.
    static JourneyState First(JourneyPolicy policy, Arrival arrival) => MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival)).Next switch
    {
        JourneyState.ReadingReport reading => MailJourney.Advance(policy, reading, new JourneyInput.ReportRead(Read(arrival.Mail.Content.Head.ToLatin1(), 7), Now)).Next,
        var state => state,
    };

    static Plan Delivered(JourneyPolicy policy, Arrival arrival) =>
        First(policy, arrival) is JourneyState.Delivering(_, var plan) ? plan : throw new AssertionException($"{First(policy, arrival)}");

    static Option<Reply> Refusal(Option<BounceAddressPolicy> policy, Mailbox recipient, ForwardPath? before = null, Instant? at = null) =>
        BounceReturn.Refusal(policy, before is null ? Envelope() : Envelope(before), new ForwardPath.Recipient(recipient), at ?? Now);

    static Envelope Envelope(params ForwardPath[] paths) => new(new ReversePath.Null(), paths.Gather(), BodyType.SevenBit, false);

    static Instant Later(int days) => new(Now.UnixMilliseconds + (days * 86_400_000L));
}
