using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>
/// Drives one entry of the queue to its end: one loop that feeds the machine an input, brings its state to the disk, and performs the effect that
/// waits.
/// </summary>
sealed class Life(QueueRunner runner, string id)
{
    /// How long a disk that fails is left alone before the state is brought to it again.
    static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(10);

    readonly Channel<QueueInput> wishes = System.Threading.Channels.Channel.CreateUnbounded<QueueInput>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>What the owner wants; it is heard as soon as the entry waits.</summary>
    public void Wish(QueueInput wish) => wishes.Writer.TryWrite(wish);

    /// <summary>Lives from a step whose changes are on disk already.</summary>
    /// <param name="step">The step.</param>
    /// <param name="underWay">The attempt that goes on, if one does.</param>
    public async Task Run(Step<QueueState, QueueEffect> step, Task<DeliveryReport>? underWay)
    {
        while (await Wait(step.Effects.Last, underWay) is { } input)
        {
            underWay = null;
            step = QueueProcess.Advance(runner.Retry, step.Next, input);
            QueueLog.Of(Clock.Now, input, step).Iter(runner.Journal.Tell);
            foreach (var change in step.Effects.Where(effect => effect is QueueEffect.Save or QueueEffect.Remove))
            {
                await Persist(change);
            }
        }
    }

    /// The next input, or null when the entry is settled or the daemon goes down.
    async Task<QueueInput?> Wait(QueueEffect effect, Task<DeliveryReport>? underWay)
    {
        try
        {
            return effect switch
            {
                QueueEffect.AwaitDue(var due) => await WishUntil(due),
                QueueEffect.AwaitOwner => await wishes.Reader.ReadAsync(runner.Shutdown),
                QueueEffect.Attempt(var job) => Attempted(await runner.Attempt(id, job)),
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

    async Task<QueueInput> WishUntil(Instant due)
    {
        // Timers are bounded: a due time beyond the bound is looked at again.
        var left = due - Clock.Now;
        using var alarm = CancellationTokenSource.CreateLinkedTokenSource(runner.Shutdown);
        alarm.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1));
        try
        {
            return await wishes.Reader.ReadAsync(alarm.Token);
        }
        catch (OperationCanceledException) when (!runner.Shutdown.IsCancellationRequested)
        {
            return new QueueInput.FellDue(Clock.Now);
        }
    }

    static QueueInput.Attempted Attempted(DeliveryReport report) => new(report, Clock.Now, Random.Shared.NextDouble());

    /// What is true must be on disk before anything else is done: a disk that fails is tried until it works or the daemon goes down.
    async Task Persist(QueueEffect change)
    {
        while (await runner.Persist(change) is { } trouble)
        {
            runner.Journal.Tell("spool", ("id", id), ("trouble", trouble));
            await Task.Delay(DiskPause, runner.Shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
            if (runner.Shutdown.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
