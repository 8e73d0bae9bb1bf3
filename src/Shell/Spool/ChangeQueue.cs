using System.Threading.Channels;

namespace Laitos.Shell.Spool;

/// <summary>The changes that wait for the one writer of a spool, in the order in which they came. What bounds them is the number of callers: each waits for its own.</summary>
sealed class ChangeQueue
{
    readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

    /// The waiting that is under way, for the one reader.
    Task<bool> more = Task.FromResult(true);

    /// <summary>Has a change carried out; completes once the writer has told what came of it.</summary>
    public Task<SpoolOutcome> Submit(SpoolChange change)
    {
        var waiting = new Waiting(change, new TaskCompletionSource<SpoolOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!queue.Writer.TryWrite(waiting))
        {
            waiting.Done.SetResult(new SpoolOutcome.Broken("the spool is closed"));
        }

        return waiting.Done.Task;
    }

    /// <summary>True once a change waits; false when none will come any more. A waiting that was not waited for goes on.</summary>
    public Task<bool> WaitToRead() => more = more.IsCompleted ? queue.Reader.WaitToReadAsync().AsTask() : more;

    /// <summary>Takes the change that has waited longest, if one does.</summary>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Waiting? waiting) => queue.Reader.TryRead(out waiting);

    /// <summary>From now on changes are broken at once.</summary>
    public void Close() => queue.Writer.TryComplete();

    /// <param name="Change">What is to be done.</param>
    /// <param name="Done">Takes what came of it.</param>
    internal sealed record Waiting(SpoolChange Change, TaskCompletionSource<SpoolOutcome> Done);
}
