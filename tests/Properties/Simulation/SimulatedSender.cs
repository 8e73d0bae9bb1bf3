using Laitos.Domain.Smtp;

namespace Laitos.Properties.Simulation;

/// <summary>A sending server with one mail: it comes again with the same mail until it has heard 250 or 5yz.</summary>
sealed class SimulatedSender(World world, SimulatedMail simulatedMail)
{
    int round;
    int awaited;

    public bool IsDone { get; private set; }

    public void Send()
    {
        if (world.AnyDaemon() is not { } daemon)
        {
            ComeBack();
            return;
        }

        var mine = awaited = ++round;
        daemon.SimulatedSession.Receive(simulatedMail, reply =>
        {
            if (world.RandomChoice.OneIn(world.Faults.Lost))
            {
                world.Count("answer lost");
            }
            else if (awaited == mine)
            {
                Hear(reply);
            }
        });
        world.EventQueue.After(world.RandomChoice.OneIn(world.Faults.Lost * 2) ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(10), () =>
        {
            if (awaited == mine)
            {
                awaited = 0;
                ComeBack();
            }
        });
    }

    void Hear(Reply reply)
    {
        awaited = 0;
        IsDone = !reply.IsTransient;
        if (!IsDone)
        {
            ComeBack();
        }
    }

    void ComeBack() => world.EventQueue.After(world.RandomChoice.OneIn(3) ? world.RandomChoice.Seconds(1, 60) : world.RandomChoice.Seconds(60, 7000), Send);
}
