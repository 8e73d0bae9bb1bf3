namespace Laitos.Domain.Sharing;

/// <summary>
/// Whether the database is asked about what daemons have in common. One that does not answer is left alone for a while, and each daemon goes by what it knows itself: no mail waits long, and none is refused or lost for it.
/// </summary>
/// <param name="NotBefore">When it is asked again after trouble; none when there was none.</param>
public sealed record SharingWatch(Option<Instant> NotBefore)
{
    /// <summary>How long a mail waits for an answer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a database is left alone that did not answer.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);

    /// <summary>All is well.</summary>
    public static SharingWatch Start { get; } = new(Option<Instant>.None);

    /// <summary>True when the database may be asked now. A clock that was set back does not lengthen the pause.</summary>
    public bool MayAsk(Instant now) => NotBefore.ForAll(until => now >= until || until - now > Pause);

    /// <summary>An answer has come, or has not.</summary>
    /// <param name="trouble">Why it has not; none when it has.</param>
    /// <param name="now">The time.</param>
    /// <returns>What holds from now on, and what the owner is told when that changes.</returns>
    public (SharingWatch Next, Option<LogFact> Told) Heard(Option<string> trouble, Instant now) => (trouble.Case, NotBefore.IsSome) switch
    {
        (string reason, var wasAway) => (new SharingWatch(now + Pause), wasAway ? Option<LogFact>.None : (LogFact)("trouble", $"each daemon counts by itself meanwhile, and no mail waits for it: {reason}")),
        (null, true) => (Start, (LogFact)("notice", "what daemons share is shared again")),
        _ => (this, Option<LogFact>.None),
    };
}
