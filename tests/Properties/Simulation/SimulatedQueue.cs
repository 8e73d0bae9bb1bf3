using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Simulation;

/// <summary>The queue in the memory of one life of the daemon: each entry of the disk with its own loop.</summary>
sealed class SimulatedQueue(World world)
{
    readonly Dictionary<string, SimulatedEntry> lives = [];
    Throttle throttle = Throttle.Start();
    readonly Queue<Action> waiting = new();

    public RelayLoad RelayLoad => new(throttle.UnderWay, 0, throttle.Most, TimeSpan.Zero, throttle.IsPaused(world.EventQueue.Now));

    public void Load()
    {
        foreach (var (id, slot) in world.SimulatedDisk.Slots)
        {
            Resume(id, slot);
        }
    }

    /// <summary>Performs the first step of a mail that we take responsibility for; once it is on disk the entry lives.</summary>
    public void Take(Step<QueueState, QueueEffect> step, SimulatedMail simulatedMail, SimulatedAttempt? underWay, Remembered remembered, Action<Written> done)
    {
        var change = ChangeOf(step.Effects.Head, simulatedMail);
        world.SimulatedDisk.Write(change with { Removed = null, Remembered = remembered }, written =>
        {
            if (written == Written.Stored)
            {
                var entry = QueueProcess.EntryOf(step.Next);
                var simulatedEntry = lives[entry.Id] = new SimulatedEntry(world, simulatedMail, entry, isFresh: true);
                simulatedEntry.Begin(step, underWay);
                ResumeOthers(change, entry.Id);
            }

            done(written);
        });
    }

    /// <summary>Brings a change of an entry to the disk.</summary>
    public void Persist(string id, QueueEffect effect, SimulatedMail simulatedMail, Action<Written> done)
    {
        var change = ChangeOf(effect, simulatedMail);
        world.SimulatedDisk.Write(change, written =>
        {
            if (written == Written.Stored)
            {
                ResumeOthers(change, id);
            }

            done(written);
        });
    }

    /// <summary>Hands a mail to the relay when the relay bears it.</summary>
    public void Attempt(string id, SimulatedMail simulatedMail, MailJob job, Action<DeliveryReport> done)
    {
        (throttle, var admission) = Throttle.Admit(throttle, world.EventQueue.Now);
        switch (admission)
        {
            case Admission.Now:
                world.SimulatedRelay.Transfer(id, simulatedMail, job, report =>
                {
                    throttle = Throttle.Ended(throttle, report, world.EventQueue.Now);
                    done(report);
                    WakeOthers();
                });
                break;
            case Admission.At(var time):
                world.SimulatedDaemon.Later(time - world.EventQueue.Now, () => Attempt(id, simulatedMail, job, done));
                break;
            default:
                waiting.Enqueue(() => Attempt(id, simulatedMail, job, done));
                break;
        }
    }

    /// As many as there is room for; an attempt that has ended makes room.
    void WakeOthers()
    {
        for (var room = throttle.Allowed - throttle.UnderWay; room > 0 && waiting.TryDequeue(out var next); room--)
        {
            world.SimulatedDaemon.Later(TimeSpan.Zero, next);
        }
    }

    /// <summary>Tells entries what the owner wants: all the mails, or some of all there is.</summary>
    public void Wish(QueueInput wish, bool isForAllMails)
    {
        foreach (var simulatedEntry in lives.Values.Where(simulatedEntry => isForAllMails ? simulatedEntry.SimulatedMail.IsMail : world.RandomChoice.OneIn(2)).ToArray())
        {
            simulatedEntry.Wish(wish);
        }
    }

    public void Forget(string id) => lives.Remove(id);

    Change ChangeOf(QueueEffect effect, SimulatedMail simulatedMail) => effect switch
    {
        QueueEffect.Save(var entry, var notice) => new Change(null, [(entry.Id, new Slot(EntryCodec.Write(entry), simulatedMail)), .. Mails(notice)]),
        QueueEffect.Remove(var entry, var notice) => new Change(entry.Id, [.. Mails(notice)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    Seq<(string Id, Slot Slot)> Mails(Option<Notice> notice) => notice
        .Map(told => NoticeMail.Of(World.Notices, world.Retry, told, (world.NewId(), world.NewId()), world.EventQueue.Now))
        .IfNone(default(Seq<NoticeMail>))
        .Map(mail => (mail.Entry.Id, new Slot(EntryCodec.Write(mail.Entry), world.Post(new SimulatedMail(mail.Entry.Id, mail.Content.ToLatin1())))));

    void ResumeOthers(Change change, string id)
    {
        foreach (var (other, slot) in change.Written.Where(written => written.Id != id))
        {
            Resume(other, slot);
        }
    }

    void Resume(string id, Slot slot)
    {
        var entry = EntryCodec.Read(slot.State).IfLeft(error => throw new InvalidOperationException(error.ToString()));
        var simulatedEntry = lives[id] = new SimulatedEntry(world, slot.SimulatedMail, entry, isFresh: false);
        simulatedEntry.Begin(QueueProcess.Advance(world.Retry, new QueueState.Waiting(entry), new QueueInput.Interrupted(world.EventQueue.Now)), null);
    }
}
