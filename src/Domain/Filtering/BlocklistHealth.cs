using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>How each list did at its last test. Lists of the same zone share one entry.</summary>
/// <param name="Lists">The lists that are watched, one for each zone.</param>
/// <param name="States">By zone; a zone that is absent has not been tested.</param>
public sealed record BlocklistHealth(Seq<Blocklist> Lists, HashMap<string, ListHealth> States)
{
    /// <summary>How long a healthy list is relied on before the next test, and the longest time between tests of one that is set aside.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Before any test.</summary>
    public static BlocklistHealth Start(Seq<Blocklist> lists) =>
        new(lists.AsEnumerable().DistinctBy(Key).Gather(), HashMap<string, ListHealth>.Empty);

    /// <summary>The state of a list.</summary>
    public ListHealth Of(Blocklist list) => States.Find(Key(list)).IfNone(Untested);

    static readonly ListHealth Untested = new ListHealth.Untested();

    /// <summary>The lists whose test is due.</summary>
    public Seq<Blocklist> Due(Instant now) => Lists.Filter(list => Of(list) switch
    {
        ListHealth.Healthy healthy => healthy.NextCheck <= now,
        ListHealth.SetAside aside => aside.NextCheck <= now,
        _ => true,
    });

    /// <summary>When the next test is due; none when one is due at once or no list is watched.</summary>
    public Option<Instant> NextCheck =>
        Lists.AsEnumerable().Select(list => Of(list)).Select(state => state switch
        {
            ListHealth.Healthy healthy => healthy.NextCheck,
            ListHealth.SetAside aside => aside.NextCheck,
            _ => new Instant(long.MinValue),
        }).Order().Gather() is [var first, ..] && first.UnixMilliseconds > long.MinValue ? first : Option<Instant>.None;

    /// <summary>The questions of the test of a list (RFC 5782 §5).</summary>
    public static Seq<Question> TestQuestions(Blocklist list) => ListTest.Questions(list);

    /// <summary>The health after the test of a list, judged by the answers to <see cref="TestQuestions"/>, and what has changed.</summary>
    public (BlocklistHealth Next, Seq<HealthNotice> Notices) After(Instant now, Blocklist list, Knowledge known) =>
        ListTest.Fault(list, known).Match(fault => Failed(now, list, fault), () => Passed(now, list));

    (BlocklistHealth Next, Seq<HealthNotice> Notices) Passed(Instant now, Blocklist list) => Of(list) switch
    {
        ListHealth.Healthy healthy => (With(list, healthy with { NextCheck = now + Interval }), default),
        ListHealth.SetAside => (With(list, new ListHealth.Healthy(now, now + Interval)), Seqs.Of<HealthNotice>(new HealthNotice.Restored(list))),
        _ => (With(list, new ListHealth.Healthy(now, now + Interval)), default),
    };

    (BlocklistHealth Next, Seq<HealthNotice> Notices) Failed(Instant now, Blocklist list, string fault) => Of(list) switch
    {
        ListHealth.SetAside aside =>
            (With(list, new ListHealth.SetAside(fault, aside.Since, now + Pause(aside.Failures + 1), aside.Failures + 1)), default),
        _ => (With(list, new ListHealth.SetAside(fault, now, now + Pause(1), 1)), Seqs.Of<HealthNotice>(new HealthNotice.SetAside(list, fault))),
    };

    /// A short disturbance should not cost an hour; a dead list should not cost two questions each five minutes.
    static TimeSpan Pause(int failures) => failures switch
    {
        1 => TimeSpan.FromMinutes(5),
        2 => TimeSpan.FromMinutes(15),
        _ => Interval,
    };

    BlocklistHealth With(Blocklist list, ListHealth state) => this with { States = States.AddOrUpdate(Key(list), state) };

    static string Key(Blocklist list) => list.Zone.TrimEnd('.').ToLowerInvariant();
}

/// <summary>Whether a list may be relied on (RFC 5782 §5).</summary>
public abstract record ListHealth
{
    ListHealth() { }

    /// <summary>It has not been tested yet.</summary>
    public sealed record Untested : ListHealth;

    /// <summary>It has what it must have and has not what it must not.</summary>
    /// <param name="Since">Since when it is healthy without a break.</param>
    /// <param name="NextCheck">When to test it again.</param>
    public sealed record Healthy(Instant Since, Instant NextCheck) : ListHealth;

    /// <summary>It failed its test, and is neither asked nor counted.</summary>
    /// <param name="Reason">What was wrong at the last test.</param>
    /// <param name="Since">Since when it is set aside.</param>
    /// <param name="NextCheck">When to test it again.</param>
    /// <param name="Failures">How many tests it has failed in a row.</param>
    public sealed record SetAside(string Reason, Instant Since, Instant NextCheck, int Failures) : ListHealth;
}

/// <summary>A change that the owner should read of, once.</summary>
public abstract record HealthNotice
{
    HealthNotice() { }

    /// <summary>A list is no longer relied on.</summary>
    public sealed record SetAside(Blocklist List, string Reason) : HealthNotice
    {
        /// <inheritdoc/>
        public override string ToString() => $"block list {List.Name} is set aside: {Reason}";
    }

    /// <summary>A list that was set aside is relied on again.</summary>
    public sealed record Restored(Blocklist List) : HealthNotice
    {
        /// <inheritdoc/>
        public override string ToString() => $"block list {List.Name} is in use again";
    }
}
