using System.Collections.Frozen;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Smtp;

namespace Laitos.Properties.Journey;

/// <summary>Rules for addresses on the way of a mail: from RCPT to those who get it.</summary>
public class RecipientPolicyLaws
{
    static readonly FrozenSet<DomainName> Mine = new[] { JourneyMails.Domain("example.com"), JourneyMails.Domain("blog.example.com") }.ToFrozenSet();

    static readonly SessionPolicy Session = new(JourneyMails.Domain("mx.example.com"), Mine, OfferTls: false, ScreenAtRecipient: false, SessionLimits.Default) { ChecksRecipients = true };

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 300)]
    public bool Each_recipient_of_a_mail_has_its_own_fate_and_each_destination_one_copy(RuleList list, Delivery[] deliveries, Delivery first)
    {
        var recipients = Recipients(list);
        var paths = deliveries.Take(5).Prepend(first).Select(delivery => delivery.Recipient).Distinct().ToArray();
        var dialogue = new SessionDialogue(Session) { Judge = (envelope, path) => recipients.Judge(envelope, path, first.Now) }.Connect();
        Say(dialogue, "EHLO client.test", $"MAIL FROM:{first.Sender}");
        var verdicts = paths.Select(path => recipients.Judge(new Envelope(first.Sender, default, BodyType.SevenBit, false), path, first.Now)).ToArray();
        var codes = paths.Select(path => Utf8(path) ? 0 : Say(dialogue, $"RCPT TO:{path}").Single().Code).ToArray();
        var expected = paths.Select((path, i) => Utf8(path) ? 0 : verdicts[i] is RecipientVerdict.Refused(var reply, _) ? reply.Code : 250);
        var routes = verdicts.Where((_, i) => !Utf8(paths[i])).SelectMany(verdict => verdict is RecipientVerdict.Taken(var route) ? route.AsEnumerable() : []).Gather();
        Say(dialogue, "DATA", "Subject: s", "", ".");
        return codes.SequenceEqual(expected) && (routes.IsEmpty ? dialogue.Mails.Count == 0
            : dialogue.Mails.Single().Received.Envelope is var envelope && envelope.Routes == routes && envelope.ForwardPaths == routes.Map(route => route.Recipient)
                && JourneyMails.Policy().Forwarding.DestinationsOf(envelope) == routes.AsEnumerable().SelectMany(route => route.Destinations.AsEnumerable()).Distinct().Gather());
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 300)]
    public bool No_rule_opens_a_relay(RuleList list)
    {
        var any = new AddressRule(default, default, default, new RuleAction.ForwardToDefault(DetailTreatment.Keep));
        var recipients = Recipients(new RuleList(list.Rules.Add(any)));
        var dialogue = new SessionDialogue(Session) { Judge = (envelope, path) => recipients.Judge(envelope, path, JourneyMails.Noon) }.Connect();
        Say(dialogue, "EHLO client.test", "MAIL FROM:<a@sender.test>");
        string[] foreign = ["x@elsewhere.test", "me@private.test", "x@sub.example.com", "x@[192.0.2.1]", "@example.com:x@elsewhere.test", "x@example.com.elsewhere.test"];
        return foreign.All(address => Say(dialogue, $"RCPT TO:<{address}>") is [var reply] && reply == Replies.RelayDenied)
            && foreign.All(address => Mailbox.Parse(address).Match(
                mailbox => SessionRefusal.OfRecipient(Session, recipients, new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false), new ForwardPath.Recipient(mailbox), JourneyMails.Noon)
                    == new RecipientVerdict.Refused(Replies.RelayDenied, Option<string>.None),
                _ => true));
    }

    [Property(Arbitrary = [typeof(RuleArbitraries)], MaxTest = 100)]
    public bool One_rule_that_sends_all_where_it_goes_without_rules_changes_nothing(Delivery delivery)
    {
        var rules = new RuleList(Seqs.Of(new AddressRule(default, default, default, new RuleAction.ForwardToDefault(DetailTreatment.Cut))));
        var (with, without) = (Arrival(Recipients(rules, "me@private.example", "us@private.example"), delivery.Recipient), Arrival(RecipientPolicy.TakesAll, delivery.Recipient));
        return without.Mail.Envelope.Routes.IsEmpty && Planned(with).Job == Planned(without).Job && Planned(without).Job.Recipients == JourneyMails.Policy().Forwarding.Destinations;
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_mail_that_is_dropped_for_all_is_taken_and_told_and_nothing_in_it_runs(bool isAlone)
    {
        var policy = JourneyMails.Policy() with { Carrier = CarrierTreatment.Kept, Authentication = AuthenticationPolicy.Standard };
        var recipients = Recipients(new RuleList(Seqs.Of(Rule("old@example.com", new RuleAction.Drop()), Rule("*@example.com", new RuleAction.ForwardToDefault(DetailTreatment.Cut)))));
        var arrival = Arrival(recipients, isAlone ? [Path("old@example.com")] : [Path("old@example.com"), Path("x@example.com")]);
        var step = MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival));
        if (!isAlone)
        {
            Assert.That(step.Effects.Last, Is.InstanceOf<JourneyEffect.VerifySignatures>(), "the rest goes on");
            return;
        }

        var decision = ((JourneyEffect.Finish)step.Effects.Last).Decision;
        Assert.That(decision.Verdict, Is.EqualTo(new Verdict.Dropped()));
        Assert.That(decision.Reply.Code, Is.EqualTo(250));
        Assert.That(JourneyLog.Of(decision, JourneyMails.Noon).ToText(), Does.Match(" dropped id=id1 .*rule=\"?<old@example.com> dropped by Rules\\[0\\]\"? .*reply=\"250 2.0.0 "));
    }

    [Test]
    public void A_client_that_is_listed_is_refused_though_its_mail_would_be_dropped()
    {
        var arrival = Arrival(Recipients(new RuleList(Seqs.Of(Rule("*@example.com", new RuleAction.Drop())))), Path("x@example.com")) with { Answers = JourneyMails.Listed };
        var decision = ((JourneyEffect.Finish)MailJourney.Advance(JourneyMails.Policy(), MailJourney.Start, new JourneyInput.Arrived(arrival)).Effects.Last).Decision;
        Assert.That(decision.Verdict, Is.InstanceOf<Verdict.Blocked>());
    }

    [TestCase(BounceRecipient.Owner)]
    [TestCase(BounceRecipient.Sender)]
    public void What_comes_back_to_a_bounce_address_is_not_lost_by_a_rule(BounceRecipient to)
    {
        var bounces = new BounceAddressPolicy(
            EnvelopeSenderStyle.Token, JourneyMails.Domain("example.com"), Seqs.Of(JourneyMails.Domain("example.com")), Seqs.Of(new Secret("the only key of the ring")), TimeSpan.FromDays(21), 8, to);
        var address = EnvelopeSender.For(bounces, JourneyMails.Box("forwarder@own.example"), new ReversePath.Sender(JourneyMails.Box("alice@sender.test")), JourneyMails.Noon).Address;
        var recipients = Recipients(new RuleList(Seqs.Of(Rule("*@example.com", new RuleAction.Drop())))) with { Bounces = bounces };
        var verdict = recipients.Judge(new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false), new ForwardPath.Recipient(address.IfNone(() => throw new AssertionException("no bounce address"))), JourneyMails.Noon);
        Assert.That(verdict is RecipientVerdict.Taken(var route) && (to == BounceRecipient.Sender ? route.IsNone : route.Exists(each => each.Destinations == Seqs.Of(JourneyMails.Box("owner@private.test")))), $"{verdict}");
    }

    [Test]
    public void A_refusal_is_logged_with_its_recipient_and_its_rule()
    {
        var waiting = new Domain.Smtp.Server.Session.AwaitingRecipientCheck(
            new ClientState(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None), new HelloIdentity("client.test", true),
            new Envelope(new ReversePath.Null(), default, BodyType.SevenBit, false), new Command.Recipient(Path("old@example.com"), true));
        var input = new SessionInput.RecipientChecked(new RecipientVerdict.Refused(Reply.Of(550, 1, 1, "gone"), "Rules[2]"));
        var line = SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, waiting, input, SmtpSession.Advance(Session, waiting, input));
        Assert.That(line.Map(each => each.ToText()).IfNone(""), Does.Contain("refused").And.Contain("recipient=<old@example.com> rule=Rules[2] reply=\"550 5.1.1 gone\""));
    }

    static bool Utf8(ForwardPath path) => path is ForwardPath.Recipient({ NeedsUtf8: true });

    static Reply[] Say(SessionDialogue dialogue, params string[] lines) => lines.SelectMany(line => dialogue.Say(Octets.Utf8(line + "\r\n"))).ToArray();

    static RecipientPolicy Recipients(RuleList list, params string[] owners) => new(default, list.For(owners.Length == 0 ? ["owner@private.test"] : owners));

    static AddressRule Rule(string to, RuleAction action) => new(Seqs.Of((AddressPattern)AddressPattern.Parse(to)), default, default, action);

    static ForwardPath.Recipient Path(string address) => new(JourneyMails.Box(address));

    static Plan Planned(Arrival arrival) =>
        Plan.Of(JourneyMails.Policy().Forwarding, new TransitMail(arrival.Trace(JourneyMails.Domain("mx.example.com")), arrival.Mail, arrival.Header), new RewriteNeed.NotNeeded(), new RewriteMode.Never());

    /// A mail as the session submits it.
    static Arrival Arrival(RecipientPolicy recipients, params ForwardPath[] paths)
    {
        var arrival = JourneyMails.Arrival("Subject: s\r\n\r\n");
        var mail = arrival.Mail with { Envelope = arrival.Mail.Envelope with { ForwardPaths = paths.Gather() } };
        return arrival with { Mail = SessionRefusal.Of(Session, recipients, mail, JourneyMails.Noon).IfLeft(refusal => throw new AssertionException($"{refusal}")) };
    }
}
