using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;

namespace Laitos.Shell.Tracing;

/// <summary>Records as they are kept, to be read: rows by what they are found by.</summary>
public interface ITraceRows
{
    /// <summary>The latest rows whose text holds some words, the latest in front.</summary>
    /// <param name="needle">The words, in lower case.</param>
    /// <param name="since">From when on.</param>
    /// <param name="most">How many at most.</param>
    Task<IReadOnlyList<TraceRow>> Matching(string needle, Instant since, int most);

    /// <summary>The rows of some mails, and of mails of our own about them, each mail's in the order in which they were kept.</summary>
    /// <param name="mails">The ids.</param>
    /// <param name="most">How many of a mail at most.</param>
    Task<IReadOnlyList<TraceRow>> Of(IReadOnlyList<string> mails, int most);

    /// <summary>The rows that tell what is missing, the latest in front.</summary>
    /// <param name="most">How many at most.</param>
    Task<IReadOnlyList<TraceRow>> Markers(int most);

    /// <summary>The latest decisions, the latest in front.</summary>
    /// <param name="most">How many at most.</param>
    Task<IReadOnlyList<TraceRow>> LatestDecisions(int most);

    /// <summary>How many mails there were, by the name of their daemon, the number of their hour since 1970, and the word of the log for their fate.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment behind it.</param>
    Task<IReadOnlyList<(string Daemon, long Hour, string Word, long Count)>> HourlyWords(Instant from, Instant to);

    /// <summary>When the oldest row came about; null when there is none.</summary>
    Task<Instant?> Begin();
}
