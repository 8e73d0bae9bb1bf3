using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>The daemon as a whole: it lives until it crashes, and then knows what lies on the disk.</summary>
sealed class Daemon
{
    readonly World world;
    int life;

    public Daemon(World world)
    {
        this.world = world;
        (Reception, Queue) = (new Reception(world), new Queue(world));
    }

    public bool IsUp { get; private set; } = true;

    public Reception Reception { get; private set; }

    public Queue Queue { get; private set; }

    /// <summary>A step of this life; with it, it is forgotten.</summary>
    public void Later(TimeSpan delay, Action act)
    {
        var mine = life;
        world.Agenda.After(delay, () =>
        {
            if (mine != life)
            {
                return;
            }

            if (world.Chance.OneIn(world.Faults.Crash))
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
        world.Disk.Crash();
        foreach (var letter in world.Letters.Where(letter => letter.Open > 0))
        {
            (letter.Open, letter.Excuse) = (0, letter.Excuse ?? "a crash while an attempt or its answer was under way");
        }

        world.Agenda.After(world.Chance.OneIn(4) ? world.Chance.Seconds(60, 20_000) : world.Chance.Seconds(1, 10), Start);
    }

    void Start()
    {
        (Reception, Queue, IsUp) = (new Reception(world), new Queue(world), true);
        Reception.Load();
        Queue.Load();
    }
}
