using System.Collections.Immutable;

namespace Laitos.Domain.Queue;

/// <summary>
/// Which part of a queue is in memory. Whatever is being done is, and so is what waits for a time before <see cref="From"/>, which moves so that a bounded number of entries
/// waits in memory: those due first. The others, and those that are held, lie on disk alone; they are read when their turn comes near, or when the owner wants something done with one.
/// </summary>
/// <param name="From">Entries on disk alone have this place in the order of time, or a later one; none when there are no such entries.</param>
/// <param name="Beyond">How many lie on disk alone.</param>
/// <param name="Reading">The reading that goes on, if one does.</param>
/// <param name="NotBefore">When the disk is read again that failed.</param>
public sealed record QueueWindow(Option<ScheduledEntry> From, long Beyond, Option<SpoolReading> Reading, Option<Instant> NotBefore)
{
    /// <summary>Nothing lies on disk.</summary>
    public static QueueWindow Empty { get; } = new(Option<ScheduledEntry>.None, 0, Option<SpoolReading>.None, Option<Instant>.None);

    /// <summary>All that is on disk is yet to be read.</summary>
    /// <param name="entries">How many entries that are.</param>
    public static QueueWindow OnDisk(long entries) => Empty with { From = ScheduledEntry.First, Beyond = entries };

    /// <summary>True for a place that is not kept in memory while it only waits.</summary>
    public bool IsBeyond(ScheduledEntry place) => From.Exists(from => place >= from);

    /// <summary>What can be read now, if anything can: held entries are not, for they wait for their owner.</summary>
    public Option<ScheduledEntry> Readable(Instant now) =>
        Reading.IsNone && !NotBefore.Exists(time => now < time) ? From.Filter(from => from.At < ScheduledEntry.Never) : Option<ScheduledEntry>.None;

    /// <summary>The same when an entry leaves memory and stays on disk.</summary>
    public QueueWindow Leaving(ScheduledEntry place) => this with
    {
        From = Earlier(From, place),
        Beyond = Beyond + 1,
        Reading = Reading.Map(reading => new SpoolReading(reading.Departed.Add(place.Id), Earlier(reading.From, place))),
    };

    /// <summary>The same when an entry has left both.</summary>
    public QueueWindow Leaving(string id) => Reading.IsNone ? this : this with { Reading = Reading.Map(reading => reading with { Departed = reading.Departed.Add(id) }) };

    /// <summary>The same when entries have come from the disk.</summary>
    public QueueWindow Taking(int entries) => this with { Beyond = Math.Max(0, Beyond - entries) };

    /// <summary>A reading has come to its end: what was read is in memory, and what has left meanwhile lies beyond.</summary>
    /// <param name="next">The place of the first entry that was not read; none when all were.</param>
    public QueueWindow Read(Option<ScheduledEntry> next) => this with
    {
        From = Reading.Bind(reading => reading.From).Match(left => Earlier(next, left), () => next),
        Reading = Option<SpoolReading>.None,
    };

    static ScheduledEntry Earlier(Option<ScheduledEntry> one, ScheduledEntry other) => one.Match(place => place < other ? place : other, () => other);
}

/// <summary>A reading of the spool that goes on. What it finds may be out of date for entries that leave memory meanwhile.</summary>
/// <param name="Departed">The ids of those entries.</param>
/// <param name="From">The first place of those that stay on disk.</param>
public sealed record SpoolReading(ImmutableHashSet<string> Departed, Option<ScheduledEntry> From)
{
    /// <summary>Nothing has left memory yet.</summary>
    public static SpoolReading Begun { get; } = new(ImmutableHashSet<string>.Empty, Option<ScheduledEntry>.None);
}

/// <summary>A time and whom it concerns: a place in the order of time.</summary>
/// <param name="At">The time.</param>
/// <param name="Id">The id of an entry.</param>
public readonly record struct ScheduledEntry(Instant At, string Id)
{
    /// <summary>When an entry is due that is held: in the last millisecond of the year 9999, later than all others.</summary>
    public static Instant Never { get; } = new(253_402_300_799_999);

    /// <summary>The place in front of all.</summary>
    public static ScheduledEntry First { get; } = new(new Instant(0), "");

    /// <summary>None; those that are added are kept in the order of time.</summary>
    internal static ImmutableSortedSet<ScheduledEntry> None { get; } = ImmutableSortedSet.Create<ScheduledEntry>(new ByTime());

    /// <summary>True when the left one comes first: by time, then by id.</summary>
    public static bool operator <(ScheduledEntry left, ScheduledEntry right) => Compare(left, right) < 0;

    /// <summary>True when the right one comes first.</summary>
    public static bool operator >(ScheduledEntry left, ScheduledEntry right) => Compare(left, right) > 0;

    /// <summary>True when the left one does not come first.</summary>
    public static bool operator >=(ScheduledEntry left, ScheduledEntry right) => Compare(left, right) >= 0;

    /// <summary>True when the right one does not come first.</summary>
    public static bool operator <=(ScheduledEntry left, ScheduledEntry right) => Compare(left, right) <= 0;

    static int Compare(ScheduledEntry left, ScheduledEntry right) =>
        left.At.UnixMilliseconds.CompareTo(right.At.UnixMilliseconds) is not 0 and var order ? order : string.CompareOrdinal(left.Id, right.Id);

    sealed class ByTime : IComparer<ScheduledEntry>
    {
        public int Compare(ScheduledEntry x, ScheduledEntry y) => ScheduledEntry.Compare(x, y);
    }
}
