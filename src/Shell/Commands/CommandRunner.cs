using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Shell.Apps;
using Laitos.Shell.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Commands;

/// <summary>Runs the commands that lie in the spool, each with its own loop: one machine, its inputs, and its effects performed.</summary>
/// <param name="policy">What commands go by.</param>
/// <param name="retry">How the replies are tried.</param>
/// <param name="spool">Where orders are kept.</param>
/// <param name="queue">Takes the replies.</param>
/// <param name="apps">Grants apps their wishes.</param>
/// <param name="daemonControl">Locks or stops the daemon.</param>
/// <param name="journal">Takes what is told of the commands.</param>
/// <param name="shutdown">Set when the daemon goes down or is locked: no command is taken up any more.</param>
/// <param name="abort">Set when commands under way have had their time.</param>
sealed class CommandRunner(
    CommandPolicy policy, RetryPolicy retry, ISpool spool, QueueRunner queue, AppHost apps, DaemonControl daemonControl, Journal journal, CancellationToken shutdown, CancellationToken abort) : IDisposable
{
    /// How many commands run at a time.
    const int AtATime = 8;

    readonly RunningTasks<CommandOrder> running = new();
    readonly SemaphoreSlim slots = new(AtATime);

    /// <summary>Takes up what an earlier run has left on disk: before any mail is taken, so that no command is taken up twice.</summary>
    public async Task Load() => (await spool.LoadOrders()).Match(
        Right: orders =>
        {
            foreach (var stored in orders)
            {
                OrderCodec.Read(stored.State).Match(
                    Right: order => Begin(stored.IsSalvaged ? order.AsStarted() : order),
                    Left: error => journal.Write("spool", ("id", stored.Id), ("trouble", $"the command cannot be read and is left alone: {error}")));
            }
        },
        Left: trouble => journal.Write("spool", ("trouble", trouble)));

    /// <summary>Waits until the daemon goes down or is locked, and no command runs any more.</summary>
    public async Task Run()
    {
        await Task.Delay(Timeout.Infinite, shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
        await running.Ended();
    }

    /// <summary>Takes up a command whose order is on disk.</summary>
    public void Begin(CommandOrder order) => running.Begin(order.Id, order, async () =>
    {
        try
        {
            await Drive(order);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // The order stays on disk for the next start.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The text of the fault might tell of what the command was given.
            journal.Write("fault", ("command", order.Id), ("error", fault.GetType().Name), ("at", fault.TargetSite?.ToString() ?? ""));
        }
    });

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    async Task Drive(CommandOrder order)
    {
        shutdown.ThrowIfCancellationRequested();
        using var slot = new Slot(slots);
        CommandState state = new CommandState.Ordered(order);
        CommandInput? input = new CommandInput.Due(Clock.Now);
        while (input is not null)
        {
            var step = CommandProcess.Advance(policy, state, input);
            state = step.Next;
            foreach (var effect in step.Effects)
            {
                input = await Perform(effect, slot);
            }
        }
    }

    /// Performs one effect and gives the next input if it waits.
    async Task<CommandInput?> Perform(CommandEffect effect, Slot slot)
    {
        switch (effect)
        {
            case CommandEffect.Log(var kind, var facts):
                journal.Write(new LogLine(Clock.Now, kind, facts.Map(fact => (LogFact)fact)));
                return null;
            case CommandEffect.Afterwards(var request):
                daemonControl.Perform(request);
                return null;
            case CommandEffect.Record(var order):
                // To lock or to stop is not recorded: it must not wait behind slow commands.
                await slot.Take(shutdown);
                return await spool.UpdateOrder(Stored(order)) is not SpoolOutcome.Stored and var trouble ? new CommandInput.NotRecorded(trouble.ToString()!) : new CommandInput.Recorded();
            case CommandEffect.Run(var request, var limit):
                return new CommandInput.Ran(await apps.Perform(request, limit, abort), Clock.Now);
            case CommandEffect.Report(var order, var mails):
                return await Report(order, mails) is { } failure ? new CommandInput.NotReported(failure) : new CommandInput.Reported();
            case CommandEffect.Pause(var duration):
                await Task.Delay(duration, shutdown);
                return new CommandInput.Due(Clock.Now);
            case CommandEffect.End:
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    async Task<string?> Report(CommandOrder order, Seq<CommandMail> mails)
    {
        NewEntry[] entries = [.. mails.Select(mail => QueueRunner.Fresh(CommandMails.Entry(retry, Clock.NewId(), Clock.Now, mail, policy.From), mail.Content))];
        if (await spool.ReplaceOrder(order.Id, entries) is not SpoolOutcome.Stored and var trouble)
        {
            return trouble.ToString();
        }

        queue.Resume(entries);
        return null;
    }

    /// <summary>An order as it is kept.</summary>
    public static SpoolOrder Stored(CommandOrder order) => new(order.Id, OrderCodec.Write(order));

    /// One of the places to run, as soon as it is taken, for as long as the command lives.
    sealed class Slot(SemaphoreSlim places) : IDisposable
    {
        bool isTaken;

        public async Task Take(CancellationToken abandon)
        {
            if (!isTaken)
            {
                await places.WaitAsync(abandon);
                isTaken = true;
            }
        }

        public void Dispose() => _ = isTaken ? places.Release() : 0;
    }
}
