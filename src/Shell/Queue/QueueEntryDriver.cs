using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>
/// Drives one entry of the queue to its end: one loop that feeds the machine an input, brings its state to the disk, and performs the effect that
/// waits.
/// </summary>
sealed class QueueEntryDriver(QueueRunner runner, string id)
{
    /// How long a disk that fails is left alone before the state is brought to it again.
    static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(10);

    readonly Channel<(SpoolRequest Request, QueueInput Wish)> requests =
        System.Threading.Channels.Channel.CreateUnbounded<(SpoolRequest, QueueInput)>(new UnboundedChannelOptions { SingleReader = true });

    /// The wish that is being acted on.
    SpoolRequest? heard;

    /// <summary>What the owner wants; it is heard as soon as the entry waits.</summary>
    public void Request(SpoolRequest request, QueueInput wish) => requests.Writer.TryWrite((request, wish));

    /// <summary>Lives from a step whose changes are on disk already.</summary>
    /// <param name="step">The step.</param>
    /// <param name="underWay">The attempt that goes on, if one does.</param>
    public async Task Run(Step<QueueState, QueueEffect> step, Task<DeliveryReport>? underWay)
    {
        while (await Wait(QueueProcess.EntryOf(step.Next), step.Effects.Last, underWay) is { } input)
        {
            underWay = null;
            step = QueueProcess.Advance(runner.Retry, step.Next, input);
            QueueLog.Of(Clock.Now, input, step).Iter(runner.Journal.Write);
            foreach (var change in step.Effects.Where(effect => effect is QueueEffect.Save or QueueEffect.Remove))
            {
                if (!await Persist(change))
                {
                    return;
                }
            }

            await Complete(step);
        }
    }

    /// What was wished is forgotten once its effect is on disk: an attempt's is its report. With the entry goes all that it was wished.
    async Task Complete(Step<QueueState, QueueEffect> step)
    {
        while (step.Next is QueueState.Done && requests.Reader.TryRead(out var late))
        {
            heard = late.Request;
        }

        if (heard is { } request && step.Effects.Last is not QueueEffect.Attempt)
        {
            heard = null;
            await runner.Complete(request);
        }
    }

    /// The next input, or null when the entry is settled or the daemon goes down.
    async Task<QueueInput?> Wait(QueueEntry entry, QueueEffect effect, Task<DeliveryReport>? underWay)
    {
        try
        {
            return effect switch
            {
                QueueEffect.AwaitDue(var due) => await RequestUntil(due),
                QueueEffect.AwaitOwner => await NextRequest(runner.Shutdown),
                QueueEffect.Attempt(var job) => (await runner.Attempt(entry, job)).Match<QueueInput>(
                    Right: Attempted,
                    Left: lost => new QueueInput.Damaged(lost.Reason, Clock.Now)),
                QueueEffect.AwaitReport when underWay is not null => Attempted(await underWay.WaitAsync(runner.Abort)),
                QueueEffect.AwaitReport => new QueueInput.Interrupted(Clock.Now),
                _ => null,
            };
        }
        catch (OperationCanceledException) when (runner.Shutdown.IsCancellationRequested)
        {
            return null;
        }
    }

    async Task<QueueInput> RequestUntil(Instant due)
    {
        // Timers are bounded: a due time beyond the bound is looked at again.
        var left = due - Clock.Now;
        if (left <= TimeSpan.Zero && !requests.Reader.TryPeek(out _))
        {
            return new QueueInput.FellDue(Clock.Now);
        }

        using var alarm = CancellationTokenSource.CreateLinkedTokenSource(runner.Shutdown);
        alarm.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1));
        try
        {
            return await NextRequest(alarm.Token);
        }
        catch (OperationCanceledException) when (!runner.Shutdown.IsCancellationRequested)
        {
            return new QueueInput.FellDue(Clock.Now);
        }
    }

    async Task<QueueInput> NextRequest(CancellationToken cancel)
    {
        (heard, var wish) = await requests.Reader.ReadAsync(cancel);
        return wish;
    }

    static QueueInput.Attempted Attempted(DeliveryReport report) => new(report, Clock.Now, Random.Shared.NextDouble());

    /// What is true must be on disk before anything else is done: a disk that fails is tried until it works or, with false, the daemon goes down.
    /// An entry that is not there any more is settled.
    async Task<bool> Persist(QueueEffect change)
    {
        while (await runner.Persist(change) is var outcome and not SpoolOutcome.Stored)
        {
            runner.Journal.Write("spool", ("id", id), ("trouble", outcome is SpoolOutcome.Absent ? "the entry has gone from the spool; there is nothing left to do for it" : outcome.ToString()));
            if (outcome is SpoolOutcome.Absent)
            {
                return false;
            }

            await Task.Delay(DiskPause, runner.Shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
            if (runner.Shutdown.IsCancellationRequested)
            {
                return false;
            }
        }

        return true;
    }
}
