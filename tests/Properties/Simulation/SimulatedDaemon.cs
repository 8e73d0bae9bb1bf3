using Laitos.Domain.Queue;

namespace Laitos.Properties.Simulation;

/// <summary>The daemon as a whole: it lives until it crashes, and then knows what lies on the disk.</summary>
sealed class SimulatedDaemon
{
    readonly World world;
    readonly TimeSpan skew;
    Instant pausedUntil, connected;

    /// <param name="world">Its world.</param>
    /// <param name="skew">How far its clock is ahead.</param>
    public SimulatedDaemon(World world, TimeSpan skew = default)
    {
        (this.world, this.skew) = (world, skew);
        (SimulatedSession, SimulatedQueue, SimulatedCommands) = (new SimulatedSession(world, this), new SimulatedQueue(world, this), new SimulatedCommands(world, this));
    }

    /// <summary>The first life begins.</summary>
    public void Begin()
    {
        BeginLease();
        SimulatedQueue.Start();
    }

    /// <summary>How often it has gone down: what was begun before knows nobody any more.</summary>
    public int Life { get; private set; }

    /// <summary>Its own clock.</summary>
    public Instant Now => world.EventQueue.Now + skew;

    /// <summary>The number of its claims, where several share the disk.</summary>
    public long Session { get; private set; }

    /// <summary>Nothing happens in it for a while, and it does not know.</summary>
    public void Pause(TimeSpan time)
    {
        world.Count("pause");
        pausedUntil = world.EventQueue.Now + time;
    }

    /// <summary>A mail that any daemon has stored within the hour.</summary>
    public Option<Domain.Journey.Duplicate> Recalled(Fingerprint mail, Instant now) => world.IsShared
        ? world.SimulatedDisk.Remembered.Where(known => known.Mail == mail && now < known.At + RecentMails.Span).Select(known => (Domain.Journey.Duplicate)new Domain.Journey.Duplicate.Taken(known.Id)).Gather().HeadOrNone()
        : Option<Domain.Journey.Duplicate>.None;

    /// <summary>Its lease is taken away: what is under way may be done by another, too.</summary>
    public void ExcuseAttempts(long session)
    {
        if (session == Session)
        {
            SimulatedQueue.Excuse();
        }
    }

    public bool IsUp { get; private set; } = true;

    public SimulatedSession SimulatedSession { get; private set; }

    public SimulatedQueue SimulatedQueue { get; private set; }

    public SimulatedCommands SimulatedCommands { get; private set; }

    /// <summary>The server has gone, and another one comes in its place: the daemon finds out, and no attempt begins until it has a session again. What it was told to doubt is taken back then.</summary>
    /// <param name="back">When the server is there again.</param>
    public void Disconnect(Instant back)
    {
        connected = back;
        Later(world.RandomChoice.Seconds(0, 20), () =>
        {
            if (world.EventQueue.Now < back)
            {
                SimulatedQueue.Hear(new MailQueueInput.Leased(Now, Now));
            }
        });
    }

    /// <summary>A step of this life; with it, it is forgotten.</summary>
    public void Later(TimeSpan delay, Action act)
    {
        var mine = Life;
        world.EventQueue.After(delay, () =>
        {
            if (mine != Life)
            {
                return;
            }

            if (world.EventQueue.Now < pausedUntil)
            {
                Later(pausedUntil - world.EventQueue.Now, act);
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
        foreach (var simulatedMail in world.SimulatedMails.Where(simulatedMail => simulatedMail.OpenAt.GetValueOrDefault(this) > 0))
        {
            simulatedMail.OpenAt.Remove(this);
            simulatedMail.Excuse ??= "a crash while an attempt or its answer was under way";
        }
    }

    void GoDown()
    {
        Life++;
        IsUp = false;
        world.SimulatedDisk.Crash(this);
        world.EventQueue.After(world.RandomChoice.OneIn(4) ? world.RandomChoice.Seconds(60, 20_000) : world.RandomChoice.Seconds(1, 10), Start);
    }

    void Start()
    {
        (SimulatedSession, SimulatedQueue, SimulatedCommands, IsUp) = (new SimulatedSession(world, this), new SimulatedQueue(world, this), new SimulatedCommands(world, this), true);
        SimulatedSession.Load();
        BeginLease();
        SimulatedQueue.Start();
    }

    void BeginLease()
    {
        if (world.SimulatedDisk.Leases is { } leases)
        {
            var former = Session;
            (Session, connected) = (leases.Begin(this), world.EventQueue.Now);
            SimulatedQueue.Hear(new MailQueueInput.ClaimsLost(former, Now));
            SimulatedQueue.Hear(new MailQueueInput.Leased(SimulatedLeases.Policy.ReliedOnUntil(Now), Now));
            Later(SimulatedLeases.Policy.RenewedEach, Renew);
            SimulatedCommands.TakeUp();
        }
    }

    /// The server counts from when the renewal comes to it; the daemon, from when it has sent it. It hears of it later, or that the connection has failed.
    void Renew()
    {
        var (asked, session, leases, mine) = (Now, Session, world.SimulatedDisk.Leases!, Life);
        if (world.RandomChoice.OneIn(world.Faults.Disk) || world.SimulatedDisk.Outage.IsOn)
        {
            world.Count("not renewed");
            connected = world.SimulatedDisk.Outage.IsOn ? connected : world.EventQueue.Now;
            SimulatedQueue.Hear(new MailQueueInput.Leased(Now, Now));
            Later(world.RandomChoice.Seconds(1, 50), Renew);
            return;
        }

        world.EventQueue.After(world.RandomChoice.Seconds(0, 3), () =>
        {
            if (mine != Life)
            {
                return;
            }

            if (world.SimulatedDisk.Outage.IsOn)
            {
                // Nobody answers.
                Later(world.RandomChoice.Seconds(1, 50), Renew);
                return;
            }

            var isRenewed = leases.Renew(session);
            if (isRenewed && SimulatedLeases.Policy.MayTakeAway(world.EventQueue.Now - connected))
            {
                leases.TakeAwayLapsed(session);
            }

            Later(world.RandomChoice.Seconds(0, 3), () =>
            {
                if (isRenewed)
                {
                    SimulatedQueue.Hear(new MailQueueInput.Leased(SimulatedLeases.Policy.ReliedOnUntil(asked), Now));
                    Later(SimulatedLeases.Policy.RenewedEach, Renew);
                }
                else
                {
                    world.Count("lease lost");
                    BeginLease();
                }
            });
        });
    }
}
