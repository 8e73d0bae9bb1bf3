using Laitos.Domain.Commands;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Tracing;
using Laitos.Shell.Commands;
using Laitos.Shell.Dns;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using Laitos.Shell.Status;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Drives the journey of each mail: asks the DNS, hands the mail on, stores what is owed, writes the decision down.</summary>
/// <param name="policy">What the journeys go by.</param>
/// <param name="resolver">Answers questions.</param>
/// <param name="signatures">Verifies signatures.</param>
/// <param name="signer">Signs what was changed.</param>
/// <param name="cutThrough">The way to the relay.</param>
/// <param name="queue">The queue behind it; null when nothing is stored.</param>
/// <param name="commands">What looks for commands and runs them; null when they are not looked for.</param>
/// <param name="journal">Takes the decisions.</param>
/// <param name="profile">Gives what the relay lets us do.</param>
sealed class JourneyDriver(JourneyPolicy policy, IResolver resolver, SignatureVerifier signatures, MailSigner signer, CutThrough cutThrough, QueueRunner? queue, CommandServices? commands, Journal journal, Func<RelayProfile> profile)
{
    /// <summary>Keeps what became of each mail; null when that is not kept.</summary>
    public TraceRecorder? Trace { get; init; }

    /// <summary>Says whether mails are spam; null when there is no scanner.</summary>
    public MailScanner? Scanner { get; init; }

    /// <summary>Counts decisions; null where nobody wants to know.</summary>
    public MailMeter? MailMeter { get; init; }

    /// <summary>Is told when a mail is held.</summary>
    public Action OnHeld { get; init; } = () => { };

    /// <summary>How busy the way to the relay is.</summary>
    public RelayLoad RelayLoad => cutThrough.RelayLoad;

    /// <summary>What the relay lets us do, as far as it is known now.</summary>
    public RelayProfile RelayProfile => profile();

    /// <summary>Takes one mail all the way and gives the decision. The content is given up to it.</summary>
    public async Task<Decision> Decide(Arrival arrival, ReceivedContent content, Option<Domain.Queue.Fingerprint> fingerprint)
    {
        var state = MailJourney.Start;
        JourneyInput input = new JourneyInput.Arrived(arrival);
        Task<DeliveryReport>? attempt = null;
        try
        {
            while (true)
            {
                var step = MailJourney.Advance(policy, state, input);
                state = step.Next;
                switch (step.Effects.Last)
                {
                    case JourneyEffect.FindCommand(var seen):
                        input = new JourneyInput.CommandSearched(await commands!.Detector.Find(seen, content), Clock.Now);
                        break;
                    case JourneyEffect.ReadReport(var seen):
                        input = new JourneyInput.ReportRead(await ReportReader.Read(seen, content), Clock.Now);
                        break;
                    case JourneyEffect.VerifySignatures(var seen, var budget):
                        input = new JourneyInput.SignaturesVerified(await signatures.Verify(seen, content, budget), Clock.Now);
                        break;
                    case JourneyEffect.Scan(var request, var shown, var timeout):
                        input = new JourneyInput.Scanned(await Scanner!.Scan(request, content.Render(shown), timeout), Clock.Now);
                        break;
                    case JourneyEffect.Sign(var plan, var chain):
                        input = await signer.Sign(plan, chain, content.Render(plan.Segments), content.HashedBody(plan.Segments));
                        break;
                    case JourneyEffect.Ask(var questions, var budget):
                        input = new JourneyInput.Answered(await resolver.Resolve(questions, budget, CancellationToken.None), Clock.Now);
                        break;
                    case JourneyEffect.Deliver(var plan, var patience):
                        attempt = cutThrough.Deliver(plan.Job, content.Render(plan.Segments));
                        input = new JourneyInput.Attempted(await Ended(attempt, patience), Clock.Now, Random.Shared.NextDouble());
                        break;
                    case JourneyEffect.Store(var plan, var mail, var command):
                        var begun = attempt;
                        input = Stored(await WithOrder(command, () => queue!.Store(mail, content.Render(plan.Segments), begun, Additions(arrival, fingerprint, command))));
                        break;
                    case JourneyEffect.StoreCommand(var command):
                        input = Stored(await WithOrder(command, () => queue!.Store(Additions(arrival, fingerprint, command))));
                        break;
                    case JourneyEffect.Finish(var decision):
                        var now = Clock.Now;
                        journal.Write(JourneyLog.Of(decision, now));
                        MailMeter?.Count(decision);
                        Trace?.Record(text => Seqs.Of<TraceRecord>(DecisionTrace.Of(decision, now, text)), DecisionTrace.SizeOf(decision));
                        if (decision.Verdict is Verdict.Queued { Entry.Held.IsSome: true })
                        {
                            OnHeld();
                        }

                        return decision;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            }
        }
        finally
        {
            // An attempt that goes on still reads the octets.
            _ = (attempt ?? Task.CompletedTask).ContinueWith(_ => content.Dispose(), TaskScheduler.Default);
        }
    }

    Task<SpoolOutcome> WithOrder(Option<CommandVerdict.Run> command, Func<Task<SpoolOutcome>> write) => command.Match(run => commands!.Runner.Store(run, write), write);

    static NewMail Additions(Arrival arrival, Option<Domain.Queue.Fingerprint> fingerprint, Option<CommandVerdict.Run> command) => new()
    {
        Remembered = SharedDuplicateFilter.ToStore(fingerprint, arrival),
        Orders = [.. command.Map(run => CommandRunner.Stored(run.Order))],
        StoredCodePairs = [.. command.Bind(run => run.Used).Map(used => new Spool.StoredCodePair(used.Pair, used.Command, used.Until))],
    };

    static async Task<FirstAttempt> Ended(Task<DeliveryReport> attempt, Option<TimeSpan> patience) =>
        await attempt.EndsWithin(patience.IfNone(Timeout.InfiniteTimeSpan))
            ? new FirstAttempt.Ended(await attempt)
            : new FirstAttempt.UnderWay();

    static JourneyInput Stored(SpoolOutcome outcome) => outcome switch
    {
        SpoolOutcome.Stored => new JourneyInput.Stored(),
        SpoolOutcome.NoSpace(var reason) => new JourneyInput.NotStored(reason, Full: true),
        SpoolOutcome.Broken(var reason) => new JourneyInput.NotStored(reason, Full: false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
