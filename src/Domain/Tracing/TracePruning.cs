namespace Laitos.Domain.Tracing;

/// <summary>How long records are kept, and how much room they may take.</summary>
/// <param name="Keep">The age from which they are deleted.</param>
/// <param name="MaxSize">The most octets on the disk.</param>
public sealed record TracePolicy(TimeSpan Keep, long MaxSize);

/// <summary>What is kept now.</summary>
/// <param name="Octets">How much room it takes.</param>
/// <param name="Oldest">When the oldest record came about; none when there is none.</param>
/// <param name="Records">How many records there are in all.</param>
/// <param name="Sessions">How many of them are sessions.</param>
public sealed record TraceHoldings(long Octets, Option<Instant> Oldest, long Records, long Sessions);

/// <summary>One step of deleting.</summary>
public abstract record TracePruning
{
    /// One part in so many is deleted at a time: not for each mail, and not much more than must be.
    const int Parts = 16;

    TracePruning() { }

    /// <summary>Whatever came about before.</summary>
    public sealed record Before(Instant At) : TracePruning;

    /// <summary>The oldest sessions.</summary>
    public sealed record OldestSessions(long Count) : TracePruning;

    /// <summary>The oldest records of any kind.</summary>
    public sealed record Oldest(long Count) : TracePruning;

    /// <summary>
    /// The next step; none when the bounds are kept. What is too old goes first. What is too much goes from its oldest end, and while sessions without a mail are the greater
    /// part, they go: a host that connects all day must not wash out what is known of mails.
    /// </summary>
    public static Option<TracePruning> Next(TracePolicy policy, TraceHoldings holdings, Instant now) => holdings switch
    {
        { Oldest: { IsSome: true } oldest } when oldest.Exists(at => at < Cutoff(policy, now)) => new Before(Cutoff(policy, now)),
        { Records: > 0 } when holdings.Octets > policy.MaxSize => holdings.Sessions > holdings.Records / 2
            ? new OldestSessions(Part(holdings.Sessions))
            : new Oldest(Part(holdings.Records)),
        _ => Option<TracePruning>.None,
    };

    static Instant Cutoff(TracePolicy policy, Instant now) => new(now.UnixMilliseconds - (long)policy.Keep.TotalMilliseconds);

    static long Part(long count) => Math.Max(1, count / Parts);
}
