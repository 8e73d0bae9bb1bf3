using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Simulation;

/// <summary>The queue of one life of the daemon: the real machine, and a shell that performs its effects on the simulated disk and relay.</summary>
sealed class SimulatedQueue(World world, SimulatedDaemon daemon)
{
    /// Room for so few that most entries leave memory again and again, or for all.
    readonly QueuePolicy policy = new(world.Retry, DiskRetry.Pause, world.RandomChoice.Of(4, 6, QueuePolicy.StandardRoom));
    readonly Dictionary<string, SimulatedMail> letters = [];
    readonly Dictionary<string, AttemptSchedule> schedules = [];

    /// What is being attempted, what is being written, and whose report is on its way to the disk.
    readonly System.Collections.Generic.HashSet<string> attempted = [];
    readonly System.Collections.Generic.HashSet<string> written = [];
    readonly System.Collections.Generic.HashSet<string> reported = [];

    MailQueue queue = world.IsShared ? MailQueue.StartShared(Throttle.StandardMost) : MailQueue.Start(Throttle.StandardMost);

    int alarms;

    SimulatedLookups Lookups => field ??= new SimulatedLookups(world, daemon, id => attempted.Contains(id) || reported.Contains(id), (id, mail, entry) => Know(id, mail, entry, isFresh: false), Feed);

    public RelayLoad RelayLoad => new(queue.Throttle.UnderWay, 0, queue.Throttle.Most, TimeSpan.Zero, queue.Throttle.IsPaused(daemon.Now));

    /// <summary>Takes up what is on disk.</summary>
    public void Start()
    {
        Feed(new MailQueueInput.Begun(world.SimulatedDisk.Slots.Count, daemon.Now));
        Feed(new MailQueueInput.PhaseBegan(QueuePhase.Open, daemon.Now));
        Look();
    }

    /// <summary>The daemon goes down in order.</summary>
    public void Reach(QueuePhase phase) => Feed(new MailQueueInput.PhaseBegan(phase, daemon.Now));

    /// <summary>Looks for the owner's requests.</summary>
    public void Look() => daemon.Later(world.RandomChoice.Seconds(0, 1), () => Feed(new MailQueueInput.Requested(world.SimulatedDisk.Requests.Gather(), daemon.Now)));

    /// <summary>Stores a mail that we take responsibility for.</summary>
    public void Take(OwedMail mail, SimulatedMail simulatedMail, SimulatedAttempt? simulatedAttempt, Remembered remembered, Action<Written> done)
    {
        var entries = (mail.Entry.OwesAnything ? Seqs.Of((mail.Entry, simulatedMail)) : default).Then(Mails(mail.Notice));
        Add(entries, mail.IsUnderWay ? mail.Entry.Id : Option<string>.None, new Change(null, Slots(entries), remembered), (outcome, _) =>
        {
            if (outcome == Written.Stored && mail.IsUnderWay)
            {
                simulatedMail.Count(daemon, 1);
                world.Check(attempted.Add(mail.Entry.Id), $"{simulatedMail.Name} is attempted twice at a time");
                simulatedAttempt!.Tell(report => Report(mail.Entry.Id, report, IsRewritten(mail.Entry)));
            }

            done(outcome);
        });
    }

    /// <summary>Is told of the lease.</summary>
    public void Hear(MailQueueInput input) => Feed(input);

    /// <summary>The lease is taken away: what is attempted, and what is not written yet, may go out again.</summary>
    public void Excuse() => attempted.Concat(reported).Iter(id => letters[id].Excuse ??= "a lease taken away while an attempt or its outcome was under way");

    public bool IsAttempting(string id) => attempted.Contains(id);

    void Feed(MailQueueInput input)
    {
        (queue, var effects) = MailQueueProcess.Advance(policy, queue, input);
        world.Check(!world.IsShared || queue.Phase == QueuePhase.Ended || queue.Scheduled.All(place => !queue.Entries[place.Id].Requests.IsEmpty), "an entry is kept that is not due, and that nobody asks anything of");
        world.Check(
            queue.Phase == QueuePhase.Ended || queue.Waiting <= policy.Room + queue.Entries.Values.Count(item => item is EntryProgress.Queued { Stage: EntryStage.Ready(true) } or { Requests.IsEmpty: false }), $"{queue.Waiting} entries wait in memory");
        world.Check(queue.Forced == queue.Entries.Values.Count(item => item is EntryProgress.Queued { Stage: EntryStage.Ready(true) }), "those that are tried at their owner's request are miscounted");
        world.Check(
            queue.Entries.Values.Any(item => item is EntryProgress.Storing or EntryProgress.Queued { Stage: EntryStage.Writing or EntryStage.DiskPause }) || world.SimulatedDisk.Slots.All(slot => queue.Entries.ContainsKey(slot.Key) || queue.Window.IsBeyond(slot.Value.Entry.Place)) || world.IsShared,
            "an entry is neither in memory nor where it will be found");
        foreach (var effect in effects)
        {
            Perform(effect);
        }
    }

    void Perform(MailQueueEffect effect)
    {
        switch (effect)
        {
            case MailQueueEffect.Change change:
                Write(change);
                break;
            case MailQueueEffect.Load(var from, var most):
                Lookups.Read(from, most);
                break;
            case MailQueueEffect.Find(var id) when world.IsShared:
                Lookups.ClaimOne(id);
                break;
            case MailQueueEffect.Find(var id):
                Lookups.Find(id);
                break;
            case MailQueueEffect.ClaimDue(var due, var most):
                Lookups.Claim(due, most);
                break;
            case MailQueueEffect.Attempt(var id, var job, var change):
                Begin(id, job, change.IsSome);
                break;
            case MailQueueEffect.SetTimer(var at):
                var alarm = ++alarms;
                daemon.Later(at - daemon.Now, () =>
                {
                    if (alarm == alarms)
                    {
                        Feed(new MailQueueInput.TimerElapsed(daemon.Now));
                    }
                });
                break;
            case MailQueueEffect.CompleteRequest(var request):
                if (request.Verb == "release" && schedules.TryGetValue(request.Id, out var released))
                {
                    released.Hurry();
                }

                daemon.Later(world.RandomChoice.Seconds(0.01, 0.05), () => world.SimulatedDisk.Forget(request));
                break;
            case MailQueueEffect.Log(var kind, _):
                world.Count($"told: {kind}");
                break;
            case MailQueueEffect.End:
                daemon.Ended();
                break;
        }
    }

    void Write(MailQueueEffect.Change change)
    {
        var id = change.Entry.Id;
        world.Check(written.Add(id), $"{id} is written twice at a time");
        var notices = Mails(change.Notice);
        var own = change is MailQueueEffect.Save ? Slots(Seqs.Of((change.Entry, letters[id]))) : [];
        Add(notices, default, new Change(change is MailQueueEffect.Remove ? id : null, [.. own, .. Slots(notices)]) { Known = id, Claim = change.Claim, IsReleased = change.IsReleased }, (outcome, _) =>
        {
            written.Remove(id);
            if (outcome is Written.Stored or Written.Gone && reported.Remove(id))
            {
                letters[id].Count(daemon, -1);
            }

            if (outcome == Written.Gone && schedules.TryGetValue(id, out var refused))
            {
                // What is on disk knows nothing of the attempt.
                refused.Hurry();
            }

            Feed(new MailQueueInput.Written(id, outcome switch { Written.Stored => new WriteOutcome.Stored(), Written.Gone => new WriteOutcome.Gone(), _ => new WriteOutcome.Failed($"{outcome}") }, daemon.Now));
        });
    }

    /// Entries are announced before they can be found on the disk.
    void Add(Seq<(QueueEntry Entry, SimulatedMail SimulatedMail)> entries, Option<string> underWay, Change change, Action<Written, long> done)
    {
        var ids = entries.Map(each => each.Entry.Id);
        Feed(new MailQueueInput.Storing(ids, daemon.Now));
        world.SimulatedDisk.Write(daemon, change with { Claimed = [.. entries.AsEnumerable().Where(each => each.Entry.IsClaimedFromTheStart).Select(each => each.Entry.Id)] }, (outcome, claim) =>
        {
            if (outcome == Written.Stored)
            {
                entries.Iter(each => Know(each.Entry.Id, each.SimulatedMail, () => each.Entry, isFresh: true));
                Feed(new MailQueueInput.Stored(entries.Map(each => each.Entry), underWay, daemon.Now) { Claim = claim });
            }
            else
            {
                Feed(new MailQueueInput.NotStored(ids, daemon.Now));
            }

            done(outcome, claim);
        });
    }

    void Begin(string id, MailJob job, bool isChangeMade)
    {
        var simulatedMail = letters[id];
        var isRewritten = queue.Entries[id] is EntryProgress.Queued { Entry: var stored } && IsRewritten(stored);
        world.Check(isRewritten || !isChangeMade, $"{simulatedMail.Name} is changed, and its entry does not say so");
        world.Count("attempt with another author's address, stored as it came", isChangeMade ? 1 : 0);
        world.Check(schedules[id].MayBegin(daemon.Now) || world.SimulatedDisk.Requests.Exists(request => request.Id == id) || queue.Entries[id] is EntryProgress.Queued { CurrentRequest.IsSome: true }, $"attempt {schedules[id].Attempts + 1} of {simulatedMail.Name} comes too early");
        world.Check(attempted.Add(id), $"{simulatedMail.Name} is attempted twice at a time");
        if (world.SimulatedDisk.Leases is { } leases)
        {
            world.Check(leases.IsHeld(daemon.Session), $"{simulatedMail.Name} is attempted when the lease has lapsed");
            world.Check(leases.IsHolder(id, daemon.Session), $"{simulatedMail.Name} is attempted, and not claimed");
            world.Count("attempt beside that of a daemon whose lease was taken away", world.SimulatedDaemons.Any(other => other != daemon && other.SimulatedQueue.IsAttempting(id)) ? 1 : 0);
        }

        simulatedMail.Count(daemon, 1);
        if (!world.SimulatedDisk.Slots.ContainsKey(id))
        {
            world.Count("attempt of an entry that is gone");
            schedules[id].Postpone(daemon.Now, ExpiryOf(id));
            Closing(id, new MailQueueInput.Unreadable(id, "there is no such mail", daemon.Now, world.RandomChoice.Fraction()));
            return;
        }

        world.SimulatedRelay.Transfer(daemon, id, simulatedMail, job, isRewritten, report =>
        {
            if (world.RandomChoice.OneIn(world.Faults.Relay * 20))
            {
                world.Count("attempt broken off by a fault");
                simulatedMail.Excuse ??= "a fault of ours, when the relay may have taken it";
                schedules[id].Postpone(daemon.Now, ExpiryOf(id));
                Closing(id, new MailQueueInput.Interrupted(id, daemon.Now));
            }
            else
            {
                Report(id, report, isRewritten);
            }
        });
    }

    void Report(string id, DeliveryReport report, bool isRewritten)
    {
        schedules[id].Postpone(daemon.Now, ExpiryOf(id));
        if (!isRewritten && AuthenticationRefusal.In(report).IsSome)
        {
            schedules[id].Hurry();
        }

        Closing(id, new MailQueueInput.Attempted(id, report, daemon.Now, world.RandomChoice.Fraction()));
    }

    void Closing(string id, MailQueueInput input)
    {
        attempted.Remove(id);
        reported.Add(id);
        Feed(input);
    }

    void Know(string id, SimulatedMail simulatedMail, Func<QueueEntry> entry, bool isFresh)
    {
        if (!letters.TryAdd(id, simulatedMail) && !world.IsShared)
        {
            return;
        }

        var known = entry();
        schedules[id] = new AttemptSchedule(known.Attempts, isFresh && known.Attempts == 0 ? new Instant(0) : known.Due);
    }

    Instant ExpiryOf(string id) => queue.Entries.TryGetValue(id, out var found) && found is EntryProgress.Queued queued ? queued.Entry.ExpiresAt : new Instant(0);

    Seq<(QueueEntry Entry, SimulatedMail SimulatedMail)> Mails(Option<Notice> notice) => notice
        .Map(told => NoticeMail.Of(World.Notices, world.Retry, told, (world.NewId(), world.NewId()), daemon.Now))
        .IfNone(default(Seq<NoticeMail>))
        .Map(mail => (mail.Entry, world.Post(new SimulatedMail(mail.Entry.Id, mail.Content.ToLatin1()))));

    static (string Id, Slot Slot)[] Slots(Seq<(QueueEntry Entry, SimulatedMail SimulatedMail)> entries) =>
        [.. entries.Select(each => (each.Entry.Id, new Slot(EntryCodec.Write(each.Entry), each.SimulatedMail)))];

    static bool IsRewritten(QueueEntry entry) => entry.Grounds.Exists(ground => ground.Name == "rewritten");
}
