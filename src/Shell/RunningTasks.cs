using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Laitos.Shell;

/// <summary>Tasks that run in the background, each under a name, until they end.</summary>
/// <typeparam name="T">What each is reached by while it runs.</typeparam>
sealed class RunningTasks<T>
{
    readonly ConcurrentDictionary<string, (T Handle, Task Running)> all = new();

    /// <summary>How many are running.</summary>
    public int Count => all.Count;

    /// <summary>Starts one. It is listed before it starts, so that one that ends at once does not stay listed.</summary>
    public void Begin(string name, T handle, Func<Task> work)
    {
        var task = new Task<Task>(async () =>
        {
            try
            {
                await work();
            }
            finally
            {
                all.TryRemove(name, out _);
            }
        }, TaskCreationOptions.PreferFairness);
        all[name] = (handle, task.Unwrap());
        task.Start(TaskScheduler.Default);
    }

    /// <summary>The handle of one that is running.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T handle)
    {
        var isThere = all.TryGetValue(name, out var found);
        handle = found.Handle;
        return isThere;
    }

    /// <summary>Completes when those that are running now have ended.</summary>
    public Task Ended() => Task.WhenAll(all.Values.Select(each => each.Running));
}

/// <summary>Work beside all else.</summary>
static class BackgroundTask
{
    /// <summary>Runs it to its end. A fault of ours ends it alone, and is told.</summary>
    public static Task Run(Func<Task> work, Journal journal) => Task.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            journal.Write("fault", ("error", fault.ToString()));
        }
    });
}

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
