using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>Where a mail is on its way.</summary>
public abstract record JourneyState
{
    JourneyState() { }

    /// <summary>Nothing has arrived yet.</summary>
    public sealed record Expected : JourneyState;

    /// <summary>It is being found out whether the sender must be rewritten.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">The answers so far.</param>
    /// <param name="Deadline">When the DNS is waited for no longer.</param>
    public sealed record Weighing(Arrival Arrival, Knowledge Known, Instant Deadline) : JourneyState;

    /// <summary>It is being handed on while its sender waits.</summary>
    public sealed record Delivering(Arrival Arrival, Plan Plan) : JourneyState;

    /// <summary>What is owed of it is being stored.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Plan">What is sent.</param>
    /// <param name="Taking">The first step of its entry in the queue, and the reply once that is on disk.</param>
    public sealed record Storing(Arrival Arrival, Plan Plan, Taking.Store Taking) : JourneyState;

    /// <summary>All is decided and done.</summary>
    public sealed record Settled(Decision Decision) : JourneyState;
}

/// <summary>What can happen to a mail on its way.</summary>
public abstract record JourneyInput
{
    JourneyInput() { }

    /// <summary>A mail arrived.</summary>
    public sealed record Arrived(Arrival Arrival) : JourneyInput;

    /// <summary>Questions were answered, some perhaps by silence.</summary>
    /// <param name="Answers">An answer to each question that was asked.</param>
    /// <param name="Now">The time.</param>
    public sealed record Answered(Knowledge Answers, Instant Now) : JourneyInput;

    /// <summary>How the attempt fared for which the sender waited.</summary>
    /// <param name="Attempt">Its end, or that it goes on.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Jitter">Drawn from 0 to 1, for the time of the next attempt.</param>
    public sealed record Tried(FirstAttempt Attempt, Instant Now, double Jitter) : JourneyInput;

    /// <summary>What is owed is on disk.</summary>
    public sealed record Stored : JourneyInput;

    /// <summary>It could not be stored.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Full">True when there is no room, false when the disk fails.</param>
    public sealed record NotStored(string Reason, bool Full) : JourneyInput;
}

/// <summary>What a journey asks of the shell. Each step ends in exactly one of these.</summary>
public abstract record JourneyEffect
{
    JourneyEffect() { }

    /// <summary>Waits: ask the DNS all of this at once, no longer than the budget. Gives Answered, with an answer to each question.</summary>
    public sealed record Ask(Seq<Question> Questions, TimeSpan Budget) : JourneyEffect;

    /// <summary>Waits: hand the mail on; no longer than the patience, if there is one. An attempt that outlasts it goes on. Gives Tried.</summary>
    public sealed record Deliver(Plan Plan, Option<TimeSpan> Patience) : JourneyEffect;

    /// <summary>Waits: perform the first step of the entry in the queue, with the octets of the plan. Gives Stored or NotStored.</summary>
    public sealed record Store(Plan Plan, Step<QueueState, QueueEffect> Step) : JourneyEffect;

    /// <summary>Ends: write the decision down and tell the sending server.</summary>
    public sealed record Settle(Decision Decision) : JourneyEffect;
}

/// <summary>
/// The journey of one mail from the end of its data to its settlement: screen, look for loops, weigh the author's DMARC policy,
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
        (JourneyState.Weighing weighing, JourneyInput.Answered(var answers, var now)) =>
            Weigh(policy, weighing with { Known = weighing.Known.With(answers) }, now),
        (JourneyState.Delivering(var arrival, var plan), JourneyInput.Tried(var attempt, var now, var jitter)) => Take(policy, arrival, plan, attempt, now, jitter),
        (JourneyState.Storing(var arrival, var plan, var taking), JourneyInput.Stored) =>
            Settle(arrival, new Verdict.Queued(plan, QueueProcess.EntryOf(taking.Step.Next)), taking.Reply),
        (JourneyState.Storing(var arrival, var plan, _), JourneyInput.NotStored(var reason, var full)) =>
            Settle(arrival, new Verdict.NotTaken(plan, reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        _ => throw new System.Diagnostics.UnreachableException($"{input.GetType().Name} in {state.GetType().Name}"),
    };

    static Step<JourneyState, JourneyEffect> Screen(JourneyPolicy policy, Arrival arrival) =>
        arrival.Screening.IsBlocked
            ? Settle(arrival, new Verdict.Blocked(arrival.Screening), JourneyReplies.Blocked(arrival.Screening))
            : arrival.Known.Match(
                known => Settle(arrival, new Verdict.Repeated(known), QueueReplies.KnownAlready(known)),
                () => Travel(policy, arrival));

    static Step<JourneyState, JourneyEffect> Travel(JourneyPolicy policy, Arrival arrival) =>
        Loops.Sign(policy, arrival.Header).Match(
            sign => Settle(arrival, new Verdict.Looping(sign), JourneyReplies.Looping(sign)),
            () => Weigh(policy, new JourneyState.Weighing(arrival, Knowledge.Empty, arrival.At + policy.DnsPatience), arrival.At));

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
        var plan = Plan.Of(policy.Forwarding, arrival.Trace(policy.Forwarding.Hostname), arrival.Submission, arrival.Header, need, mode);
        return policy.Taking.SpoolsAtOnce(arrival.Pressure)
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
            Taking.Store store => new(new JourneyState.Storing(arrival, plan, store), Seqs.Of<JourneyEffect>(new JourneyEffect.Store(plan, store.Step))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static Step<JourneyState, JourneyEffect> Settle(Arrival arrival, Verdict verdict, Reply reply)
    {
        var decision = new Decision(arrival, verdict, reply);
        return new(new JourneyState.Settled(decision), Seqs.Of<JourneyEffect>(new JourneyEffect.Settle(decision)));
    }
}
