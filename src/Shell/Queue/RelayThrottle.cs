using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>Owns the throttle of the relay: lets attempts from the spool pass, no more than it bears, that of the mail accepted first in front.</summary>
sealed class RelayThrottle(int most)
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly PriorityQueue<TaskCompletionSource, (long AcceptedAt, long Number)> line = new();
    Throttle throttle = Throttle.Start(most);
    long entered;
    bool isAlarmSet;

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
    /// <param name="acceptedAt">When its mail was accepted.</param>
    /// <param name="cancel">Gives the place in the line up.</param>
    public async Task Enter(Instant acceptedAt, CancellationToken cancel)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            line.Enqueue(turn, (acceptedAt.UnixMilliseconds, entered++));
        }

        // Behind those that are about to enter: after a start, all do so at once.
        ThreadPool.UnsafeQueueUserWorkItem(throttle => throttle.AdmitNow(), this, preferLocal: false);

        using var leaving = cancel.Register(() => turn.TrySetCanceled(cancel));
        await turn.Task;
    }

    /// <summary>An attempt came to an end, or broke off.</summary>
    public void Ended(Option<DeliveryReport> report)
    {
        lock (gate)
        {
            throttle = Throttle.Ended(throttle, report, Clock.Now);
            Admit();
        }
    }

    void AdmitNow()
    {
        lock (gate)
        {
            Admit();
        }
    }

    /// Lets as many pass as may now. The caller holds the lock.
    void Admit()
    {
        while (line.TryPeek(out var first, out _))
        {
            if (first.Task.IsCompleted)
            {
                // It has given its place up.
                line.Dequeue();
                continue;
            }

            (throttle, var admission) = Throttle.Admit(throttle, Clock.Now);
            switch (admission)
            {
                case Admission.Now:
                    line.Dequeue();
                    throttle = first.TrySetResult() ? throttle : Throttle.Ended(throttle, Option<DeliveryReport>.None, Clock.Now);
                    break;
                case Admission.At(var time):
                    AdmitAt(time);
                    return;
                default:
                    return;
            }
        }
    }

    void AdmitAt(Instant time)
    {
        if (!isAlarmSet)
        {
            isAlarmSet = true;
            _ = AdmitAfter(Between(time - Clock.Now));
        }
    }

    async Task AdmitAfter(TimeSpan wait)
    {
        await Task.Delay(wait);
        lock (gate)
        {
            isAlarmSet = false;
            Admit();
        }
    }

    static TimeSpan Between(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
