namespace Laitos.Domain.Queue;

/// <summary>
/// The lease of a daemon on a spool that several work on. What it has claimed is its own until the lease lapses, which the database's clock decides; it renews the lease long before.
/// </summary>
/// <param name="Length">How long the lease lasts after each renewal.</param>
public sealed record LeasePolicy(TimeSpan Length)
{
    /// <summary>A minute.</summary>
    public static LeasePolicy Standard { get; } = new(TimeSpan.FromMinutes(1));

    /// <summary>How often it is renewed: two renewals may fail.</summary>
    public TimeSpan RenewedEach => Length / 3;

    /// <summary>
    /// Until when the daemon relies on it. Counted from when the renewal was asked for, which is before the database has counted; and no longer than nine tenths of it, for clocks do not run at the same speed, and what
    /// begins needs a moment.
    /// </summary>
    /// <param name="asked">When the renewal was asked for, by the daemon's own clock.</param>
    public Instant ReliedOnUntil(Instant asked) => asked + (Length * 0.9);

    /// <summary>
    /// Whether leases that have lapsed may be taken away from others: only by a daemon that has seen the database work for as long as a lease lasts. When the database has been away, all
    /// leases have lapsed by its clock, and those who live come back first.
    /// </summary>
    /// <param name="connected">How long the daemon has been connected without a break.</param>
    public bool MayTakeAway(TimeSpan connected) => connected >= Length;
}
