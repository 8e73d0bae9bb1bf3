using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>The queue as it lives in the daemon: what is on disk, each entry with its own loop.</summary>
sealed class QueueRunner(RetryPolicy retry, NoticePolicy noticing, ISpool spool, IRelay relay, RelayThrottle throttle, Journal journal, CancellationToken shutdown, CancellationToken abort)
{
    static readonly TimeSpan RequestPause = TimeSpan.FromSeconds(1);

    readonly RunningTasks<QueueEntryDriver> entries = new();

    /// The last of the owner's wishes that was heard. They stay on disk until they are fulfilled: after a crash all of them are heard again.
    long heard;

    /// <summary>When entries are tried again.</summary>
    public RetryPolicy Retry => retry;

    /// <summary>Takes what is told of the entries.</summary>
    public Journal Journal => journal;

    /// <summary>Set when the daemon goes down: no attempt begins any more.</summary>
    public CancellationToken Shutdown => shutdown;

    /// <summary>Set when attempts under way have had their time.</summary>
    public CancellationToken Abort => abort;

    /// <summary>How many mails wait.</summary>
    public int Waiting => entries.Count;

    /// <summary>Takes up what an earlier run has left on disk: before any mail is taken, so that no entry is taken up twice.</summary>
    public async Task Load() => (await spool.Load()).Match(
        Right: entries =>
        {
            if (entries.Count > 0)
            {
                journal.Write("queue", ("entries", entries.Count));
            }

            foreach (var stored in entries)
            {
                Resume(stored);
            }
        },
        Left: trouble => journal.Write("spool", ("trouble", trouble)));

    /// <summary>Hears the owner's wishes until the daemon goes down; then waits for attempts under way.</summary>
    public async Task Run()
    {
        while (!shutdown.IsCancellationRequested)
        {
            foreach (var request in await spool.LoadRequests(heard))
            {
                heard = request.Number;
                await OnRequest(request);
            }

            await Task.Delay(RequestPause, shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await entries.Ended();
    }

    /// <summary>Performs the first step of a mail that we take responsibility for; once it is on disk the entry lives.</summary>
    /// <param name="step">The step: its Save or Remove is the first thing that is stored of the mail.</param>
    /// <param name="content">The octets that are sent.</param>
    /// <param name="underWay">The attempt that goes on, if one does.</param>
    /// <param name="beside">What is stored together with it.</param>
    public async Task<SpoolOutcome> Take(Step<QueueState, QueueEffect> step, IMailContent content, Task<DeliveryReport>? underWay, NewMail beside)
    {
        var (entry, notices) = step.Effects.Head switch
        {
            QueueEffect.Save(var saved, var notice) => (new[] { new NewEntry(Stored(saved), content) }, Mails(notice)),
            QueueEffect.Remove(_, var notice) => ([], Mails(notice)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var outcome = await spool.Add(beside with { Entries = [.. entry, .. notices] });
        if (outcome is SpoolOutcome.Stored)
        {
            Start(QueueProcess.EntryOf(step.Next).Id, step, underWay);
            Resume(notices);
        }

        return outcome;
    }

    /// <summary>Stores a mail of our own and takes it up; gives what went wrong, or null.</summary>
    public async Task<string?> Enqueue(NewEntry mail)
    {
        if (await spool.Add(new NewMail(mail)) is not SpoolOutcome.Stored and var trouble)
        {
            return trouble.ToString();
        }

        Resume([mail]);
        return null;
    }

    /// <summary>Stores what comes without a mail to send.</summary>
    public Task<SpoolOutcome> Take(NewMail alone) => spool.Add(alone);

    /// <summary>Hands an entry's mail to the relay when the relay bears it.</summary>
    public async Task<DeliveryReport> Attempt(string id, MailJob job)
    {
        await throttle.Enter(shutdown);
        var report = Option<DeliveryReport>.None;
        try
        {
            report = await (await spool.Content(id)).Match(
                Right: content => relay.Deliver(job, content, abort),
                Left: trouble => Task.FromResult(Unreadable(job, trouble)));
            abort.ThrowIfCancellationRequested();
        }
        finally
        {
            throttle.Ended(report);
        }

        return report.IfNone(() => throw new System.Diagnostics.UnreachableException());
    }

    /// <summary>Brings a change to the disk, with the notices that go with it; gives what went wrong, or null.</summary>
    public async Task<string?> Persist(QueueEffect change)
    {
        var (outcome, mails) = change switch
        {
            QueueEffect.Save(var entry, var notice) when Mails(notice) is var added => (await spool.Update(Stored(entry), added), added),
            QueueEffect.Remove(var entry, var notice) when Mails(notice) is var added => (await spool.Replace(entry.Id, added), added),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (outcome is not SpoolOutcome.Stored)
        {
            return outcome.ToString();
        }

        Resume(mails);
        return null;
    }

    /// <summary>A wish has been acted on, or there is nothing to act on any more.</summary>
    public async Task Complete(SpoolRequest request)
    {
        if (await spool.Complete(request) is var outcome and not SpoolOutcome.Stored)
        {
            journal.Write("spool", ("id", request.Id), ("trouble", outcome.ToString()));
        }
    }

    /// <summary>A mail of our own, ready to be stored.</summary>
    public static NewEntry Fresh(QueueEntry entry, Octets content) => new(Stored(entry), new MemoryContent(content.Memory));

    /// <summary>Takes up mails that are on disk.</summary>
    public void Resume(IReadOnlyList<NewEntry> mails)
    {
        foreach (var mail in mails)
        {
            Resume(mail.Entry);
        }
    }

    void Resume(SpoolEntry stored) => EntryCodec.Read(stored.State).Match(
        Right: entry => Start(entry.Id, QueueProcess.Advance(retry, new QueueState.Waiting(entry), new QueueInput.Interrupted(Clock.Now)), null),
        Left: error => journal.Write("spool", ("id", stored.Id), ("trouble", $"the entry cannot be read and is left alone: {error}")));

    void Start(string id, Step<QueueState, QueueEffect> step, Task<DeliveryReport>? underWay)
    {
        var queueEntryDriver = new QueueEntryDriver(this, id);
        entries.Begin(id, queueEntryDriver, async () =>
        {
            try
            {
                await queueEntryDriver.Run(step, underWay);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // The entry stays on disk, and lives again with the next start.
                journal.Write("fault", ("id", id), ("error", fault.ToString()));
            }
        });
    }

    async Task OnRequest(SpoolRequest request)
    {
        var wish = QueueRequests.Parse(request.Verb);
        wish.IfLeft(error => journal.Write("spool", ("id", request.Id), ("trouble", error.ToString())));
        if (wish.IsRight && entries.TryGet(request.Id, out var queueEntryDriver))
        {
            wish.IfRight(known => queueEntryDriver.Request(request, known.ToInput(Clock.Now)));
            return;
        }

        await Complete(request);
    }

    NewEntry[] Mails(Option<Notice> notice) => [.. notice
        .Map(told => NoticeMail.Of(noticing, retry, told, (Clock.NewId(), Clock.NewId()), Clock.Now))
        .IfNone(default(Seq<NoticeMail>))
        .Select(mail => Fresh(mail.Entry, mail.Content))];

    static SpoolEntry Stored(QueueEntry entry) => new(entry.Id, entry.Due, EntryCodec.Write(entry));

    static DeliveryReport Unreadable(MailJob job, string trouble) =>
        new(job.Recipients.Map(recipient => (recipient, (Outcome)new Outcome.Deferred(QueueReplies.Unreadable(trouble)))));
}
