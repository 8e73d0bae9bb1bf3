using Laitos.Domain.Commands;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Tracing;
using Laitos.Shell.Commands;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using Laitos.Shell.Status;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Takes each mail of the daemon through its journey: to the scanner, the relay and the spool, and writes the decision down.</summary>
/// <param name="walk">Takes a mail through the machine.</param>
/// <param name="cutThrough">The way to the relay.</param>
/// <param name="queue">The queue behind it; null when nothing is stored.</param>
/// <param name="commands">What runs commands; null when they are not looked for.</param>
/// <param name="journal">Takes the decisions.</param>
/// <param name="profile">Gives what the relay lets us do.</param>
sealed class JourneyDriver(JourneyWalk walk, CutThrough cutThrough, QueueRunner? queue, CommandRunner? commands, Journal journal, Func<RelayProfile> profile)
{
    readonly CutThrough cutThrough = cutThrough;
    readonly QueueRunner? queue = queue;
    readonly CommandRunner? commands = commands;

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
        var stations = new Stations(this, arrival, content, fingerprint);
        try
        {
            var decision = await walk.Decide(arrival, content, stations);
            Tell(decision, Clock.Now);
            return decision;
        }
        finally
        {
            stations.GiveUpContent();
        }
    }

    void Tell(Decision decision, Instant now)
    {
        journal.Write(JourneyLog.Of(decision, now));
        MailMeter?.Count(decision);
        Trace?.Record(text => Seqs.Of<TraceRecord>(DecisionTrace.Of(decision, now, text)), DecisionTrace.SizeOf(decision));
        if (decision.Verdict is Verdict.Queued { Entry.Held.IsSome: true })
        {
            OnHeld();
        }
    }

    /// <summary>Where one mail of the daemon is handed in.</summary>
    sealed class Stations(JourneyDriver driver, Arrival arrival, ReceivedContent content, Option<Domain.Queue.Fingerprint> fingerprint) : IJourneyStations
    {
        Task<DeliveryReport>? attempt;

        /// <inheritdoc/>
        public Task<ScanOutcome> Scan(ScanRequest request, IMailContent shown, TimeSpan timeout) => driver.Scanner!.Scan(request, shown, timeout);

        /// <inheritdoc/>
        public async Task<FirstAttempt> Deliver(Plan plan, Option<TimeSpan> patience)
        {
            attempt = driver.cutThrough.Deliver(plan.Job, content.Render(plan.Segments));
            return await attempt.EndsWithin(patience.IfNone(Timeout.InfiniteTimeSpan)) ? new FirstAttempt.Ended(await attempt) : new FirstAttempt.UnderWay();
        }

        /// <inheritdoc/>
        public Task<SpoolOutcome> Store(Plan plan, OwedMail mail, Option<CommandVerdict.Run> command) =>
            WithOrder(command, () => driver.queue!.Store(mail, content.Render(plan.Segments), attempt, Additions(command)));

        /// <inheritdoc/>
        public Task<SpoolOutcome> Store(CommandVerdict.Run command) => WithOrder(command, () => driver.queue!.Store(Additions(command)));

        /// <summary>An attempt that goes on still reads the octets: they are given up behind it. A file is closed, and with that deleted, beside the mail's way; for memory alone no thread is woken.</summary>
        public void GiveUpContent()
        {
            if (content.IsFiled || attempt is { IsCompleted: false })
            {
                _ = (attempt ?? Task.CompletedTask).ContinueWith(_ => content.Dispose(), TaskScheduler.Default);
            }
            else
            {
                content.Dispose();
            }
        }

        Task<SpoolOutcome> WithOrder(Option<CommandVerdict.Run> command, Func<Task<SpoolOutcome>> write) => command.Match(run => driver.commands!.Store(run, write), write);

        NewMail Additions(Option<CommandVerdict.Run> command) => new()
        {
            Remembered = SharedDuplicateFilter.ToStore(fingerprint, arrival),
            Orders = [.. command.Map(run => CommandRunner.Stored(run.Order))],
            StoredCodePairs = [.. command.Bind(run => run.Used).Map(used => new Spool.StoredCodePair(used.Pair, used.Command, used.Until))],
        };
    }
}
