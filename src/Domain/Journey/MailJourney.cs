using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
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
    public static JourneyState Start { get; } = new JourneyState.Expected();

    /// <summary>One step. An input that does not fit the state is a fault of the shell, and throws.</summary>
    public static Step<JourneyState, JourneyEffect> Advance(JourneyPolicy policy, JourneyState state, JourneyInput input) => (state, input) switch
    {
        (JourneyState.Expected, JourneyInput.Arrived(var arrival)) => Screen(policy, arrival),
        (JourneyState.Looking(var arrival), JourneyInput.Looked(var carried, var now)) => Heed(policy, arrival with { Carried = carried }, now),
        (JourneyState.Weighing weighing, JourneyInput.Answered(var answers, var now)) =>
            Weigh(policy, weighing with { Known = weighing.Known.With(answers) }, now),
        (JourneyState.Delivering(var arrival, var plan), JourneyInput.Tried(var attempt, var now, var jitter)) => Take(policy, arrival, plan, attempt, now, jitter),
        (JourneyState.Storing(var arrival, var plan, var taking), JourneyInput.Stored) =>
            Settle(arrival, new Verdict.Queued(plan, QueueProcess.EntryOf(taking.Step.Next)), taking.Reply),
        (JourneyState.Storing(var arrival, var plan, _), JourneyInput.NotStored(var reason, var full)) =>
            Settle(arrival, new Verdict.NotTaken(plan, reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        (JourneyState.Ordering(var arrival), JourneyInput.Stored) => Settle(arrival, new Verdict.Kept(), JourneyReplies.Ordered(arrival.Id)),
        (JourneyState.Ordering(var arrival), JourneyInput.NotStored(var reason, var full)) =>
            Settle(arrival, new Verdict.NotOrdered(reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        _ => throw new System.Diagnostics.UnreachableException($"{input.GetType().Name} in {state.GetType().Name}"),
    };

    static Step<JourneyState, JourneyEffect> Screen(JourneyPolicy policy, Arrival arrival) =>
        arrival.Screening.IsBlocked
            ? Settle(arrival, new Verdict.Blocked(arrival.Screening), JourneyReplies.Blocked(arrival.Screening))
            : arrival.Known.Match(
                before => Repeat(arrival, before),
                () => Travel(policy, arrival));

    /// The sender of a mail whose fate is not decided keeps it: when it comes again, it is told.
    static Step<JourneyState, JourneyEffect> Repeat(Arrival arrival, Encounter before) => before switch
    {
        Encounter.Taken(var id) => Settle(arrival, new Verdict.Repeated(id), QueueReplies.KnownAlready(id)),
        Encounter.UnderWay(var id) => Settle(arrival, new Verdict.UnderWay(id), QueueReplies.UnderWay(id)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Step<JourneyState, JourneyEffect> Travel(JourneyPolicy policy, Arrival arrival) =>
        Loops.Sign(policy, arrival.Header).Match(
            sign => Settle(arrival, new Verdict.Looping(sign), JourneyReplies.Looping(sign)),
            () => policy.Carrier.IsSome
                ? new(new JourneyState.Looking(arrival), Seqs.Of<JourneyEffect>(new JourneyEffect.Look(arrival)))
                : Weigh(policy, arrival, arrival.At));

    /// Whatever looks like a command waits while passwords are being guessed: it is not even found out whether it is one.
    static Step<JourneyState, JourneyEffect> Heed(JourneyPolicy policy, Arrival arrival, Instant now) => arrival.Carried.Verdict switch
    {
        CommandVerdict.Barred(var until) => Settle(arrival, new Verdict.Barred(until), JourneyReplies.Barred),
        CommandVerdict.Run command when policy.Carrier == CarrierTreatment.Kept =>
            new(new JourneyState.Ordering(arrival), Seqs.Of<JourneyEffect>(new JourneyEffect.Order(command))),
        _ => Weigh(policy, arrival, now),
    };

    static Step<JourneyState, JourneyEffect> Weigh(JourneyPolicy policy, Arrival arrival, Instant now) =>
        Weigh(policy, new JourneyState.Weighing(arrival, Knowledge.Empty, now + policy.DnsPatience), now);

    /// Asks until the author's policy is known; past the deadline what is missing is given up.
    static Step<JourneyState, JourneyEffect> Weigh(JourneyPolicy policy, JourneyState.Weighing weighing, Instant now) =>
        RewriteNeed.Of(policy.Style, weighing.Arrival.Header, weighing.Arrival.Submission.Envelope.ReversePath, weighing.Known).Match(
            Succ: need => Treat(policy, weighing.Arrival, need),
            Fail: missing => now < weighing.Deadline
                ? new(weighing, Seqs.Of<JourneyEffect>(new JourneyEffect.Ask(missing, weighing.Deadline - now)))
                : Weigh(policy, weighing with { Known = weighing.Known.GivingUpOn(missing, "no answer in time") }, now));

    static Step<JourneyState, JourneyEffect> Treat(JourneyPolicy policy, Arrival arrival, RewriteNeed need)
    {
        if (policy.DeferUnknown && need is RewriteNeed.Unknown(var reason))
        {
            return Settle(arrival, new Verdict.Postponed(reason), JourneyReplies.Postponed);
        }

        var mode = policy.Style.For(arrival.Digits, policy.Forwarding.MailFrom);
        var (header, masks) = policy.Carrier == CarrierTreatment.Untouched ? (arrival.Header, default) : (arrival.Shown, arrival.Carried.Masks);
        var plan = Plan.Of(policy.Forwarding, arrival.Trace(policy.Forwarding.Hostname), arrival.Submission, header, need, mode).Masked(masks);
        return arrival.Carried.IsOrdered || policy.Taking.SpoolsAtOnce(arrival.Pressure)
            ? Take(policy, arrival, plan, new FirstAttempt.NotMade(), arrival.At, jitter: 0.5)
            : new(new JourneyState.Delivering(arrival, plan), Seqs.Of<JourneyEffect>(new JourneyEffect.Deliver(plan, Patience(policy.Taking))));
    }

    /// Without a spool there is nothing to do but to wait for the relay.
    static Option<TimeSpan> Patience(TakingPolicy taking) => taking.Mode == DeliveryMode.NoSpool ? Option<TimeSpan>.None : taking.Patience;

    /// The sending server is answered with what is certain: by the relay's word, or by what is on disk.
    static Step<JourneyState, JourneyEffect> Take(JourneyPolicy policy, Arrival arrival, Plan plan, FirstAttempt attempt, Instant now, double jitter) =>
        Responsibility.Of(policy.Taking.Retry, policy.Taking.Mode, arrival.Entry(policy.Taking.Retry, plan), attempt, now, jitter) switch
        {
            Taking.Answer(var reply) when attempt is FirstAttempt.Ended(var report) => Settle(arrival, new Verdict.Forwarded(plan, report), reply),
            Taking.Answer(var reply) => Settle(arrival, new Verdict.NotTaken(plan, "the relay was not done in time"), reply),
            Taking.Store store => new(new JourneyState.Storing(arrival, plan, store), Seqs.Of<JourneyEffect>(new JourneyEffect.Store(plan, store.Step, arrival.Carried.Command))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static Step<JourneyState, JourneyEffect> Settle(Arrival arrival, Verdict verdict, Reply reply)
    {
        var decision = new Decision(arrival, verdict, reply);
        return new(new JourneyState.Settled(decision), Seqs.Of<JourneyEffect>(new JourneyEffect.Settle(decision)));
    }
}
