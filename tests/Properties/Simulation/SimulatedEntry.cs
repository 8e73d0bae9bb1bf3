using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>The loop of one entry: input, step, disk, and the effect that waits. It minds that the schedule is kept.</summary>
sealed class SimulatedEntry(World world, SimulatedMail simulatedMail, QueueEntry first, bool isFresh)
{
    static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(10);

    readonly Queue<QueueInput> wishes = new();
    Step<QueueState, QueueEffect> step;
    int waits;
    bool waitsForOwner;

    /// The attempts that have been made, counted without the machine; and when the next may begin, unless the owner wishes it.
    int attempts = first.Attempts;
    Instant earliest = isFresh ? new Instant(0) : first.Due;

    public SimulatedMail SimulatedMail => simulatedMail;

    /// <summary>Lives from a step whose changes are on disk already.</summary>
    public void Begin(Step<QueueState, QueueEffect> begun, SimulatedAttempt? underWay)
    {
        step = begun;
        if (step.Effects.Last is QueueEffect.AwaitReport && underWay is not null)
        {
            simulatedMail.Open++;
            underWay.Tell(Reported);
            return;
        }

        if (isFresh && attempts > 0)
        {
            Postpone(attempts);
        }

        Rest();
    }

    /// <summary>What the owner wants is heard as soon as the entry waits.</summary>
    public void Wish(QueueInput wish)
    {
        wishes.Enqueue(wish);
        if (waitsForOwner)
        {
            Rest();
        }
    }

    void Rest()
    {
        var wait = ++waits;
        waitsForOwner = false;
        switch (step.Effects.Last)
        {
            case QueueEffect.AwaitDue or QueueEffect.AwaitOwner when wishes.TryDequeue(out var wish):
                earliest = new Instant(0);
                Feed(wish);
                break;
            case QueueEffect.AwaitDue(var due):
                waitsForOwner = true;
                world.SimulatedDaemon.Later(due - world.EventQueue.Now, () =>
                {
                    if (wait == waits)
                    {
                        Feed(new QueueInput.FellDue(world.EventQueue.Now));
                    }
                });
                break;
            case QueueEffect.AwaitOwner:
                waitsForOwner = true;
                break;
            case QueueEffect.Attempt(var job):
                world.Check(world.EventQueue.Now >= earliest, $"attempt {attempts + 1} of {simulatedMail.Name} comes too early");
                simulatedMail.Open++;
                world.SimulatedDaemon.SimulatedQueue.Attempt(first.Id, simulatedMail, job, Reported);
                break;
            case QueueEffect.End:
                world.SimulatedDaemon.SimulatedQueue.Forget(first.Id);
                break;
        }
    }

    void Reported(Laitos.Domain.Smtp.Client.DeliveryReport report)
    {
        Postpone(++attempts);
        Feed(new QueueInput.Attempted(report, world.EventQueue.Now, world.RandomChoice.Fraction()));
    }

    void Feed(QueueInput input)
    {
        waitsForOwner = false;
        waits++;
        step = QueueProcess.Advance(world.Retry, step.Next, input);
        Persist(step.Effects.Filter(effect => effect is QueueEffect.Save or QueueEffect.Remove), input is QueueInput.Attempted);
    }

    void Persist(Seq<QueueEffect> changes, bool closes)
    {
        if (changes.IsEmpty)
        {
            simulatedMail.Open -= closes ? 1 : 0;
            Rest();
            return;
        }

        world.SimulatedDaemon.SimulatedQueue.Persist(first.Id, changes.Head, simulatedMail, written =>
        {
            if (written == Written.Stored)
            {
                Persist(changes.Tail, closes);
            }
            else
            {
                world.SimulatedDaemon.Later(DiskPause, () => Persist(changes, closes));
            }
        });
    }

    /// The pause after an attempt is kept, down to nine tenths of it; only the last attempt of all may come sooner.
    void Postpone(int made)
    {
        var now = world.EventQueue.Now;
        var next = now + (World.Pauses[Math.Min(made, World.Pauses.Length) - 1] * 0.89);
        var expires = QueueProcess.EntryOf(step.Next).ExpiresAt;
        earliest = next < expires || expires <= now ? next : expires;
    }
}
