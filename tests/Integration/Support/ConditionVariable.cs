using System.Diagnostics;

namespace Laitos.Integration.Support;

/// <summary>Lets tasks wait until something holds; whoever changes what it depends on says so.</summary>
sealed class ConditionVariable
{
    TaskCompletionSource change = New();

    /// <summary>Something has changed: all that wait look again.</summary>
    public void Changed() => Interlocked.Exchange(ref change, New()).SetResult();

    /// <summary>Waits until the condition holds; false when it does not within the bound.</summary>
    public async Task<bool> Becomes(Func<bool> holds, TimeSpan bound)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            // Taken before the look, so that no change in between is missed.
            var next = Volatile.Read(ref change).Task;
            if (holds())
            {
                return true;
            }

            try
            {
                await next.WaitAsync(bound > clock.Elapsed ? bound - clock.Elapsed : TimeSpan.Zero);
            }
            catch (TimeoutException)
            {
                return holds();
            }
        }
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
