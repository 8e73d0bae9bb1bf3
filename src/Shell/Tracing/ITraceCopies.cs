using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Where the records of all daemons lie together, as one of them writes to it. Trouble is told as a text.</summary>
public interface ITraceCopies
{
    /// <summary>How far this daemon's own records have been copied.</summary>
    Task<Either<string, TraceCopy>> Copied();

    /// <summary>Adds some of them, all or none; false when it has been copied otherwise meanwhile, so that nothing was added.</summary>
    /// <param name="before">How far they were copied.</param>
    /// <param name="after">How far they are copied then.</param>
    /// <param name="rows">What lies between.</param>
    Task<Either<string, bool>> Add(TraceCopy before, TraceCopy after, IReadOnlyList<TraceRow> rows);

    /// <summary>Deletes what is too old or too much, of all daemons; if another one is at it, nothing.</summary>
    Task<Either<string, Unit>> Prune(TracePolicy policy, Instant now);
}
