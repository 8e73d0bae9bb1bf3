namespace Laitos.Shell;

/// <summary>Waiting with an end.</summary>
static class BoundedWait
{
    /// <summary>True when the task has ended, in whatever way; false when the time was over first. Unlike a race against a delay it leaves no timer behind.</summary>
    /// <param name="task">What is waited for; it goes on.</param>
    /// <param name="limit">How long, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    public static async Task<bool> EndsWithin(this Task task, TimeSpan limit)
    {
        await task.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
