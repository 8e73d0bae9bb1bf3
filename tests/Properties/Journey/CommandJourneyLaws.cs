using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Commands;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>The journey of mails where commands are looked for.</summary>
public class CommandJourneyLaws
{
    const string Mail = "From: Alice <alice@bank.test>\r\nMessage-ID: <m@bank.test>\r\nSubject: verysecret.s echo hi\r\n\r\nverysecret.s echo hi\r\n";

    static readonly DeliveryMode[] Spooling = [DeliveryMode.CutThrough, DeliveryMode.SpoolFirst];

    [Property]
    public bool A_command_is_looked_for_exactly_where_it_could_matter(bool on, bool listed, bool known, bool looping, byte treatment)
    {
        var policy = JourneyMails.Policy() with { Carrier = on ? Treatment(treatment) : Option<CarrierTreatment>.None };
        var loop = looping ? LoopMark.Field(policy.Forwarding.Hostname.Value).ToLatin1() : "";
        var arrival = JourneyMails.Arrival(loop + Mail, answers: listed ? JourneyMails.Listed : null) with { Duplicate = known ? new Duplicate.Taken("before") : Option<Duplicate>.None };
        var effect = Begin(policy, arrival).Effects.Single();
        return effect is JourneyEffect.FindCommand == (on && !listed && !known && !looping) && (effect is JourneyEffect.Finish) == (listed || known || looping);
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool A_mail_with_a_command_is_stored_together_with_it_and_never_handed_on_before(AuthoredMail mail, SmallDns dns, bool atOnce, bool untouched, bool crowded)
    {
        var policy = Policy(untouched ? CarrierTreatment.Untouched : CarrierTreatment.Masked, Spooling[atOnce ? 1 : 0]);
        var arrival = JourneyMails.Arrival(mail.Text, mail.Sender) with { Load = new RelayLoad(0, 0, 10, TimeSpan.Zero, crowded) };
        var walk = Walk.Through(policy, arrival, Running, dns);
        return walk.Others.IsEmpty
            && walk.Step.Effects.Single() is JourneyEffect.Store { Command: var command, Mail: { IsUnderWay: false, Entry.Owed: var owed } }
            && command == Running.Command && owed == policy.Forwarding.Destinations
            && Answer(policy, walk, new JourneyInput.Stored()) is { Verdict: Verdict.Queued, Reply.Code: 250 }
            && Answer(policy, walk, new JourneyInput.NotStored("full", Full: true)) is { Verdict: Verdict.NotTaken, Reply.Code: 452 }
            && Answer(policy, walk, new JourneyInput.NotStored("broken", Full: false)) is { Verdict: Verdict.NotTaken, Reply.Code: 451 };
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool Where_it_goes_nowhere_its_order_alone_is_stored(AuthoredMail mail, SmallDns dns, bool atOnce)
    {
        var policy = Policy(CarrierTreatment.Kept, Spooling[atOnce ? 1 : 0]);
        var walk = Walk.Through(policy, JourneyMails.Arrival(mail.Text, mail.Sender), Running, dns);
        return walk.Asked.IsEmpty && walk.Others.IsEmpty
            && walk.Step.Effects.Single() is JourneyEffect.StoreCommand(var command) && command == Running.Command
            && Answer(policy, walk, new JourneyInput.Stored()) is { Verdict: Verdict.CommandOnly, Reply.Code: 250 }
            && Answer(policy, walk, new JourneyInput.NotStored("full", Full: true)) is { Verdict: Verdict.CommandNotStored, Reply.Code: 452 }
            && Answer(policy, walk, new JourneyInput.NotStored("broken", Full: false)) is { Verdict: Verdict.CommandNotStored, Reply.Code: 451 };
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool While_a_bar_stands_the_mail_is_put_off_and_nothing_is_asked_or_stored(AuthoredMail mail, byte treatment)
    {
        var policy = Policy(Treatment(treatment), DeliveryMode.CutThrough);
        var mailCommand = new MailCommand(new CommandVerdict.LockedOut(JourneyMails.Noon), default);
        return Walk.Through(policy, JourneyMails.Arrival(mail.Text, mail.Sender), mailCommand, new SmallDns([0])) is { Asked.IsEmpty: true, Others.IsEmpty: true } walk
            && walk.Step.Effects.Single() is JourneyEffect.Finish { Decision: { Verdict: Verdict.LockedOut, Reply.Code: 451 } };
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public bool What_does_not_run_travels_like_any_other_mail(AuthoredMail mail, SmallDns dns, byte which, byte treatment, bool atOnce, bool delivered)
    {
        CommandVerdict verdict = (which % 3) switch { 0 => new CommandVerdict.None(), 1 => new CommandVerdict.WrongPassword(), _ => new CommandVerdict.Ignored("so") };
        var policy = Policy(Treatment(treatment), Spooling[atOnce ? 1 : 0]);
        var arrival = JourneyMails.Arrival(mail.Text, mail.Sender);
        var (with, without) = (Walk.Through(policy, arrival, new MailCommand(verdict, default), dns, delivered), Walk.Through(policy with { Carrier = default }, arrival, MailCommand.None, dns, delivered));
        return with.Asked == without.Asked && with.Others == without.Others && Shape(with.Step.Effects.Single()) == Shape(without.Step.Effects.Single())
            && with.Step.Effects.Single() is not JourneyEffect.StoreCommand and not JourneyEffect.Store { Command.IsSome: true };
    }

    [Test]
    public void Without_a_spool_no_command_is_taken()
    {
        var walk = Walk.Through(Policy(CarrierTreatment.Masked, DeliveryMode.NoSpool), JourneyMails.Arrival(Mail), Running, new SmallDns([1]));
        Assert.That(((JourneyEffect.Finish)walk.Step.Effects.Single()).Decision.Reply.Code, Is.EqualTo(451));
    }

    [Property(Arbitrary = [typeof(JourneyArbitraries)])]
    public Property Its_secrets_are_hidden_in_what_is_sent_and_in_what_is_kept_of_it(AuthoredMail mail, SmallDns dns, byte place, byte treatment)
    {
        var phrase = place % 4 == 2 ? "verysecret" : "Alice";
        var subject = (place % 4) switch { 0 => "do verysecret.s echo hi", 1 => "=?UTF-8?B?dmVyeXNlY3JldC5zIGVjaG8gaGk=?=", 2 => "x", _ => "very=?us-ascii?q?secret?=" };
        var text = $"From: \"{phrase}\" <{mail.Authors[0]}>\r\nSubject: {subject}\r\n\r\nHi,\r\nverysecret .s echo hi\r\n> VERYSECRET\r\n";
        var policy = Policy(Treatment(treatment), DeliveryMode.CutThrough);
        var commands = CommandSetup.Policy with { Carrier = Treatment(treatment) };
        var arrival = JourneyMails.Arrival(text);
        var mailCommand = Looks.Carry(commands, AdmissionState.Start, arrival, Octets.Latin1(text), JourneyMails.Noon).MailCommand;
        var step = Walk.Through(policy, arrival, mailCommand, dns).Step;
        var told = JourneyLog.Of(Settled(policy, step, new JourneyInput.Stored()), JourneyMails.Noon).ToText();
        var isSafe = Treatment(treatment) switch
        {
            CarrierTreatment.Kept => step.Effects.Single() is JourneyEffect.StoreCommand,
            CarrierTreatment.Untouched => step.Effects.Single() is JourneyEffect.Store store && JourneyMails.Render(store.Plan.Segments, text).EndsWith(text[text.IndexOf("Subject", StringComparison.Ordinal)..], StringComparison.Ordinal)
                && Hides(store.Mail.Entry),
            _ => step.Effects.Single() is JourneyEffect.Store store && Hides(store.Mail.Entry) && !Reveals(JourneyMails.Render(store.Plan.Segments, text))
                && store.Plan.Job.Size == JourneyMails.Render(store.Plan.Segments, text).Length && HeaderSection.Parse(Octets.Latin1(JourneyMails.Render(store.Plan.Segments, text))).Named("Subject").Count == 1,
        };
        return (isSafe && mailCommand.IsOrdered && !Reveals(told) && told.Contains("command=\"to be run\"", StringComparison.Ordinal))
            .Label($"{mailCommand} {step} {told}");
    }

    [TestCase("run", "to be run")]
    [TestCase("ignored", "ignored: so")]
    [TestCase("wrong", "wrong password")]
    [TestCase("nothing", null)]
    public void The_log_tells_of_the_command_without_its_text(string kind, string? told)
    {
        CommandVerdict verdict = kind switch
        {
            "run" => Running.Verdict,
            "ignored" => new CommandVerdict.Ignored("so"),
            "wrong" => new CommandVerdict.WrongPassword(),
            _ => new CommandVerdict.None(),
        };
        var line = JourneyLog.Of(new Decision(JourneyMails.Arrival("Subject: x\r\n\r\n") with { Command = new MailCommand(verdict, default) }, new Verdict.Looping("x"), JourneyReplies.Looping("x")), JourneyMails.Noon);
        Assert.That(line.Facts.Find(fact => fact.Name == "command").Map(fact => fact.Value.ToString()!).IfNone("none"), Is.EqualTo(told ?? "none"));
        Assert.That(line.ToText(), Does.Not.Contain("echo"));
    }

    [TestCase(typeof(Verdict.CommandOnly), "kept")]
    [TestCase(typeof(Verdict.LockedOut), "deferred")]
    [TestCase(typeof(Verdict.CommandNotStored), "deferred")]
    public void The_log_has_a_word_for_each_end(Type verdict, string kind)
    {
        var (given, reply) = verdict == typeof(Verdict.CommandOnly) ? ((Verdict)new Verdict.CommandOnly(), JourneyReplies.Taken("id1"))
            : verdict == typeof(Verdict.LockedOut) ? (new Verdict.LockedOut(JourneyMails.Noon), JourneyReplies.LockedOut)
            : (new Verdict.CommandNotStored("disk broken"), JourneyReplies.NotStored);
        var line = JourneyLog.Of(new Decision(JourneyMails.Arrival(Mail), given, reply), JourneyMails.Noon);
        Assert.That(line.Event, Is.EqualTo(kind));
        Assert.That(line.ToText().Contains("disk broken", StringComparison.Ordinal), Is.EqualTo(given is Verdict.CommandNotStored));
    }

    static MailCommand Running { get; } = new(
        new CommandVerdict.Run(Orders.Fresh(".s echo hi"), new UsedCodePair(Octets.Utf8("pair"), Octets.Utf8("command"), JourneyMails.Noon)), default);

    static CarrierTreatment Treatment(byte drawn) => (CarrierTreatment)(drawn % 3);

    static JourneyPolicy Policy(CarrierTreatment treatment, DeliveryMode mode) => JourneyMails.Policy(mode: mode) with { Carrier = treatment };

    static Step<JourneyState, JourneyEffect> Begin(JourneyPolicy policy, Arrival arrival) => MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival));

    static Decision Answer(JourneyPolicy policy, Walk walk, JourneyInput input) => Settled(policy, walk.Step, input);

    static Decision Settled(JourneyPolicy policy, Step<JourneyState, JourneyEffect> step, JourneyInput input) =>
        ((JourneyEffect.Finish)MailJourney.Advance(policy, step.Next, input).Effects.Single()).Decision;

    static bool Hides(QueueEntry entry) =>
        !Reveals(entry.Header.ToLatin1()) && !Reveals(string.Join('\n', QueueListing.Details(entry)));

    static bool Reveals(string text) =>
        text.Contains("verysecret", StringComparison.OrdinalIgnoreCase) || text.Contains("dmVyeXNlY3JldC5z", StringComparison.Ordinal) || text.Contains("q?secret", StringComparison.Ordinal);

    /// What an effect does, without what it tells of the command.
    static string Shape(JourneyEffect effect) => effect switch
    {
        JourneyEffect.Store(var plan, var mail, _) => $"{plan} {mail.IsUnderWay} {mail.Notice.IsSome}",
        JourneyEffect.Finish(var decision) => $"{decision.Verdict} {decision.Reply}",
        _ => effect.ToString()!,
    };

    /// <summary>A mail up to the moment when it must be stored or is settled.</summary>
    /// <param name="Asked">What the DNS was asked.</param>
    /// <param name="Others">Attempts to hand the mail on.</param>
    /// <param name="Step">The last step.</param>
    sealed record Walk(Seq<Question> Asked, Seq<JourneyEffect> Others, Step<JourneyState, JourneyEffect> Step)
    {
        public static Walk Through(JourneyPolicy policy, Arrival arrival, MailCommand mailCommand, SmallDns dns, bool delivered = true)
        {
            var walk = new Walk(default, default, Begin(policy, arrival));
            while (true)
            {
                switch (walk.Step.Effects.Single())
                {
                    case JourneyEffect.FindCommand:
                        walk = walk.On(policy, new JourneyInput.CommandSearched(mailCommand, JourneyMails.Noon));
                        break;
                    case JourneyEffect.Ask(var questions, _):
                        var answers = questions.Fold(Knowledge.Empty, (known, question) => known.With(question, dns.Answer(question)));
                        walk = walk.On(policy, new JourneyInput.Answered(answers, JourneyMails.Noon)) with { Asked = walk.Asked.Then(questions) };
                        break;
                    case JourneyEffect.Deliver(var plan, _) deliver:
                        Outcome outcome = delivered ? new Outcome.Delivered(Reply.Of(250, 0, 0, "ok")) : new Outcome.Deferred(Reply.Of(450, 2, 1, "later"));
                        var report = new DeliveryReport(plan.Job.Recipients.Map(recipient => (recipient, outcome)));
                        walk = walk.On(policy, new JourneyInput.Attempted(new FirstAttempt.Ended(report), JourneyMails.Noon, 0.5)) with { Others = walk.Others.Add(deliver) };
                        break;
                    default:
                        return walk;
                }
            }
        }

        Walk On(JourneyPolicy policy, JourneyInput input) => this with { Step = MailJourney.Advance(policy, Step.Next, input) };
    }
}
