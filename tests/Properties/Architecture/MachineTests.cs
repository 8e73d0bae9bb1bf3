using System.Reflection;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Commands;
using Laitos.Properties.Journey;
using Laitos.Properties.Queue;

namespace Laitos.Properties.Architecture;

/// <summary>
/// Every machine takes every input in every state without throwing. Out of turn, one that takes a thing to its end ends it where its peer comes again, and one that goes on
/// stays as it is and asks for nothing.
/// </summary>
public class MachineTests
{
    static readonly Instant Noon = JourneyMails.Noon;

    /// <summary>For each machine a walk through its states and inputs, which gives what was not safe.</summary>
    static Dictionary<Type, Func<IEnumerable<string>>> Walks => new()
    {
        [typeof(SmtpSession)] = () => Drawn(
            SmtpArbitraries.Sessions().Generator, SmtpArbitraries.Inputs().Generator, (session, input) => SmtpSession.Advance(SmtpArbitraries.Policy, session, input),
            (_, step) => step.Effects.Head != new SessionEffect.Send(Replies.OutOfStep) || (step.Next is Session.Closed && Replies.OutOfStep.Code == 421)),
        [typeof(MailJourney)] = () => All<JourneyState, JourneyInput, JourneyEffect>(
            Journeys(), JourneyInputs, (state, input) => MailJourney.Advance(Journey, state, input),
            (state, step) => step.Effects.IsEmpty
                ? Equals(step.Next, state) && state is JourneyState.AwaitingMail or JourneyState.Decided
                : step.Effects.Single() is not JourneyEffect.Finish { Decision: { Verdict: Verdict.OutOfTurn, Reply: var reply } } || reply.Code == 451),
        [typeof(QueueProcess)] = () => All<QueueState, QueueInput, QueueEffect>(
            [new QueueState.Waiting(Entries.Fresh()), new QueueState.Attempting(Entries.Fresh()), new QueueState.Done(Entries.Fresh())],
            [
                new QueueInput.FellDue(Noon), new QueueInput.Attempted(Entries.Report(Entries.Took), Noon, 0), new QueueInput.Interrupted(Noon), new QueueInput.Damaged("?", Noon), new QueueInput.RetryNow(Noon),
                new QueueInput.Hold("?"), new QueueInput.Release(Noon), new QueueInput.Drop(Noon),
            ],
            (state, input) => QueueProcess.Advance(RetryPolicy.Standard, state, input),
            (state, step) => state is not QueueState.Done || (step.Next == state && step.Effects == Seqs.Of<QueueEffect>(new QueueEffect.End()))),
        [typeof(MailQueueProcess)] = () => All<MailQueue, MailQueueInput, MailQueueEffect>(
            [MailQueue.Start(1), MailQueue.Start(1) with { Phase = QueuePhase.Ended }, Announced("id1")],
            [
                new MailQueueInput.Attempted("id1", Entries.Report(Entries.Took), Noon, 0), new MailQueueInput.Unreadable("id1", "?", Noon, 0), new MailQueueInput.Interrupted("id1", Noon), new MailQueueInput.Damaged("id1", "?", Noon),
                new MailQueueInput.Written("id1", new WriteOutcome.Stored(), Noon), new MailQueueInput.Written("id2", new WriteOutcome.Failed("?"), Noon), new MailQueueInput.NotStored(Seqs.Of("id2"), Noon),
                new MailQueueInput.Loaded(Seqs.Of(new QueueItem("id2", Entries.Fresh())), Option<ScheduledEntry>.None, Noon), new MailQueueInput.NotLoaded("?", Noon),
                new MailQueueInput.Found("id1", new QueueItem("id1", Entries.Fresh()), Noon), new MailQueueInput.NotFound("id1", "?", Noon), new MailQueueInput.TimerElapsed(Noon), new MailQueueInput.PhaseBegan(QueuePhase.Loading, Noon),
            ],
            (queue, input) => MailQueueProcess.Advance(new QueuePolicy(RetryPolicy.Standard, DiskRetry.Pause), queue, input),
            (queue, step) => step.Effects.IsEmpty && step.Next == queue),
        [typeof(CommandQueue)] = () => All<CommandQueue, CommandQueueInput, CommandQueueEffect>(
            [CommandQueue.Empty], [new CommandQueueInput.NotStored("id1"), new CommandQueueInput.Ended("id1"), new CommandQueueInput.Loaded(default)],
            (queue, input) => CommandQueue.Advance(Orders.Policy, queue, input),
            (queue, step) => step.Effects.IsEmpty && step.Next == queue),
        [typeof(CommandProcess)] = () => All<CommandState, CommandInput, CommandEffect>(
            Commands(),
            [
                new CommandInput.Due(Noon), new CommandInput.Recorded(), new CommandInput.NotRecorded("?"), new CommandInput.Gone(), new CommandInput.Ran(new AppResponse.Done(), Noon),
                new CommandInput.Reported(), new CommandInput.NotReported("?"),
            ],
            (state, input) => CommandProcess.Advance(Orders.Policy, state, input),
            (state, step) => step.Effects.Last is not CommandEffect.Await || (step.Effects.Count == 1 && step.Next == state)),
        [typeof(BlocklistHealthCheck)] = () => All<BlocklistHealthCheck, HealthCheckInput, HealthCheckEffect>(
            [BlocklistHealthCheck.Start(default), new BlocklistHealthCheck(BlocklistHealth.Start(Seqs.Of(JourneyMails.List)), Seqs.Of(JourneyMails.List))],
            [new HealthCheckInput.TimerElapsed(Noon), new HealthCheckInput.Answered(Knowledge.Empty, Noon)],
            BlocklistHealthCheck.Advance,
            (proving, step) => !step.Effects.IsEmpty || step.Next == proving),
        [typeof(TraceCopyProcess)] = () => All<TraceCopyState, TraceCopyInput, TraceCopyEffect>(
            [.. Enum.GetValues<TraceCopyStage>().SelectMany(stage => new[] { TraceCopyState.Start with { Stage = stage }, TraceCopyState.Start with { Stage = stage, Known = TraceCopy.None } })],
            [new TraceCopyInput.Waited(), new TraceCopyInput.Looked(TraceCopy.None), new TraceCopyInput.Read(TraceCopy.None, 1), new TraceCopyInput.Added(true), new TraceCopyInput.Pruned(), new TraceCopyInput.Failed("?")],
            (state, input) => TraceCopyProcess.Advance(state, input, Noon, isClosing: false),
            (state, step) => step.Effects.IsEmpty ? step.Next == state : step.Effects.Last is not TraceCopyEffect.Log && step.Effects.Count(effect => effect is not TraceCopyEffect.Log) == 1),
    };

    static JourneyPolicy Journey { get; } = JourneyMails.Policy(RewriteStyle.Never, mode: DeliveryMode.CutThrough) with { Carrier = CarrierTreatment.Kept, Scan = new ScanPolicy(ScanPolicy.StandardTimeout, ScanPolicy.StandardMaxSize) };

    static MailCommand MailCommand { get; } = new(new CommandVerdict.Run(Orders.Fresh(), Option<UsedCodePair>.None), default);

    static JourneyInput[] JourneyInputs { get; } =
    [
        new JourneyInput.Arrived(JourneyMails.Arrival("Subject: s\r\n\r\n")), new JourneyInput.CommandSearched(MailCommand, Noon), new JourneyInput.CommandSearched(MailCommand.None, Noon),
        new JourneyInput.Answered(Knowledge.Empty, Noon), new JourneyInput.Attempted(new FirstAttempt.UnderWay(), Noon, 0.5), new JourneyInput.Stored(), new JourneyInput.NotStored("?", false),
        new JourneyInput.Scanned(ScanOutcome.Failed("?"), Noon), new JourneyInput.Scanned(new ScanOutcome.Reported(new ScanReport(ScanAction.Reject, default, default, default, ""), TimeSpan.Zero), Noon),
    ];

    [Test]
    public void Every_machine_of_the_core_is_walked_through() =>
        Assert.That(Machines(), Is.EquivalentTo(Walks.Keys));

    [TestCaseSource(nameof(Machines))]
    public void A_machine_never_throws_and_out_of_turn_it_is_safe(Type machine) => Assert.That(Walks[machine]().Take(3), Is.Empty);

    static Type[] Machines() =>
        [.. typeof(Seqs).Assembly.GetExportedTypes().Where(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Any(method =>
            method.Name == "Advance" && method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Step<,>)))];

    static IEnumerable<string> Drawn<S, I, E>(Gen<S> states, Gen<I> inputs, Func<S, I, Step<S, E>> advance, Func<S, Step<S, E>, bool> isSafe)
        where S : notnull
        where I : notnull =>
        states.Zip(inputs).Sample(3000, new Rnd(2463534242), 30).Select(pair => Complaint(pair.Item1, pair.Item2, advance, isSafe)).OfType<string>();

    static IEnumerable<string> All<S, I, E>(S[] states, I[] inputs, Func<S, I, Step<S, E>> advance, Func<S, Step<S, E>, bool> isSafe)
        where S : notnull
        where I : notnull =>
        states.SelectMany(state => inputs.Select(input => Complaint(state, input, advance, isSafe))).OfType<string>();

    static string? Complaint<S, I, E>(S state, I input, Func<S, I, Step<S, E>> advance, Func<S, Step<S, E>, bool> isSafe)
        where S : notnull
        where I : notnull
    {
        try
        {
            return isSafe(state, advance(state, input)) ? null : $"{input} in {state}: {advance(state, input)}";
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return $"{input} in {state}: {thrown.Message}";
        }
    }

    static MailQueue Announced(string id) =>
        MailQueueProcess.Advance(new QueuePolicy(RetryPolicy.Standard, DiskRetry.Pause), MailQueue.Start(1), new MailQueueInput.Storing(Seqs.Of(id), Noon)).Next;

    /// Each state of a journey, reached as a mail reaches it.
    static JourneyState[] Journeys()
    {
        var arrival = JourneyMails.Arrival("Subject: s\r\n\r\n");
        var screening = On(MailJourney.Start, new JourneyInput.Arrived(arrival with { Answers = Knowledge.Empty }));
        var looking = On(MailJourney.Start, new JourneyInput.Arrived(arrival));
        var delivering = On(looking, new JourneyInput.CommandSearched(MailCommand.None, Noon));
        var storing = On(delivering, new JourneyInput.Attempted(new FirstAttempt.UnderWay(), Noon, 0.5));
        return
        [
            MailJourney.Start, screening, looking, new JourneyState.ReachingVerdict(arrival, Knowledge.Empty, Noon), delivering, storing,
            new JourneyState.VerifyingSignatures(arrival, Knowledge.Empty), new JourneyState.Scanning(arrival, Knowledge.Empty), new JourneyState.Signing(arrival, ((JourneyState.Delivering)delivering).Plan),
            new JourneyState.Authenticating(arrival, new SignatureFindings(default, new ArcFinding(ArcResult.None, 0, Option<DomainName>.None, ""), 0), Knowledge.Empty, Noon),
            On(looking, new JourneyInput.CommandSearched(MailCommand, Noon)), On(storing, new JourneyInput.Stored()),
        ];
    }

    static JourneyState On(JourneyState state, JourneyInput input) => MailJourney.Advance(Journey with { Scan = default }, state, input).Next;

    static CommandState[] Commands()
    {
        CommandState ordered = new CommandState.Ordered(Orders.Fresh());
        var starting = CommandProcess.Advance(Orders.Policy, ordered, new CommandInput.Due(Noon)).Next;
        var running = CommandProcess.Advance(Orders.Policy, starting, new CommandInput.Recorded()).Next;
        var reporting = CommandProcess.Advance(Orders.Policy, running, new CommandInput.Ran(new AppResponse.Done(), Noon)).Next;
        return [ordered, starting, running, reporting, new CommandState.Done("id1")];
    }
}
