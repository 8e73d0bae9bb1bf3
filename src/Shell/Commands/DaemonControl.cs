using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Shell.Apps;
using Laitos.Shell.Journey;
using Laitos.Shell.Queue;

namespace Laitos.Shell.Commands;

/// <summary>What a command may do to the daemon itself.</summary>
/// <param name="stop">Begins an orderly stop.</param>
/// <param name="journal">Is told.</param>
sealed class DaemonControl(Action stop, Journal journal) : IDisposable
{
    readonly CancellationTokenSource locked = new();

    /// <summary>Set from the moment when the daemon is locked: no mail is taken, and no command looked for, until it is started again.</summary>
    public CancellationToken Locked => locked.Token;

    /// <summary>Does what was asked for.</summary>
    public void Perform(AppRequest request)
    {
        switch (request)
        {
            case AppRequest.Lock:
                journal.Write("locked", ("until", "a restart by hand"));
                locked.Cancel();
                break;
            case AppRequest.Stop:
                stop();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => locked.Dispose();
}

/// <summary>What the running daemon can be measured to be.</summary>
sealed class DaemonStatus(BlocklistMonitor lists, QueueRunner queue, Journal journal) : IDaemonStatus
{
    readonly Instant startedAt = Clock.Now;

    /// <inheritdoc/>
    public string Describe(InspectionTopic inspectionTopic) => inspectionTopic switch
    {
        InspectionTopic.Info => StatusReport.Of(Facts(), Clock.Now),
        InspectionTopic.Log => StatusReport.Log(journal.Latest),
        InspectionTopic.Warnings => StatusReport.Warnings(journal.Latest),
        InspectionTopic.Stack => Threads(),
        _ => throw new UnreachableException(),
    };

    DaemonFacts Facts() => new(
        Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "",
        $"{Environment.MachineName}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors",
        startedAt, Environment.WorkingSet, Process.GetCurrentProcess().Threads.Count, queue.Waiting, lists.Health, journal.Latest);

    /// The runtime shows no stacks of other threads to a program; what it shows is what each is at, and how busy the pool is.
    static string Threads() =>
        $"""
        thread pool: {ThreadPool.ThreadCount} threads, {ThreadPool.PendingWorkItemCount} waiting, {ThreadPool.CompletedWorkItemCount} done
        memory: {GC.GetTotalMemory(false) >> 10} KiB in use, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}
        {string.Join('\n', Process.GetCurrentProcess().Threads.Cast<ProcessThread>().Select(Shown).Where(line => line.Length > 0))}

        """;

    /// One that has ended since it was listed has nothing to show.
    static string Shown(ProcessThread thread)
    {
        try
        {
            return $"thread {thread.Id}: {thread.ThreadState}, {thread.TotalProcessorTime.TotalSeconds:0.00} s";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
