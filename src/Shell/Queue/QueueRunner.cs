using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Tracing;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>
/// Drives the queue: tells its machine what happened, one thing after the other, and performs the effects, each of which ends in a thing that happened.
/// </summary>
sealed class QueueRunner : IDisposable
{
    static readonly TimeSpan LongestAlarm = TimeSpan.FromDays(1), CountedEach = TimeSpan.FromMinutes(1);

    readonly QueuePolicy policy;
    readonly NoticePolicy notices;
    readonly ISpool spool;
    readonly SpoolLookups lookups;
    readonly QueueAttempts attempts;
    readonly Journal journal;
    readonly CancellationToken shutdown;
    readonly CancellationTokenRegistration onAbort;
    readonly Timer alarm;
    readonly Lock gate = new();
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly FreshContents fresh = new();
    readonly LaidDownRequests requests;
    Task reading = Task.CompletedTask;
    Instant counted;
    MailQueue queue;

    /// <param name="retry">When entries are tried again.</param>
    /// <param name="connections">The most attempts at a time.</param>
    /// <param name="notices">From whom notices come and where they go.</param>
    /// <param name="spool">Where entries are kept.</param>
    /// <param name="relay">Where mail goes.</param>
    /// <param name="journal">Takes what is told of the entries.</param>
    /// <param name="shutdown">Set when the daemon goes down.</param>
    /// <param name="abort">Set when attempts under way have had their time.</param>
    /// <param name="room">How many entries may wait in memory.</param>
    public QueueRunner(
        RetryPolicy retry, int connections, NoticePolicy notices, ISpool spool, IRelay relay, Journal journal, CancellationToken shutdown, CancellationToken abort,
        int room = QueuePolicy.StandardRoom)
    {
        (policy, this.notices, this.spool, this.journal, this.shutdown) = (new QueuePolicy(retry, DiskRetry.Pause, room), notices, spool, journal, shutdown);
        (lookups, requests, attempts, queue) = (new SpoolLookups(spool, fresh), new LaidDownRequests(spool, journal), new QueueAttempts(spool, relay, fresh, abort), spool.Claims is null ? MailQueue.Start(connections) : MailQueue.StartShared(connections));
        (alarm, onAbort) = (new Timer(_ => Feed(new MailQueueInput.TimerElapsed(Clock.Now))), abort.Register(() => BeginPhase(QueuePhase.Abandoning)));
    }

    /// <summary>Signs mails of our own.</summary>
    public MailSigner Signer { get; init; } = MailSigner.None;

    /// <summary>Keeps what becomes of the entries; null when that is not kept.</summary>
    public TraceRecorder? Trace { get; init; }

    /// <summary>How many mails wait.</summary>
    public long Waiting => Volatile.Read(ref queue).Count;

    /// <summary>How many of them wait in memory.</summary>
    public int InMemory => Volatile.Read(ref queue).Waiting;

    /// <summary>True while the relay has asked us to go slow.</summary>
    public bool IsPaused => Volatile.Read(ref queue).Throttle.IsPaused(Clock.Now);

    /// <summary>The reading of entries from the disk that was begun last.</summary>
    public Task Reading => Volatile.Read(ref reading);

    /// <summary>Begins to take up what an earlier run has left on disk, what is due first before the rest. Nothing is attempted before <see cref="Run"/>.</summary>
    public async Task Load()
    {
        var found = await spool.Count();
        found.IfLeft(trouble => journal.Write("spool", ("trouble", trouble)));
        Feed(new MailQueueInput.Begun(found.ToOption(), Clock.Now));
        spool.Claims?.Subscribe(Hear);
    }

    /// <summary>Works the queue off and looks for the owner's requests until the daemon goes down; then waits for what is under way.</summary>
    public async Task Run()
    {
        BeginPhase(QueuePhase.Open);
        while (!shutdown.IsCancellationRequested)
        {
            await TakeRequests();
        }

        BeginPhase(QueuePhase.Stopping);
        await ended.Task;
        await requests.Completed();
    }

    /// <summary>No mail comes any more: once nothing is under way, <see cref="Run"/> ends.</summary>
    public void Drain() => BeginPhase(QueuePhase.Draining);

    /// <summary>Stores a mail that we take responsibility for, and has it driven.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="content">The octets that are sent.</param>
    /// <param name="attempt">The attempt that goes on, if one does.</param>
    /// <param name="beside">What is stored together with it.</param>
    public async Task<SpoolOutcome> Store(OwedMail mail, IMailContent content, Task<DeliveryReport>? attempt, NewMail beside)
    {
        QueuedMail[] mails = [.. mail.Entry.OwesAnything ? [new QueuedMail(mail.Entry, content)] : Array.Empty<QueuedMail>(), .. await Signer.Notices(notices, policy.Retry, mail.Notice)];
        var outcome = await Add(mails, added => spool.Add(beside with { Entries = added, AreOrdersClaimed = true }), mail.IsUnderWay ? mail.Entry.Id : Option<string>.None);
        if (outcome is SpoolOutcome.Stored && mail.IsUnderWay)
        {
            Begin(() => Tell(QueueAttempts.Ended(mail.Entry.Id, attempt!), new MailQueueInput.Interrupted(mail.Entry.Id, Clock.Now)));
        }

        return outcome;
    }

    /// <summary>Stores what comes without a mail to send.</summary>
    public Task<SpoolOutcome> Store(NewMail alone) => spool.Add(alone with { AreOrdersClaimed = true });

    /// <summary>Stores mails by one change of the spool, and has them driven; they are known to the queue before they can be found on the disk.</summary>
    /// <param name="mails">The mails.</param>
    /// <param name="write">The change.</param>
    /// <param name="underWay">The one of which an attempt goes on.</param>
    public async Task<SpoolOutcome> Add(IReadOnlyList<QueuedMail> mails, Func<IReadOnlyList<NewEntry>, Task<SpoolOutcome>> write, Option<string> underWay = default)
    {
        var entries = mails.Select(mail => mail.Entry).Gather();
        var ids = entries.Map(entry => entry.Id);
        Feed(new MailQueueInput.Storing(ids, Clock.Now));
        SpoolOutcome? outcome = null;
        try
        {
            return outcome = await write([.. mails.Select(mail => new NewEntry(SpoolEntry.Of(mail.Entry), mail.Content) { IsClaimed = mail.Entry.IsClaimedFromTheStart })]);
        }
        finally
        {
            fresh.Keep(outcome is SpoolOutcome.Stored ? mails : []);
            Feed(outcome is SpoolOutcome.Stored { Claim: var claim } ? new MailQueueInput.Stored(entries, underWay, Clock.Now) { Claim = claim } : new MailQueueInput.NotStored(ids, Clock.Now));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        onAbort.Dispose();
        alarm.Dispose();
        requests.Dispose();
        lookups.Dispose();
    }

    /// Takes the next requests of the owner, and waits for more. Those that there is no room for wait on the disk.
    async Task TakeRequests()
    {
        var state = Volatile.Read(ref queue);
        var found = state.Entries.Count > 2 * policy.Room ? default : await requests.After(state.LastRequest);
        Feed(new MailQueueInput.Requested(found, Clock.Now));
        if (spool.Claims is not null && Clock.Now - counted > CountedEach)
        {
            counted = Clock.Now;
            (await spool.Count()).IfRight(entries => Feed(new MailQueueInput.Counted(entries, Clock.Now)));
        }

        await (found.Count < SpoolReader.MostRequests ? requests.MayBeMore(shutdown) : Task.CompletedTask);
    }

    void Hear(MailQueueInput input)
    {
        Feed(input);
        requests.Wake(isNeeded: input is MailQueueInput.Woken);
    }

    void BeginPhase(QueuePhase phase) => Feed(new MailQueueInput.PhaseBegan(phase, Clock.Now));

    void Feed(MailQueueInput input)
    {
        lock (gate)
        {
            (var next, var effects) = MailQueueProcess.Advance(policy, queue, input);
            Volatile.Write(ref queue, next);
            // Told here, so that the records come in the order of what happened; they are composed elsewhere.
            Trace?.Observe(input, effects);
            effects.Iter(Perform);
        }
    }

    /// Begins what takes time: the queue goes on meanwhile.
    void Perform(MailQueueEffect effect)
    {
        switch (effect)
        {
            case MailQueueEffect.Change change:
                Begin(() => Tell(Written(change), new MailQueueInput.Written(change.Entry.Id, new WriteOutcome.Failed("the program failed"), Clock.Now)));
                break;
            case MailQueueEffect.Load(var from, var most):
                reading = BackgroundTask.Run(() => Tell(lookups.Entries(from, most), new MailQueueInput.NotLoaded("the program failed", Clock.Now)), journal);
                break;
            case MailQueueEffect.Find(var id):
                lookups.Look(id, Feed, Begin);
                break;
            case MailQueueEffect.ClaimDue(var due, var most):
                Begin(() => lookups.InTurn(() => Tell(lookups.Claimed(due, most), new MailQueueInput.NotClaimed("the program failed", Clock.Now))));
                break;
            case MailQueueEffect.SetAside(var id, var claim):
                Begin(() => lookups.SetAside(new EntryKey(id, claim), journal));
                break;
            case MailQueueEffect.Attempt(var id, var job, var change):
                Begin(() => Tell(attempts.Made(id, job, change, Signer), new MailQueueInput.Interrupted(id, Clock.Now)));
                break;
            case MailQueueEffect.SetTimer(var at):
                alarm.Change(TimeSpan.FromTicks(Math.Clamp((at - Clock.Now).Ticks, 0, LongestAlarm.Ticks)), Timeout.InfiniteTimeSpan);
                break;
            case MailQueueEffect.CompleteRequest(var request):
                requests.Complete(request);
                break;
            case MailQueueEffect.Log(var kind, var facts):
                journal.Write(new LogLine(Clock.Now, kind, facts));
                break;
            case MailQueueEffect.End:
                ended.TrySetResult();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// Tells the machine what has come of an effect; if a fault has kept it from coming, that.
    async Task Tell(Task<MailQueueInput> coming, MailQueueInput failed)
    {
        var input = failed;
        try
        {
            input = await coming;
        }
        finally
        {
            Feed(input with { Now = Clock.Now });
        }
    }

    async Task<MailQueueInput> Written(MailQueueEffect.Change change)
    {
        fresh.Take(change.Entry.Id);
        var key = new EntryKey(change.Entry.Id, change.Claim);
        var outcome = change is MailQueueEffect.Release ? await spool.Claims!.Release(key) : await Add(
            await Signer.Notices(notices, policy.Retry, change.Notice),
            added => change is MailQueueEffect.Remove ? spool.Replace(key, added) : spool.Update(SpoolEntry.Of(change.Entry) with { Claim = change.Claim, IsReleased = change.IsReleased }, added));
        return new MailQueueInput.Written(change.Entry.Id, outcome.ToWriteOutcome(), Clock.Now);
    }

    /// A fault of ours ends one piece of work; the queue goes on.
    void Begin(Func<Task> work) => _ = BackgroundTask.Run(work, journal);
}
