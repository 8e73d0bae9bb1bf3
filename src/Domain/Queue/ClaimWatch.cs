namespace Laitos.Domain.Queue;

/// <summary>What a daemon knows of its claims in a spool that several work on, and when it claims more.</summary>
/// <param name="Until">Until when what it has claimed is its own, unless the lease is renewed; none while that is not known.</param>
/// <param name="Lost">The highest number of a claim that was lost; 0 when none was.</param>
/// <param name="NotBefore">When entries are claimed next, if nothing is told before; none as soon as there is room.</param>
/// <param name="IsClaiming">True while a claim is on its way.</param>
/// <param name="IsWoken">True when something has become due since it was sent.</param>
public sealed record ClaimWatch(Option<Instant> Until, long Lost, Option<Instant> NotBefore, bool IsClaiming, bool IsWoken)
{
    /// <summary>Nothing is claimed yet.</summary>
    public static ClaimWatch Start { get; } = new(Option<Instant>.None, Lost: 0, Option<Instant>.None, IsClaiming: false, IsWoken: false);

    /// <summary>The same once something may have become due.</summary>
    public ClaimWatch Woken => this with { NotBefore = Option<Instant>.None, IsWoken = IsClaiming };

    /// <summary>The same when an entry lies on disk that is due at a time.</summary>
    public ClaimWatch Knowing(Instant due) => this with { NotBefore = NotBefore.Map(at => at < due ? at : due) };

    /// <summary>True when a claim may be sent.</summary>
    public bool IsDue(Instant now) => !IsClaiming && !NotBefore.Exists(at => now < at);

    /// <summary>The same while a claim is on its way.</summary>
    public ClaimWatch Claiming => this with { IsClaiming = true, IsWoken = false };

    /// <summary>The same once a claim has come back: where it has brought something there may be more.</summary>
    /// <param name="next">When the next entry is due that nobody works on.</param>
    /// <param name="isMore">True when more may be due.</param>
    /// <param name="now">The time.</param>
    public ClaimWatch Claimed(Option<Instant> next, bool isMore, Instant now) => this with
    {
        IsClaiming = false,
        IsWoken = false,
        NotBefore = IsWoken || isMore ? Option<Instant>.None : next.Filter(due => due < now + QueuePolicy.Lookout).IfNone(now + QueuePolicy.Lookout),
    };
}
