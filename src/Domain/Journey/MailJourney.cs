using Laitos.Domain.Authentication;
using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>
/// The journey of one mail from the end of its data to its settlement: screen, look for loops, find out who sent it, look for commands,
/// reach a verdict, plan, deliver.
/// </summary>
public static class MailJourney
{
    /// <summary>Before the mail arrives.</summary>
    public static JourneyState Start { get; } = new JourneyState.AwaitingMail();

    /// <summary>One step. An input out of turn is a fault of the shell: the sender keeps the mail.</summary>
    public static Step<JourneyState, JourneyEffect> Advance(JourneyPolicy policy, JourneyState state, JourneyInput input) => (state, input) switch
    {
        (JourneyState.AwaitingMail, JourneyInput.Arrived(var arrival)) =>
            Screen(policy, new JourneyState.Screening(
                policy.Roles.HaveAll(arrival.Mail.Envelope.ForwardPaths) ? arrival with { IsForRoles = true } : arrival, arrival.Answers, arrival.At + policy.ScreeningTimeout), arrival.At),
        (JourneyState.Screening screening, JourneyInput.Answered(var answers, var now)) => Screen(policy, screening with { Known = KnownAnswers(policy, screening, answers) }, now),
        (JourneyState.FindingCommand(var arrival, var known), JourneyInput.CommandSearched(var mailCommand, var now)) => OnCommand(policy, arrival with { Command = mailCommand }, known, now),
        (JourneyState.ReadingReport(var arrival, var sender, var known), JourneyInput.ReportRead(var report, var now)) => report.IsFailure
            ? HandOn(policy, arrival, ReturnedNotice.Of(policy, arrival, sender, report)) : ToOwner(policy, arrival, known, now),
        // The arithmetic may have taken its time on a busy machine: the DNS has all of its own.
        (JourneyState.VerifyingSignatures(var arrival, var known), JourneyInput.SignaturesVerified(var findings, var now)) =>
            Authenticate(policy, new JourneyState.Authenticating(arrival, findings, known, now + policy.DnsTimeout), now),
        (JourneyState.Authenticating authenticating, JourneyInput.Answered(var answers, var now)) =>
            Authenticate(policy, authenticating with { Known = authenticating.Known.With(answers) }, now),
        (JourneyState.ReachingVerdict reaching, JourneyInput.Answered(var answers, var now)) =>
            ReachVerdict(policy, reaching with { Known = reaching.Known.With(answers) }, now),
        (JourneyState.Scanning(var arrival, var known), JourneyInput.Scanned(var outcome, var now)) => OnScan(policy, arrival with { Scan = outcome }, known, now),
        (JourneyState.Signing signing, JourneyInput.Signed(var signature, _) signed) => Proceed(policy, signing with { Plan = signing.Plan.With(signature).Sealed(signed.Seal) }),
        (JourneyState.Delivering delivering, JourneyInput.Attempted(var attempt, var now, var jitter)) => AfterAttempt(policy, delivering, attempt, now, jitter),
        (JourneyState.Storing(var arrival, var plan, var taking), JourneyInput.Stored) =>
            Finish(arrival, new Verdict.Queued(plan, taking.Mail.Entry), taking.Reply),
        (JourneyState.Storing(var arrival, var plan, _), JourneyInput.NotStored(var reason, var full)) =>
            Finish(arrival, new Verdict.NotTaken(plan, reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        (JourneyState.StoringCommand(var arrival), JourneyInput.Stored) => Finish(arrival, new Verdict.CommandOnly(), JourneyReplies.Taken(arrival.Id)),
        (JourneyState.StoringCommand(var arrival), JourneyInput.NotStored(var reason, var full)) =>
            Finish(arrival, new Verdict.CommandNotStored(reason), full ? Replies.NoRoom : JourneyReplies.NotStored),
        _ when JourneyStates.ArrivalOf(state).Case is Arrival arrival => Finish(arrival, new Verdict.OutOfTurn($"{input.GetType().Name} in {state.GetType().Name}"), JourneyReplies.Fault),
        _ => new(state, default),
    };

    /// Asks until it is known what the lists say; past the deadline what is missing is given up.
    static Step<JourneyState, JourneyEffect> Screen(JourneyPolicy policy, JourneyState.Screening screening, Instant now) =>
        Listing(policy, screening).IsKnown(out var verdict, out var missing)
            ? AfterScreening(policy, screening.Arrival with { Screened = verdict }, verdict, screening.Known, now)
        : now < screening.Deadline
            ? new(screening, Seqs.Of<JourneyEffect>(new JourneyEffect.Ask(missing.Then(Ahead(policy, screening)).AsEnumerable().Distinct().Gather(), screening.Deadline - now)))
        : Screen(policy, screening with { Known = screening.Known.GivingUpOn(missing, "no answer in time") }, now);

    static Step<JourneyState, JourneyEffect> AfterScreening(JourneyPolicy policy, Arrival arrival, ScreeningVerdict verdict, Knowledge known, Instant now) =>
        verdict.IsBlocked && !arrival.IsForRoles
            ? Finish(arrival, new Verdict.Blocked(verdict), JourneyReplies.Blocked(verdict))
            : arrival.Duplicate.Case is Duplicate before ? AnswerDuplicate(arrival, before)
            : CheckLoops(policy, arrival, known, now);

    static Validation<Question, ScreeningVerdict> Listing(JourneyPolicy policy, JourneyState.Screening screening) =>
        Filtering.Screening.Judge(policy.Screening, screening.Arrival.Lists, screening.Arrival.Mail.Peer.Address, screening.Known);

    /// What will have to be known of the author is asked at the same time, unless the mail goes no further anyway.
    static Seq<Question> Ahead(JourneyPolicy policy, JourneyState.Screening screening) =>
        screening.Arrival.Duplicate.IsSome || screening.Arrival.Mail.Envelope.IsDropped || LoopDetection.Sign(policy, screening.Arrival.Header).IsSome ? default
        : OfAuthor(policy, screening).Then(MailScan.Ahead(policy, screening.Arrival, screening.Known));

    static Seq<Question> OfAuthor(JourneyPolicy policy, JourneyState.Screening screening) =>
        policy.Authentication.IsSome
            ? SenderAuthentication.Ahead(screening.Known, screening.Arrival.SpfRequest(policy.Forwarding.Hostname), screening.Arrival.Authors)
        : ForwardingVerdict.Of(policy, screening.Arrival, screening.Known).IsKnown(out _, out var missing) ? default : missing;

    /// What was asked ahead and is not known yet is asked again when its time has come.
    static Knowledge KnownAnswers(JourneyPolicy policy, JourneyState.Screening screening, Knowledge answers)
    {
        var asked = Listing(policy, screening).IsKnown(out _, out var missing) ? default : missing;
        return screening.Known.With([.. answers.Answers.ToArray().Where(item => item.Answer is not Answer.Unavailable || asked.Contains(item.Question))]);
    }

    /// The sender of a mail whose fate is not decided keeps it: when it comes again, it is told.
    static Step<JourneyState, JourneyEffect> AnswerDuplicate(Arrival arrival, Duplicate before) => before switch
    {
        Duplicate.Taken(var id) => Finish(arrival, new Verdict.Duplicate(id), QueueReplies.Duplicate(id)),
        Duplicate.InProgress(var id) => Finish(arrival, new Verdict.InProgress(id), QueueReplies.DuplicateInProgress(id)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Step<JourneyState, JourneyEffect> CheckLoops(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) =>
        LoopDetection.Sign(policy, arrival.Header).Case is string sign ? Finish(arrival, new Verdict.Looping(sign), JourneyReplies.Looping(sign))
        : arrival.Mail.Envelope.IsDropped ? Finish(arrival, new Verdict.Dropped(), JourneyReplies.Taken(arrival.Id))
        : BounceReturn.Of(policy.Forwarding.Bounces, arrival) is { IsSome: true } way ? Return(policy, arrival, known, way, now)
        : ToOwner(policy, arrival, known, now);

    static Step<JourneyState, JourneyEffect> ToOwner(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) =>
        policy.Authentication.IsSome ? VerifySignatures(policy, arrival, known) : FindCommand(policy, arrival, known, now);

    static Step<JourneyState, JourneyEffect> VerifySignatures(JourneyPolicy policy, Arrival arrival, Knowledge known) => new(
        new JourneyState.VerifyingSignatures(arrival, known),
        Seqs.Of<JourneyEffect>(new JourneyEffect.VerifySignatures(arrival, policy.DnsTimeout)));

    /// Asks until it is known who sent the mail; past the deadline what is missing is given up.
    static Step<JourneyState, JourneyEffect> Authenticate(JourneyPolicy policy, JourneyState.Authenticating state, Instant now) =>
        SenderAuthentication.Of(state.Known, state.Arrival.SpfRequest(policy.Forwarding.Hostname), state.Arrival.Authors, state.Signatures).IsKnown(out var sender, out var missing)
            ? FindCommand(policy, state.Arrival with { Sender = sender }, state.Known, now)
        : now < state.Deadline
            ? new(state, Seqs.Of<JourneyEffect>(new JourneyEffect.Ask(missing, state.Deadline - now)))
        : Authenticate(policy, state with { Known = state.Known.GivingUpOn(missing, "no answer in time") }, now);

    static Step<JourneyState, JourneyEffect> FindCommand(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) => policy.Carrier.IsSome
        ? new(new JourneyState.FindingCommand(arrival, known), Seqs.Of<JourneyEffect>(new JourneyEffect.FindCommand(arrival)))
        : ReachVerdict(policy, arrival, known, now);

    /// Whatever looks like a command waits while passwords are being guessed: it is not even found out whether it is one.
    static Step<JourneyState, JourneyEffect> OnCommand(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) => arrival.Command.Verdict switch
    {
        CommandVerdict.LockedOut(var until) => Finish(arrival, new Verdict.LockedOut(until), JourneyReplies.LockedOut),
        CommandVerdict.Run command when policy.Carrier == CarrierTreatment.Kept =>
            new(new JourneyState.StoringCommand(arrival), Seqs.Of<JourneyEffect>(new JourneyEffect.StoreCommand(command))),
        _ => ReachVerdict(policy, arrival, known, now),
    };

    static Step<JourneyState, JourneyEffect> ReachVerdict(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) =>
        ReachVerdict(policy, new JourneyState.ReachingVerdict(arrival, known, now + policy.DnsTimeout), now);

    /// Asks until the verdict is reached, and until the scanner can be asked if it is to be; past the deadline what is missing is given up.
    static Step<JourneyState, JourneyEffect> ReachVerdict(JourneyPolicy policy, JourneyState.ReachingVerdict reaching, Instant now) =>
        ForwardingVerdict.Of(policy, reaching.Arrival, reaching.Known).IsKnown(out var verdict, out var missing)
        && MailScan.Of(policy, reaching.Arrival, verdict, reaching.Known).IsKnown(out var scan, out missing)
            ? scan switch
            {
                MailScan.NotMissing => Carry(policy, reaching.Arrival, verdict),
                MailScan.Left(var because) => OnScan(policy, reaching.Arrival with { Scan = because }, reaching.Known, now),
                MailScan.Wanted(var request, var shown, var timeout) =>
                    new(new JourneyState.Scanning(reaching.Arrival, reaching.Known), Seqs.Of<JourneyEffect>(new JourneyEffect.Scan(request, shown, timeout))),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
        : now < reaching.Deadline
            ? new(reaching, Seqs.Of<JourneyEffect>(new JourneyEffect.Ask(missing, reaching.Deadline - now)))
        : ReachVerdict(policy, reaching with { Known = reaching.Known.GivingUpOn(missing, "no answer in time") }, now);

    /// What goes on may have got fields, which a signature can forbid: its form is decided once more.
    static Step<JourneyState, JourneyEffect> OnScan(JourneyPolicy policy, Arrival arrival, Knowledge known, Instant now) =>
        (policy.SpamTreatment(arrival), arrival.Scan.Case) switch
        {
            (SpamTreatment.Refuse, ScanOutcome.Reported(var report, _)) => Finish(arrival, new Verdict.Spam(report, "spam-refused"), JourneyReplies.Spam(report)),
            (SpamTreatment.Defer, ScanOutcome.Reported(var report, _)) => Finish(arrival, new Verdict.Spam(report, "spam-deferred"), JourneyReplies.SpamDeferred(report)),
            _ => ReachVerdict(policy, arrival, known, now),
        };

    static Step<JourneyState, JourneyEffect> Carry(JourneyPolicy policy, Arrival arrival, ForwardingVerdict verdict) => verdict switch
    {
        ForwardingVerdict.Forward(RewriteNeed.Unknown(var reason) need) when policy.Postpones(need) => Finish(arrival, new Verdict.Postponed(reason), JourneyReplies.Postponed),
        ForwardingVerdict.Postpone(var reason) => Finish(arrival, new Verdict.Postponed(reason), JourneyReplies.Postponed),
        ForwardingVerdict.Forward(var need) => HandOn(policy, arrival, JourneyPlan.Of(policy, arrival, need)),
        ForwardingVerdict.Wrap(var need) => HandOn(policy, arrival, JourneyPlan.Wrapped(policy, arrival, need)),
        ForwardingVerdict.Hold(var need) => Leave(policy, new JourneyState.Signing(arrival, JourneyPlan.Of(policy, arrival, need)) { Held = HeldReason(need) }),
        ForwardingVerdict.RefuseDmarc refused => Finish(arrival, new Verdict.Unauthenticated("dmarc-fail", refused.Sign), JourneyReplies.FailsDmarc(refused)),
        ForwardingVerdict.RefuseSpf(var sender) => Finish(arrival, new Verdict.Unauthenticated("spf-fail", "neither DMARC nor DKIM speaks for it"), JourneyReplies.FailsSpf(sender)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// Of what comes back to a bounce address, its sender is told of failures alone. All else, such as a note that somebody is away, speaks for the owner's mailbox, and goes to him.
    static Step<JourneyState, JourneyEffect> Return(JourneyPolicy policy, Arrival arrival, Knowledge known, Option<BounceReturn> way, Instant now) => way.Case switch
    {
        BounceReturn.To(var sender) => ReturnedReportScan.IsOne(arrival.Header)
            ? new(new JourneyState.ReadingReport(arrival, sender, known), Seqs.Of<JourneyEffect>(new JourneyEffect.ReadReport(arrival)))
            : ToOwner(policy, arrival, known, now),
        BounceReturn.Refused(var reply, var reason) => Finish(arrival, new Verdict.NotReturned(reason), reply),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Step<JourneyState, JourneyEffect> HandOn(JourneyPolicy policy, Arrival arrival, Plan plan) => Leave(policy, new JourneyState.Signing(arrival, plan));

    /// What is changed is signed after its last change, if it is signed at all; what is sealed is sealed after that.
    static Step<JourneyState, JourneyEffect> Leave(JourneyPolicy policy, JourneyState.Signing leaving) =>
        JourneyPlan.Chain(policy, leaving.Arrival, leaving.Plan) is var chain && (chain.IsSome || (policy.Signs && leaving.Plan.IsChanged))
            ? new(leaving, Seqs.Of<JourneyEffect>(new JourneyEffect.Sign(leaving.Plan, chain))) : Proceed(policy, leaving);

    static Step<JourneyState, JourneyEffect> Proceed(JourneyPolicy policy, JourneyState.Signing leaving) => (leaving.Held.Case, leaving.Before.Case) switch
    {
        (string reason, _) => Keep(policy, leaving.Arrival, leaving.Plan, reason),
        (_, DeliveryReport before) => Again(policy, leaving.Arrival, leaving.Plan, before),
        _ => Offer(policy, leaving.Arrival, leaving.Plan),
    };

    static Step<JourneyState, JourneyEffect> Offer(JourneyPolicy policy, Arrival arrival, Plan plan) =>
        arrival.Command.IsOrdered || policy.Acceptance.SpoolsAtOnce(arrival.Load)
            ? Accept(policy, arrival, plan, new FirstAttempt.NotMade(), arrival.At, jitter: 0.5)
            : new(new JourneyState.Delivering(arrival, plan), Seqs.Of<JourneyEffect>(new JourneyEffect.Deliver(plan, DeliveryTimeout(policy.Acceptance))));

    /// Without a spool there is nothing to do but to wait for the relay.
    static Option<TimeSpan> DeliveryTimeout(AcceptancePolicy taking) => taking.Mode == DeliveryMode.NoSpool ? Option<TimeSpan>.None : taking.Timeout;

    /// Stored without an attempt: it leaves when the owner releases it.
    static Step<JourneyState, JourneyEffect> Keep(JourneyPolicy policy, Arrival arrival, Plan plan, string reason) => Owe(
        policy, arrival, plan, JourneyPlan.Entry(policy, arrival, plan) with { Held = reason }, new FirstAttempt.NotMade(), arrival.At, jitter: 0.5);

    static string HeldReason(RewriteNeed.Unverified need) => $"it fails DMARC for {string.Join(", ", need.By.Map(each => each.Domain.Value))}";

    /// A mail that the relay refused as it was, for lack of authentication, is offered once more with another author's address: to those who refused it.
    static Step<JourneyState, JourneyEffect> AfterAttempt(JourneyPolicy policy, JourneyState.Delivering state, FirstAttempt attempt, Instant now, double jitter) =>
        (state.Before.Case, attempt) switch
        {
            (null, FirstAttempt.Ended(var report)) when AuthenticationRefusal.In(report).Case is Reply words && JourneyPlan.ChangeUponRefusal(policy, state.Arrival, state.Plan).IsSome =>
                Leave(policy, new JourneyState.Signing(state.Arrival, JourneyPlan.Refused(policy, state.Arrival, words.ToString())) { Before = report }),
            (null, FirstAttempt.Ended) => Accept(policy, state.Arrival, state.Plan, attempt, now, jitter),
            (DeliveryReport before, FirstAttempt.Ended(var report)) =>
                Accept(policy, state.Arrival, state.Plan, new FirstAttempt.Ended(AuthenticationRefusal.Settled(before, report)), now, jitter),
            (DeliveryReport before, _) => Owe(
                policy, state.Arrival, state.Plan, JourneyPlan.After(state.Arrival, policy, state.Plan, AuthenticationRefusal.Accepted(before), now), attempt, now, jitter),
            _ => Accept(policy, state.Arrival, state.Plan, attempt, now, jitter),
        };

    static Step<JourneyState, JourneyEffect> Again(JourneyPolicy policy, Arrival arrival, Plan plan, DeliveryReport before) => new(
        new JourneyState.Delivering(arrival, plan) { Before = before },
        Seqs.Of<JourneyEffect>(new JourneyEffect.Deliver(
            plan with { Job = plan.Job with { Recipients = AuthenticationRefusal.Refusing(before) } }, DeliveryTimeout(policy.Acceptance))));

    /// The sending server is answered with what is certain: by the relay's word, or by what is on disk.
    static Step<JourneyState, JourneyEffect> Accept(JourneyPolicy policy, Arrival arrival, Plan plan, FirstAttempt attempt, Instant now, double jitter) =>
        attempt is FirstAttempt.Ended({ IsDelivered: true } all)
            ? Finish(arrival, new Verdict.Forwarded(plan, all), DeliveryReply.Of(all, arrival.Id))
            : Owe(policy, arrival, plan, JourneyPlan.Entry(policy, arrival, plan), attempt, now, jitter);

    static Step<JourneyState, JourneyEffect> Owe(JourneyPolicy policy, Arrival arrival, Plan plan, QueueEntry entry, FirstAttempt attempt, Instant now, double jitter) =>
        Responsibility.Of(policy.Acceptance.Retry, policy.Acceptance.Mode, entry, attempt, now, jitter) switch
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
