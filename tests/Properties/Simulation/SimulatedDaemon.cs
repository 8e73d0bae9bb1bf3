using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>The daemon as a whole: it lives until it crashes, and then knows what lies on the disk.</summary>
sealed class SimulatedDaemon
{
    readonly World world;
    int life;

    public SimulatedDaemon(World world)
    {
        this.world = world;
        (SimulatedSession, SimulatedQueue) = (new SimulatedSession(world), new SimulatedQueue(world));
    }

    /// <summary>The first life begins.</summary>
    public void Begin() => SimulatedQueue.Start();

    public bool IsUp { get; private set; } = true;

    public SimulatedSession SimulatedSession { get; private set; }

    public SimulatedQueue SimulatedQueue { get; private set; }

    /// <summary>A step of this life; with it, it is forgotten.</summary>
    public void Later(TimeSpan delay, Action act)
    {
        var mine = life;
        world.EventQueue.After(delay, () =>
        {
            if (mine != life)
            {
                return;
            }

            if (world.RandomChoice.OneIn(world.Faults.Crash))
            {
                Crash();
            }
            else
            {
                act();
            }
        });
    }

    /// <summary>The daemon goes down in order: what is under way comes to its end, and is written down.</summary>
    public void Stop()
    {
        if (IsUp)
        {
            world.Count("orderly stop");
            IsUp = false;
            SimulatedQueue.Reach(QueuePhase.Stopping);
            Drain();
        }
    }

    /// <summary>Nothing is under way any more.</summary>
    public void Ended()
    {
        world.Count("orderly end");
        world.Check(SimulatedSession.IsIdle, "the queue ends while mail is taken");
        GoDown();
    }

    /// Once no session is left.
    void Drain() => Later(world.RandomChoice.Seconds(0.1, 1), () =>
    {
        if (SimulatedSession.IsIdle)
        {
            SimulatedQueue.Reach(QueuePhase.Draining);
        }
        else
        {
            Drain();
        }
    });

    void Crash()
    {
        world.Count("crash");
        GoDown();
        foreach (var simulatedMail in world.SimulatedMails.Where(simulatedMail => simulatedMail.Open > 0))
        {
            (simulatedMail.Open, simulatedMail.Excuse) = (0, simulatedMail.Excuse ?? "a crash while an attempt or its answer was under way");
        }
    }

    void GoDown()
    {
        life++;
        IsUp = false;
        world.SimulatedDisk.Crash();
        world.EventQueue.After(world.RandomChoice.OneIn(4) ? world.RandomChoice.Seconds(60, 20_000) : world.RandomChoice.Seconds(1, 10), Start);
    }

    void Start()
    {
        (SimulatedSession, SimulatedQueue, IsUp) = (new SimulatedSession(world), new SimulatedQueue(world), true);
        SimulatedSession.Load();
        SimulatedQueue.Start();
    }
}
