using System.Globalization;
using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Journey;

/// <summary>
/// The journey of one mail from the end of its data to its settlement: screen, look for loops and commands, weigh the author's DMARC policy,
/// plan, deliver.
/// </summary>
public static class MailJourney
{
    /// <summary>Before the mail arrives.</summary>
    public static JourneyState Start { get; } = new JourneyState.AwaitingMail();

    /// <summary>One step. An input out of turn is a fault of the shell: the sender keeps the mail.</summary>
    public static Step<JourneyState, JourneyEffect> Advance(JourneyPolicy policy, JourneyState state, JourneyInput input) => (state, input) switch
    {
        (JourneyState.AwaitingMail, JourneyInput.Arrived(var arrival)) =>
            Screen(policy, new JourneyState.Screening(arrival, arrival.Answers, arrival.At + policy.ScreeningTimeout), arrival.At),
        (JourneyState.Screening screening, JourneyInput.Answered(var answers, var now)) => Screen(policy, screening with { Known = KnownAnswers(policy, screening, answers) }, now),
        (JourneyState.FindingCommand(var arrival, var known), JourneyInput.CommandSearched(var mailCommand, var now)) => OnCommand(policy, arrival with { Command = mailCommand }, known, now),
        (JourneyState.FindingDmarcPolicy finding, JourneyInput.Answered(var answers, var now)) =>
            FindDmarcPolicy(policy, finding with { Known = finding.Known.With(answers) }, now),
        (JourneyState.Delivering(var arrival, var plan), JourneyInput.Attempted(var attempt, var now, var jitter)) => Accept(policy, arrival, plan, attempt, now, jitter),
        (JourneyState.Storing(var arrival, var plan, var taking), JourneyInput.Stored) =>
            Finish(arrival, new Verdict.Queued(plan, taking.Mail.Entry), taking.Reply),
        (JourneyState.Storing(var arrival, var plan, _), JourneyInput.NotStored(var reason, var full)) =>
            Finish(arrival, new Verdict.NotTaken(plan, reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        (JourneyState.StoringCommand(var arrival), JourneyInput.Stored) => Finish(arrival, new Verdict.CommandOnly(), JourneyReplies.Ordered(arrival.Id)),
        (JourneyState.StoringCommand(var arrival), JourneyInput.NotStored(var reason, var full)) =>
            Finish(arrival, new Verdict.CommandNotStored(reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        _ => JourneyStates.ArrivalOf(state).Match(
            arrival => Finish(arrival, new Verdict.OutOfTurn($"{input.GetType().Name} in {state.GetType().Name}"), JourneyReplies.Fault),
            () => new(state, default)),
    };

    /// Asks until it is known what the lists say; past the deadline what is missing is given up.
    static Step<JourneyState, JourneyEffect> Screen(JourneyPolicy policy, JourneyState.Screening screening, Instant now) =>
        Listing(policy, screening).Match(
            Succ: verdict => AfterScreening(policy, screening.Arrival with { Screened = verdict }, verdict, screening.Known, now),
            Fail: missing => now < screening.Deadline
                ? new(screening, Seqs.Of<JourneyEffect>(new JourneyEffect.Ask(missing.Then(Ahead(policy, screening)).AsEnumerable().Distinct().Gather(), screening.Deadline - now)))
                : Screen(policy, screening with { Known = screening.Known.GivingUpOn(missing, "no answer in time") }, now));

    static Step<JourneyState, JourneyEffect> AfterScreening(JourneyPolicy policy, Arrival arrival, ScreeningVerdict verdict, Knowledge known, Instant now) =>
        verdict.IsBlocked
            ? Finish(arrival, new Verdict.Blocked(verdict), JourneyReplies.Blocked(verdict))
            : arrival.Duplicate.Match(before => AnswerDuplicate(arrival, before), () => CheckLoops(policy, arrival, known, now));

    static Validation<Question, ScreeningVerdict> Listing(JourneyPolicy policy, JourneyState.Screening screening) =>
        Filtering.Screening.Judge(policy.Screening, screening.Arrival.Lists, screening.Arrival.Mail.Peer.Address, screening.Known);

    /// What will have to be known of the author is asked at the same time, unless the mail goes no further anyway.
    static Seq<Question> Ahead(JourneyPolicy policy, JourneyState.Screening screening) =>
        screening.Arrival.Duplicate.IsSome || LoopDetection.Sign(policy, screening.Arrival.Header).IsSome ? default
        : Need(policy, screening.Arrival, screening.Known).Match(Succ: _ => default, Fail: missing => missing);

    /// What was asked ahead and is not known yet is asked again when its time has come.
    static Knowledge KnownAnswers(JourneyPolicy policy, JourneyState.Screening screening, Knowledge answers)
    {
        var asked = Listing(policy, screening).Match(Succ: _ => default, Fail: missing => missing);
        return answers.Answers.Fold(
            screening.Known, (known, item) => item.Value is Answer.Unavailable && !asked.Contains(item.Key) ? known : known.With(item.Key, item.Value));
    }

    /// The sender of a mail whose fate is not decided keeps it: when it comes again, it is told.
    static Step<JourneyState, JourneyEffect> AnswerDuplicate(Arrival arrival, Duplicate before) => before switch
    {
        Duplicate.Taken(var id) => Finish(arrival, new Verdict.Duplicate(id), QueueReplies.Duplicate(id)),
        Duplicate.InProgress(var id) => Finish(arrival, new Verdict.InProgress(id), QueueReplies.DuplicateInProgress(id)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Step<JourneyState, JourneyEffect> CheckLoops(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) =>
        LoopDetection.Sign(policy, arrival.Header).Match(
            sign => Finish(arrival, new Verdict.Looping(sign), JourneyReplies.Looping(sign)),
            () => BounceReturn.Of(policy.Forwarding.Bounces, arrival) is { IsSome: true } way ? Return(policy, arrival, way)
                : policy.Carrier.IsSome
                ? new(new JourneyState.FindingCommand(arrival, known), Seqs.Of<JourneyEffect>(new JourneyEffect.FindCommand(arrival)))
                : FindDmarcPolicy(policy, arrival, known, now));

    /// Whatever looks like a command waits while passwords are being guessed: it is not even found out whether it is one.
    static Step<JourneyState, JourneyEffect> OnCommand(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) => arrival.Command.Verdict switch
    {
        CommandVerdict.LockedOut(var until) => Finish(arrival, new Verdict.LockedOut(until), JourneyReplies.LockedOut),
        CommandVerdict.Run command when policy.Carrier == CarrierTreatment.Kept =>
            new(new JourneyState.StoringCommand(arrival), Seqs.Of<JourneyEffect>(new JourneyEffect.StoreCommand(command))),
        _ => FindDmarcPolicy(policy, arrival, known, now),
    };

    static Step<JourneyState, JourneyEffect> FindDmarcPolicy(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) =>
        FindDmarcPolicy(policy, new JourneyState.FindingDmarcPolicy(arrival, known, now + policy.DnsTimeout), now);

    static Validation<Question, RewriteNeed> Need(JourneyPolicy policy, Arrival arrival, Knowledge known) =>
        RewriteNeed.Of(policy.Style, arrival.Header, arrival.Mail.Envelope.ReversePath, known);

    /// Asks until the author's policy is known; past the deadline what is missing is given up.
    static Step<JourneyState, JourneyEffect> FindDmarcPolicy(JourneyPolicy policy, JourneyState.FindingDmarcPolicy finding, Instant now) =>
        Need(policy, finding.Arrival, finding.Known).Match(
            Succ: need => MakePlan(policy, finding.Arrival, need),
            Fail: missing => now < finding.Deadline
                ? new(finding, Seqs.Of<JourneyEffect>(new JourneyEffect.Ask(missing, finding.Deadline - now)))
                : FindDmarcPolicy(policy, finding with { Known = finding.Known.GivingUpOn(missing, "no answer in time") }, now));

    static Step<JourneyState, JourneyEffect> MakePlan(JourneyPolicy policy, Arrival arrival, RewriteNeed need)
    {
        if (policy.DeferUnknown && need is RewriteNeed.Unknown(var reason))
        {
            return Finish(arrival, new Verdict.Postponed(reason), JourneyReplies.Postponed);
        }

        var mode = policy.Style.For(arrival.Digits, policy.Forwarding.MailFrom);
        var (header, masks) = policy.Carrier == CarrierTreatment.Untouched ? (arrival.Header, default) : (arrival.Shown, arrival.Command.Masks);
        return HandOn(policy, arrival, Plan.Of(policy.Forwarding, arrival.Trace(policy.Forwarding.Hostname), arrival.Mail, header, need, mode).Masked(masks));
    }

    /// What came back to a bounce address is neither searched for commands nor rewritten.
    static Step<JourneyState, JourneyEffect> Return(JourneyPolicy policy, Arrival arrival, Option<BounceReturn> way) => way.Case switch
    {
        BounceReturn.To(var sender) => HandOn(policy, arrival, Plan.Returning(policy.Forwarding, arrival.Trace(policy.Forwarding.Hostname), arrival.Mail, arrival.Header, sender)),
        BounceReturn.Refused(var reply, var reason) => Finish(arrival, new Verdict.NotReturned(reason), reply),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Step<JourneyState, JourneyEffect> HandOn(JourneyPolicy policy, Arrival arrival, Plan plan) =>
        arrival.Command.IsOrdered || policy.Acceptance.SpoolsAtOnce(arrival.Load)
            ? Accept(policy, arrival, plan, new FirstAttempt.NotMade(), arrival.At, jitter: 0.5)
            : new(new JourneyState.Delivering(arrival, plan), Seqs.Of<JourneyEffect>(new JourneyEffect.Deliver(plan, DeliveryTimeout(policy.Acceptance))));

    /// Without a spool there is nothing to do but to wait for the relay.
    static Option<TimeSpan> DeliveryTimeout(AcceptancePolicy taking) => taking.Mode == DeliveryMode.NoSpool ? Option<TimeSpan>.None : taking.Timeout;

    /// The sending server is answered with what is certain: by the relay's word, or by what is on disk.
    static Step<JourneyState, JourneyEffect> Accept(JourneyPolicy policy, Arrival arrival, Plan plan, FirstAttempt attempt, Instant now, double jitter) =>
        attempt is FirstAttempt.Ended({ IsDelivered: true } all)
            ? Finish(arrival, new Verdict.Forwarded(plan, all), DeliveryReply.Of(all, arrival.Id))
            : Owe(policy, arrival, plan, attempt, now, jitter);

    static Step<JourneyState, JourneyEffect> Owe(JourneyPolicy policy, Arrival arrival, Plan plan, FirstAttempt attempt, Instant now, double jitter) =>
        Responsibility.Of(policy.Acceptance.Retry, policy.Acceptance.Mode, arrival.Entry(policy.Acceptance.Retry, plan), attempt, now, jitter) switch
        {
            Acceptance.Answer(var reply) when attempt is FirstAttempt.Ended(var report) => Finish(arrival, new Verdict.Forwarded(plan, report), reply),
            Acceptance.Answer(var reply) => Finish(arrival, new Verdict.NotTaken(plan, "the relay was not done in time"), reply),
            Acceptance.Store store => new(new JourneyState.Storing(arrival, plan, store), Seqs.Of<JourneyEffect>(new JourneyEffect.Store(plan, store.Mail, arrival.Command.Command))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static Step<JourneyState, JourneyEffect> Finish(Arrival arrival, Verdict verdict, Reply reply)
    {
        var decision = new Decision(arrival, verdict, reply);
        return new(new JourneyState.Decided(decision), Seqs.Of<JourneyEffect>(new JourneyEffect.Finish(decision)));
    }
}

/// <summary>Signs that a mail goes round in circles (RFC 5321 §6.3).</summary>
public static class LoopDetection
{
    /// <summary>The first sign seen, in words fit for a reply: our own mark, or too many hops.</summary>
    public static Option<string> Sign(JourneyPolicy policy, HeaderSection header) =>
        LoopMark.IsOurs(header, policy.Forwarding.Hostname.Value) ? $"this mail has been forwarded by {policy.Forwarding.Hostname} before"
        : TraceFields.Hops(header) is var hops && hops > policy.MaxHops ? string.Create(CultureInfo.InvariantCulture, $"this mail has {hops} Received fields, the limit is {policy.MaxHops}")
        : Option<string>.None;
}
