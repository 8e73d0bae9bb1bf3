namespace Laitos.Properties.Simulation;

/// <summary>How badly a world is off until it heals: of each evil once in so many times, or never where that is zero.</summary>
/// <param name="Crash">Steps of the daemon before which it crashes.</param>
/// <param name="Lost">Answers that do not reach the sender.</param>
/// <param name="Relay">Attempts that do not go through smoothly.</param>
/// <param name="Disk">Writes that fail.</param>
/// <param name="Silence">Questions that the DNS does not answer.</param>
/// <param name="Outages">How often the relay goes away for a while, and the disk fills up.</param>
/// <param name="Stops">How often the daemon is stopped in order and started again.</param>
/// <param name="Owner">Whether the owner holds, releases, hurries and drops entries.</param>
/// <param name="Span">When the world heals.</param>
sealed record Faults(int Crash, int Lost, int Relay, int Disk, int Silence, int Outages, int Stops, bool Owner, TimeSpan Span)
{
    public static Faults None { get; } = new(0, 0, 0, 0, 0, 0, 0, false, TimeSpan.Zero);

    /// <summary>Many worlds lack some of the evils, so that what must hold without them is seen too.</summary>
    public static Faults Draw(RandomChoice randomChoice) => new(
        Crash: randomChoice.Of(0, 0, 200, 60, 20),
        Lost: randomChoice.Of(0, 0, 10, 3),
        Relay: randomChoice.Of(0, 5, 2, 1),
        Disk: randomChoice.Of(0, 0, 20, 4),
        Silence: randomChoice.Of(0, 10, 2),
        Outages: randomChoice.Below(3),
        Stops: randomChoice.Of(0, 0, 1, 4),
        Owner: randomChoice.OneIn(3),
        Span: TimeSpan.FromHours(randomChoice.Of(1, 6, 12, 30, 100)));
}
