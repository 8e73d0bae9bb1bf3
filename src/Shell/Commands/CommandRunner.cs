using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Tracing;
using Laitos.Shell.Apps;
using Laitos.Shell.Queue;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
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
    CommandPolicy policy, RetryPolicy retry, ISpool spool, QueueRunner queue, AppHost apps, DaemonControl daemonControl, Journal journal, CancellationToken shutdown, CancellationToken abort)
{
    readonly RunningTasks<CommandOrder> running = new();

    /// <summary>Keeps what became of the commands; null when that is not kept.</summary>
    public TraceRecorder? Trace { get; init; }

    readonly Lock gate = new();
    CommandQueue commands = CommandQueue.Empty;

    /// <summary>Takes up what an earlier run has left on disk: before any mail is taken, so that no command is taken up twice. Where several daemons share the spool, what others leave is taken up later, too.</summary>
    public Task Load()
    {
        spool.Claims?.Subscribe(input => _ = input is MailQueueInput.Woken && !shutdown.IsCancellationRequested ? TakeUp() : Task.CompletedTask);
        return TakeUp();
    }

    async Task TakeUp() => (await (spool.Claims?.ClaimOrders() ?? spool.LoadOrders())).Match(
        Right: orders => Feed(new CommandQueueInput.Loaded(orders.Select(order => new StoredCommand(order.Id, order.State, order.IsFromDamagedSpool, order.Claim)).Gather())),
        Left: trouble =>
        {
            journal.Write("spool", ("trouble", trouble));
            _ = spool.Claims is null ? Task.CompletedTask : TakeUpLater();
        });

    async Task TakeUpLater()
    {
        await Task.Delay(DiskRetry.Pause, shutdown).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (shutdown.IsCancellationRequested ? Task.CompletedTask : TakeUp());
    }

    /// <summary>Waits until the daemon goes down or is locked, and no command runs any more.</summary>
    public async Task Run()
    {
        await Task.Delay(Timeout.Infinite, shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
        await running.Ended();
    }

    /// <summary>Stores an order together with its mail, and has it driven: it is known before it can be found on the disk.</summary>
    /// <param name="command">The command; none for a mail without one.</param>
    /// <param name="write">Stores both.</param>
    public async Task<SpoolOutcome> Store(CommandVerdict.Run command, Func<Task<SpoolOutcome>> write)
    {
        Feed(new CommandQueueInput.Storing(command.Order.Id));
        SpoolOutcome? outcome = null;
        try
        {
            return outcome = await write();
        }
        finally
        {
            Feed(outcome is SpoolOutcome.Stored { Claim: var claim } ? new CommandQueueInput.Stored(command.Order, claim) : new CommandQueueInput.NotStored(command.Order.Id));
        }
    }

    void Feed(CommandQueueInput input)
    {
        lock (gate)
        {
            (commands, var effects) = CommandQueue.Advance(policy, commands, input);
            effects.Iter(Perform);
        }
    }

    void Perform(CommandQueueEffect effect)
    {
        switch (effect)
        {
            case CommandQueueEffect.Begin(var order, var claim):
                running.Begin(order.Id, order, () => DriveToEnd(order, claim));
                break;
            case CommandQueueEffect.Log(var kind, var facts):
                journal.Write(new LogLine(Clock.Now, kind, facts.Map(fact => (LogFact)fact)));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    async Task DriveToEnd(CommandOrder order, long claim)
    {
        try
        {
            await Drive(order, claim);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // The order stays on disk for the next start.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The text of the fault might tell of what the command was given.
            journal.Write("fault", ("command", order.Id), ("error", fault.GetType().Name), ("at", FaultPlace.Of(fault)));
        }
        finally
        {
            Feed(new CommandQueueInput.Ended(order.Id));
        }
    }

    async Task Drive(CommandOrder order, long claim)
    {
        CommandState state = new CommandState.Ordered(order);
        CommandInput? input = new CommandInput.Due(Clock.Now);
        shutdown.ThrowIfCancellationRequested();
        while (input is not null)
        {
            var step = CommandProcess.Advance(policy, state, input);
            state = step.Next;
            foreach (var effect in step.Effects)
            {
                input = await Perform(effect, claim);
            }
        }
    }

    /// Performs one effect and gives the next input if it waits.
    async Task<CommandInput?> Perform(CommandEffect effect, long claim)
    {
        switch (effect)
        {
            case CommandEffect.Log(var kind, var facts):
                var now = Clock.Now;
                journal.Write(new LogLine(now, kind, facts.Map(fact => (LogFact)fact)));
                Trace?.Record(text => Seqs.Of<TraceRecord>(CommandTrace.Of(kind, facts, now, text)));
                return null;
            case CommandEffect.TakeEffect(var request):
                daemonControl.Perform(request);
                return null;
            case CommandEffect.Record(var order):
                return await spool.UpdateOrder(Stored(order) with { Claim = claim }) switch
                {
                    SpoolOutcome.Stored => new CommandInput.Recorded(),
                    SpoolOutcome.Broken { IsMissing: true } => Lost(new CommandInput.Gone()),
                    var trouble => new CommandInput.NotRecorded(trouble.ToString()),
                };
            case CommandEffect.Run(var request, var limit):
                return new CommandInput.Ran(await apps.Perform(request, limit, abort), Clock.Now);
            case CommandEffect.Report(var order, var mails):
                return await Report(order, claim, mails) is { } failure ? new CommandInput.NotReported(failure) : new CommandInput.Reported();
            case CommandEffect.Pause(var duration):
                await Task.Delay(duration, shutdown);
                return new CommandInput.Due(Clock.Now);
            case CommandEffect.End:
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// Under a claim that was lost it is nobody's, or this daemon's own again under another one: once it has ended here, it is looked for.
    A Lost<A>(A input)
    {
        _ = spool.Claims is null ? Task.CompletedTask : TakeUpLater();
        return input;
    }

    /// An order that is not there has been reported before, or is another's.
    async Task<string?> Report(CommandOrder order, long claim, Seq<CommandMail> mails) =>
        await queue.Add(
            await Task.WhenAll(mails.Select(mail => queue.Signer.Own(CommandMails.Entry(retry, Clock.NewId(), Clock.Now, mail, policy.From), mail.Content))),
            added => spool.ReplaceOrder(new EntryKey(order.Id, claim), added)) switch
        {
            SpoolOutcome.Stored => null,
            SpoolOutcome.Broken { IsMissing: true } => Lost<string?>(null),
            var trouble => trouble.ToString(),
        };

    /// <summary>An order as it is kept.</summary>
    public static SpoolOrder Stored(CommandOrder order) => new(order.Id, OrderCodec.Write(order));
}

/// <summary>Mails that the owner has written in a command go into the queue like all others.</summary>
sealed class QueueMailSink(CommandPolicy policy, RetryPolicy retry, ISpool spool, QueueRunner queue) : IMailSink
{
    /// <inheritdoc/>
    public async Task<string?> Send(Seq<Mailbox> to, string subject, string body)
    {
        var mails = to.AsEnumerable().Select(mailbox => CommandMails.Written(policy, retry, Clock.NewId(), Clock.Now, mailbox, subject, body));
        return await queue.Add(await Task.WhenAll(mails.Select(mail => queue.Signer.Own(mail.Entry, mail.Content))), added => spool.Add(new NewMail([.. added]))) is SpoolOutcome.Stored ? null : "the mail cannot be stored";
    }
}
