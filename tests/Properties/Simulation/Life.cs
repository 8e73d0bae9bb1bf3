using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>The loop of one entry: input, step, disk, and the effect that waits. It minds that the schedule is kept.</summary>
sealed class Life(World world, Letter letter, QueueEntry first, bool isFresh)
{
    static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(10);

    readonly Queue<QueueInput> wishes = new();
    Step<QueueState, QueueEffect> step;
    int waits;
    bool waitsForOwner;

    /// The attempts that have been made, counted without the machine; and when the next may begin, unless the owner wishes it.
    int attempts = first.Attempts;
    Instant earliest = isFresh ? new Instant(0) : first.Due;

    public Letter Letter => letter;

    /// <summary>Lives from a step whose changes are on disk already.</summary>
    public void Begin(Step<QueueState, QueueEffect> begun, Attempt? underWay)
    {
        step = begun;
        if (step.Effects.Last is QueueEffect.AwaitReport && underWay is not null)
        {
            letter.Open++;
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
                world.Daemon.Later(due - world.Agenda.Now, () =>
                {
                    if (wait == waits)
                    {
                        Feed(new QueueInput.FellDue(world.Agenda.Now));
                    }
                });
                break;
            case QueueEffect.AwaitOwner:
                waitsForOwner = true;
                break;
            case QueueEffect.Attempt(var job):
                world.Check(world.Agenda.Now >= earliest, $"attempt {attempts + 1} of {letter.Name} comes too early");
                letter.Open++;
                world.Daemon.Queue.Attempt(first.Id, letter, job, Reported);
                break;
            case QueueEffect.End:
                world.Daemon.Queue.Forget(first.Id);
                break;
        }
    }

    void Reported(Laitos.Domain.Smtp.Client.DeliveryReport report)
    {
        Postpone(++attempts);
        Feed(new QueueInput.Attempted(report, world.Agenda.Now, world.Chance.Fraction()));
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
            letter.Open -= closes ? 1 : 0;
            Rest();
            return;
        }

        world.Daemon.Queue.Persist(first.Id, changes.Head, letter, written =>
        {
            if (written == Written.Stored)
            {
                Persist(changes.Tail, closes);
            }
            else
            {
                world.Daemon.Later(DiskPause, () => Persist(changes, closes));
            }
        });
    }

    /// The pause after an attempt is kept, down to nine tenths of it; only the last attempt of all may come sooner.
    void Postpone(int made)
    {
        var now = world.Agenda.Now;
        var next = now + (World.Pauses[Math.Min(made, World.Pauses.Length) - 1] * 0.89);
        var expires = QueueProcess.EntryOf(step.Next).ExpiresAt;
        earliest = next < expires || expires <= now ? next : expires;
    }
}
