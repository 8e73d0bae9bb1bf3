using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>
/// One entry through a history, beside a naive model of it: a word for each destination, and numbers in minutes. What the machine asks to be
/// stored goes through the codec onto a disk, from which a crash starts again.
/// </summary>
sealed class QueueWorld
{
    static readonly double[] Schedule = [1, 5, 15, 30, 60];

    readonly string[] model;
    readonly EntryKind kind;
    QueueState state;
    Octets? disk;
    Instant now = Entries.Noon;
    int attempts;
    bool held;
    bool late;
    bool changed;
    Instant expires = Entries.Noon + TimeSpan.FromDays(3);
    (Instant From, Instant To) due = (Entries.Noon, Entries.Noon);

    public QueueWorld(int destinations, EntryKind kind)
    {
        var entry = Entries.Fresh(destinations, kind) with { AuthorChange = kind == EntryKind.Mail ? Entries.Change : Option<AuthorChange>.None };
        this.kind = kind;
        model = [.. Enumerable.Repeat("owed", destinations)];
        disk = EntryCodec.Write(entry);
        state = new QueueState.Waiting(entry);
    }

    public List<Notice> Notices { get; } = [];

    public List<string> Complaints { get; } = [];

    public IReadOnlyList<string> Model => model;

    public bool IsStored => disk is not null;

    public QueueEntry Entry => EntryOf(state);

    public bool IsChanged => changed;

    public QueueWorld Live(QueueHistory history)
    {
        foreach (var happening in history.Happenings)
        {
            now += TimeSpan.FromMinutes(happening.Minutes);
            Happen(happening);
            Check(!IsStored || EntryCodec.Read(disk!.Value) == EntryOf(state), "what is on disk is what is in memory");
            Check(IsStored == (state is not QueueState.Done), "an entry is stored until it is settled");
            Check(IsStored == model.Contains("owed"), "it is stored exactly as long as something is owed");
        }

        return this;
    }

    /// <summary>Runs the schedule to its end with a relay that always answers alike.</summary>
    public QueueWorld Drain(Func<int, Outcome> fate, double jitter = 0.5)
    {
        for (var round = 0; IsStored && !held && round < 200; round++)
        {
            now = Entry.Due > now ? Entry.Due : now;
            Step(new QueueInput.FellDue(now));
            Report([.. Enumerable.Range(0, model.Length).Select(fate)], jitter);
        }

        return this;
    }

    void Happen(QueueTurn happening)
    {
        switch (happening.What)
        {
            case 0 or 1:
                var isDue = !held && state is QueueState.Waiting && Entry.Due <= now;
                Check(Step(new QueueInput.FellDue(now)) is QueueEffect.Attempt == isDue, "an attempt begins when it is due, and only then");
                ReportIfAttempting(happening);
                break;
            case 2:
                Check(Step(new QueueInput.RetryNow(now)) is QueueEffect.Attempt == IsStored, "the owner gets an attempt");
                Check(Step(new QueueInput.RetryNow(now)) is QueueEffect.AwaitReport or QueueEffect.End, "no second attempt begins beside the first");
                ReportIfAttempting(happening);
                break;
            case 3:
                held |= IsStored;
                Step(new QueueInput.Hold("wanted"));
                break;
            case 4:
                if (IsStored)
                {
                    (held, due, expires) = (false, (now, now), expires < now + TimeSpan.FromDays(3) ? now + TimeSpan.FromDays(3) : expires);
                }

                Step(new QueueInput.Release(now));
                break;
            case 5:
                Step(new QueueInput.RetryNow(now));
                Step(new QueueInput.Interrupted(now));
                Postpone();
                break;
            default:
                Step(new QueueInput.FellDue(now));
                state = disk is { } octets ? new QueueState.Waiting(EntryCodec.Read(octets).IfLeft(_ => throw new InvalidOperationException())) : state;
                break;
        }
    }

    void ReportIfAttempting(QueueTurn happening)
    {
        if (state is QueueState.Attempting)
        {
            Report([.. happening.Fates.Select(fate => fate switch { < 4 => Entries.Took, < 8 => Entries.Busy, 8 => Entries.Refused, 9 => null, _ => Entries.Unproven })], happening.Jitter);
        }
    }

    void Report(Outcome?[] fates, double jitter)
    {
        var report = new DeliveryReport(Entry.Job.Recipients.AsEnumerable()
            .Select(recipient => (recipient, fate: fates[recipient.Local.Value[2] - '0'])).Where(item => item.fate is not null).Select(item => (item.recipient, item.fate!)).Gather());
        var isExpired = now >= expires && !held;
        var isRefused = kind == EntryKind.Mail && !changed && Enumerable.Range(0, model.Length).Any(i => model[i] == "owed" && fates[i] == Entries.Unproven);
        var failed = new List<int>();
        for (var i = 0; i < model.Length; i++)
        {
            var was = model[i];
            model[i] = was != "owed" ? was : fates[i] switch
            {
                Outcome.Delivered => "delivered",
                Outcome.Failed { Reply: var reply } when isRefused && reply == Entries.Unproven.Because => "owed",
                Outcome.Failed => "failed",
                _ => isExpired ? "failed" : "owed",
            };
            if (was != model[i] && model[i] == "failed")
            {
                failed.Add(i);
            }
        }

        changed |= isRefused;
        var before = Notices.Count;
        Step(new QueueInput.Attempted(report, now, jitter));
        var told = Notices.Skip(before).ToArray();
        if (kind == EntryKind.NoticeToOwner && failed.Count > 0)
        {
            failed.ForEach(i => model[i] = "owed");
            held = true;
        }

        if (kind is EntryKind.NoticeToOwner or EntryKind.NoticeToSender)
        {
            Check(told.Length == 0, "a notice begets no notice");
        }
        else if (failed.Count > 0)
        {
            Check(told is [{ Kind: NoticeKind.Failure }] && told[0].Concerned.Map(destination => destination.Mailbox.Local.Value[2] - '0').SequenceEqual(failed), "exactly the failed are reported, at once");
        }
        else
        {
            var isLate = !late && !isRefused && IsStored && now - Entries.Noon >= TimeSpan.FromHours(4);
            late |= isLate;
            Check(told.Length == (isLate ? 1 : 0) && told.All(notice => notice.Kind == NoticeKind.Delay), "the owner is told once of a late mail");
        }

        Postpone(isRefused);
    }

    /// After a refusal of the mail as it came, it is tried at once.
    void Postpone(bool isRefused = false)
    {
        if (!IsStored)
        {
            return;
        }

        attempts++;
        if (isRefused)
        {
            due = (now, now);
            Check(Entry.Due == now, "a mail that is refused as it came is tried at once in its other form");
            return;
        }

        var minutes = Schedule[Math.Min(attempts, Schedule.Length) - 1];
        due = (Earlier(now + TimeSpan.FromMinutes(minutes * 0.9)), Earlier(now + TimeSpan.FromMinutes(minutes * 1.1)));
        Check(Entry.Attempts == attempts, "attempts are counted");
        Check(Entry.Due >= due.From && Entry.Due <= due.To, $"attempt {attempts} is followed by a pause of about {minutes} minutes");
    }

    Instant Earlier(Instant next) => next < expires || expires <= now ? next : expires;

    QueueEffect Step(QueueInput input)
    {
        var owed = Enumerable.Range(0, model.Length).Where(i => model[i] == "owed").Select(i => $"me{i}@private.example");
        var step = QueueProcess.Advance(Entries.Policy, state, input);
        foreach (var effect in step.Effects.AsEnumerable())
        {
            switch (effect)
            {
                case QueueEffect.Attempt(var job, var change):
                    Check(change.IsSome == changed, "the mail goes out as it came until it is refused so, and never again after that");
                    Check(job.Recipients.Map(recipient => recipient.ToString()).SequenceEqual(owed), "the mail is sent to those to whom it is owed, and only to them");
                    break;
                case QueueEffect.Save(var entry, var notice):
                    disk = EntryCodec.Write(entry);
                    Notices.AddRange(notice.AsEnumerable());
                    break;
                case QueueEffect.Remove(_, var notice):
                    disk = null;
                    Notices.AddRange(notice.AsEnumerable());
                    break;
            }
        }

        Check(step.Effects.AsEnumerable().Count(Waits) == 1 && Waits(step.Effects.Last), "a step ends in exactly one waiting effect");
        Check(step.Effects.Last is not QueueEffect.AwaitOwner || held || kind == EntryKind.NoticeToOwner, "only a held entry waits for the owner");
        state = step.Next;
        return step.Effects.Last;
    }

    static bool Waits(QueueEffect effect) => effect is not (QueueEffect.Save or QueueEffect.Remove);

    void Check(bool holds, string law)
    {
        if (!holds)
        {
            Complaints.Add(law);
        }
    }

    static QueueEntry EntryOf(QueueState state) => state switch
    {
        QueueState.Waiting(var entry) => entry,
        QueueState.Attempting(var entry) => entry,
        QueueState.Done(var entry) => entry,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
