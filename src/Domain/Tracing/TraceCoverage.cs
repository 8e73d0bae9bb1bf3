namespace Laitos.Domain.Tracing;

/// <summary>What time the records cover: what is not in them may have happened before they begin, or in a gap.</summary>
/// <param name="Mails">When the records of mails begin; none when nothing is kept.</param>
/// <param name="Sessions">When those of sessions without a mail do: they are deleted first.</param>
/// <param name="Gaps">When nothing was kept, the earliest in front.</param>
public sealed record TraceCoverage(Option<Instant> Mails, Option<Instant> Sessions, Seq<TraceGap> Gaps)
{
    /// <summary>The time that is covered.</summary>
    /// <param name="begin">When the oldest record of all came about.</param>
    /// <param name="markers">The records that tell what is missing: <see cref="TraceRecord.Opened"/>, <see cref="TraceRecord.Lost"/>, <see cref="TraceRecord.Thinned"/>.</param>
    public static TraceCoverage Of(Option<Instant> begin, Seq<TraceRecord> markers) =>
        new(begin, markers.AsEnumerable().OfType<TraceRecord.Thinned>().Select(thinned => thinned.Before).OrderDescending().Gather().HeadOrNone() || begin, markers.SelectEach(marker => Gap(marker).ToSeq()).AsEnumerable().OrderBy(gap => gap.From).Gather());

    /// <summary>The gaps that reach past a time.</summary>
    public Seq<TraceGap> GapsSince(Option<Instant> since) => Gaps.Filter(gap => since.ForAll(at => gap.To >= at));

    static Option<TraceGap> Gap(TraceRecord marker) => marker switch
    {
        TraceRecord.Opened opened => opened.Last.Map(last => new TraceGap(last, opened.At, opened.WasClosed ? GapCause.Stopped : GapCause.Ended, 0) { Daemon = opened.Daemon }),
        TraceRecord.Lost lost => new TraceGap(lost.Since, lost.At, GapCause.Lost, lost.Count) { Daemon = lost.Daemon },
        _ => Option<TraceGap>.None,
    };
}

/// <summary>A time from which records are missing.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many records were lost; 0 where nothing was kept at all.</param>
public sealed record TraceGap(Instant From, Instant To, GapCause Cause, long Count)
{
    /// <summary>The daemon whose records they are, where those of several lie together; empty otherwise.</summary>
    public string Daemon { get; init; } = "";
}

/// <summary>Why records are missing.</summary>
public enum GapCause
{
    /// <summary>The daemon was stopped: nobody could deliver mail to it.</summary>
    Stopped,

    /// <summary>The daemon ended without a goodbye, at some time in the gap.</summary>
    Ended,

    /// <summary>More records came than could be written, or the disk failed.</summary>
    Lost,
}
