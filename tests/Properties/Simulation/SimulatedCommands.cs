using Laitos.Domain.Commands;
using Laitos.Domain.Queue;
using Laitos.Properties.Commands;

namespace Laitos.Properties.Simulation;

/// <summary>The commands of one life of a daemon that shares its disk: the real machines, and a shell that performs their effects.</summary>
sealed class SimulatedCommands(World world, SimulatedDaemon daemon)
{
    CommandQueue commands = CommandQueue.Empty;

    /// <summary>Takes up what nobody works on; where the server is in trouble, later.</summary>
    public void TakeUp() => daemon.Later(world.RandomChoice.Seconds(0, 1), () =>
    {
        var session = daemon.Session;
        if (IsInTrouble || !world.SimulatedDisk.Leases!.IsOnRecord(session))
        {
            daemon.Later(DiskRetry.Pause, TakeUp);
            return;
        }

        var mine = world.SimulatedOrders.Claim(session);
        Told(() => Feed(new CommandQueueInput.Loaded(mine)));
    });

    /// <summary>A mail brings a command; it is stored with that, or its sender comes again.</summary>
    public void Take(CommandOrder order, Action<bool> done)
    {
        Feed(new CommandQueueInput.Storing(order.Id));
        var session = daemon.Session;
        Commit(() => world.SimulatedOrders.Add(order, IsOnRecord(session) ? session : 0), isStored =>
        {
            // Where the lease went while it was written, it is nobody's.
            Feed(isStored ? new CommandQueueInput.Stored(order, IsOnRecord(session) ? session : -1) : new CommandQueueInput.NotStored(order.Id));
            done(isStored);
        });
    }

    bool IsInTrouble => world.RandomChoice.OneIn(world.Faults.Disk) || world.SimulatedDisk.Outage.IsOn;

    bool IsOnRecord(long session) => world.SimulatedDisk.Leases!.IsOnRecord(session);

    void Feed(CommandQueueInput input)
    {
        (commands, var effects) = CommandQueue.Advance(Orders.Policy, commands, input);
        effects.AsEnumerable().OfType<CommandQueueEffect.Begin>().Iter(begin => Drive(begin.Order.Id, begin.Claim, new CommandState.Ordered(begin.Order), new CommandInput.Due(daemon.Now)));
    }

    void Drive(string id, long claim, CommandState state, CommandInput input)
    {
        var step = CommandProcess.Advance(Orders.Policy, state, input);
        void Next(CommandInput next) => Drive(id, claim, step.Next, next);
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case CommandEffect.Log(var kind, _):
                    world.Count($"told: {kind}");
                    break;
                case CommandEffect.Record(var order):
                    var isThere = false;
                    Commit(() => isThere = world.SimulatedOrders.Update(order, claim), isMade => Next(!isMade ? new CommandInput.NotRecorded("trouble") : isThere ? new CommandInput.Recorded() : new CommandInput.Gone()));
                    break;
                case CommandEffect.Run:
                    world.Check(++world.SimulatedOrders.Runs[id] == 1, $"the command {id} runs twice");
                    daemon.Later(world.RandomChoice.Of(world.RandomChoice.Seconds(0.1, 2), world.RandomChoice.Seconds(2, 120)), () => Next(new CommandInput.Ran(new Domain.Commands.Apps.AppResponse.Done(), daemon.Now)));
                    break;
                case CommandEffect.Report(var order, _):
                    var isAnswered = false;
                    Commit(() => isAnswered = world.SimulatedOrders.Answer(order.Id, claim), isMade =>
                    {
                        Next(isMade ? new CommandInput.Reported() : new CommandInput.NotReported("trouble"));
                        if (isMade && !isAnswered)
                        {
                            TakeUp();
                        }
                    });
                    break;
                case CommandEffect.Pause(var pause):
                    daemon.Later(pause, () => Next(new CommandInput.Due(daemon.Now)));
                    break;
                case CommandEffect.End:
                    Feed(new CommandQueueInput.Ended(id));
                    break;
            }
        }

        if (input is CommandInput.Gone)
        {
            TakeUp();
        }
    }

    /// The server makes a change when it comes to it, whether the daemon is paused or not; it may have made one that it does not tell of.
    void Commit(Action change, Action<bool> done)
    {
        var life = daemon.Life;
        world.EventQueue.After(world.RandomChoice.OneIn(20) ? world.RandomChoice.Seconds(0, 40) : world.RandomChoice.Seconds(0.01, 0.05), () =>
        {
            var isMade = !IsInTrouble;
            if (isMade)
            {
                change();
            }

            var isTold = isMade && !world.RandomChoice.OneIn(world.Faults.Disk);
            world.Count("change of a command made, and not told", isMade && !isTold ? 1 : 0);
            Told(() =>
            {
                if (daemon.Life == life)
                {
                    done(isTold);
                }
            });
        });
    }

    void Told(Action act) => daemon.Later(world.RandomChoice.Of(world.RandomChoice.Seconds(0, 0.1), world.RandomChoice.Seconds(0, 5)), act);
}
