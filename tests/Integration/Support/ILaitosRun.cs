using System.Collections.Concurrent;

namespace Laitos.Integration.Support;

/// <summary>The daemon while it runs: in a process of its own, or within that of the tests.</summary>
public interface ILaitosRun : IAsyncDisposable
{
    /// <summary>The longest that anything about it is waited for.</summary>
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>The lines of its log so far.</summary>
    IReadOnlyList<string> Lines { get; }

    /// <summary>The lines of its standard error so far.</summary>
    IReadOnlyList<string> Errors { get; }

    /// <summary>Whether it runs, and what it has had of the machine: for the message of a test that fails.</summary>
    string State { get; }

    /// <summary>Waits until a line of the log holds the words; false when the program ends without, or the time is over.</summary>
    /// <param name="words">The words.</param>
    /// <param name="bound">The longest wait; <see cref="Bound"/> where it is not given.</param>
    Task<bool> Says(string words, TimeSpan? bound = null);

    /// <summary>Asks it to end in good order.</summary>
    void Terminate();

    /// <summary>The exit code, once all output is there.</summary>
    Task<int> Ended();
}

/// <summary>What a program has written.</summary>
sealed class ProgramOutput
{
    readonly ConcurrentQueue<string> lines = new();
    readonly ConcurrentQueue<string> errors = new();
    readonly ConditionVariable output = new();
    volatile bool hasEnded;

    public IReadOnlyList<string> Lines => [.. lines];

    public IReadOnlyList<string> Errors => [.. errors];

    public async Task<bool> Says(string words, TimeSpan? bound)
    {
        await output.Becomes(() => IsSaid() || hasEnded, bound ?? ILaitosRun.Bound);
        return IsSaid();

        bool IsSaid() => lines.Any(line => line.Contains(words, StringComparison.Ordinal));
    }

    public void Keep(string? line) => Keep(lines, line);

    public void KeepError(string? line) => Keep(errors, line);

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        hasEnded = true;
        output.Changed();
    }

    void Keep(ConcurrentQueue<string> kept, string? line)
    {
        if (line is not null)
        {
            kept.Enqueue(line);
            output.Changed();
        }
    }
}
