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

    void Crash()
    {
        world.Count("crash");
        life++;
        IsUp = false;
        world.SimulatedDisk.Crash();
        foreach (var simulatedMail in world.SimulatedMails.Where(simulatedMail => simulatedMail.Open > 0))
        {
            (simulatedMail.Open, simulatedMail.Excuse) = (0, simulatedMail.Excuse ?? "a crash while an attempt or its answer was under way");
        }

        world.EventQueue.After(world.RandomChoice.OneIn(4) ? world.RandomChoice.Seconds(60, 20_000) : world.RandomChoice.Seconds(1, 10), Start);
    }

    void Start()
    {
        (SimulatedSession, SimulatedQueue, IsUp) = (new SimulatedSession(world), new SimulatedQueue(world), true);
        SimulatedSession.Load();
        SimulatedQueue.Load();
    }
}
