namespace Laitos.Domain.Tracing;

/// <summary>How far the records in a daemon's own file have been copied to where those of all daemons lie together.</summary>
/// <param name="Number">The number of the last one; 0 when none was.</param>
/// <param name="At">When that one came about.</param>
public sealed record TraceCopy(long Number, Instant At)
{
    /// <summary>Nothing has been copied.</summary>
    public static TraceCopy None { get; } = new(0, new Instant(0));

    /// <summary>
    /// The number behind which the file is to be read. A file that was set aside begins anew, and its numbers with it; records that have been deleted meanwhile do not make it another one.
    /// </summary>
    /// <param name="there">When the record of <see cref="Number"/> in the file came about; none when there is no such record.</param>
    /// <param name="lowest">The lowest number in the file; none when it is empty.</param>
    public long Behind(Option<Instant> there, Option<long> lowest) => there.Match(at => at == At ? Number : 0, () => lowest.Exists(first => first > Number) ? Number : 0);
}
