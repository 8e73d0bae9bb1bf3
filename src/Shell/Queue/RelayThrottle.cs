using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>Owns the throttle of the relay: lets attempts from the spool pass, no more than it bears.</summary>
sealed class RelayThrottle(int most)
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    Throttle throttle = Throttle.Start(most);
    TaskCompletionSource another = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True while the relay has asked us to go slow.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate)
            {
                return throttle.IsPaused(Clock.Now);
            }
        }
    }

    /// <summary>Waits until an attempt may begin; each is followed by <see cref="Ended"/>.</summary>
    public async Task Enter(CancellationToken cancel)
    {
        while (true)
        {
            Admission admission;
            Task next;
            lock (gate)
            {
                (throttle, admission) = Throttle.Admit(throttle, Clock.Now);
                next = another.Task;
            }

            switch (admission)
            {
                case Admission.Now:
                    return;
                case Admission.At(var time):
                    await Task.Delay(Between(time - Clock.Now), cancel);
                    break;
                default:
                    await next.WaitAsync(cancel);
                    break;
            }
        }
    }

    /// <summary>An attempt came to an end, or broke off.</summary>
    public void Ended(Option<DeliveryReport> report)
    {
        lock (gate)
        {
            throttle = Throttle.Ended(throttle, report, Clock.Now);
            var waiters = another;
            another = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.SetResult();
        }
    }

    static TimeSpan Between(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
