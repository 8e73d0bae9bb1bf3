using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Domain.Status;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Status;

/// <summary>Counts the mails of the other daemons that work on the queue, out of the records of all; one asks at a time.</summary>
/// <param name="settings">The settings.</param>
sealed class OtherDaemonsLookup(LaitosSettings settings)
{
    OtherDaemons known = OtherDaemons.None;
    Periodic looks = new(TimeSpan.Zero, new Instant(0));

    /// <summary>The name of this daemon among them.</summary>
    public string Own { get; } = settings.Spool.Database.Bind(database => database.Daemon).IfNone(Environment.MachineName);

    /// <summary>What is known of them; what was counted a moment ago will do.</summary>
    /// <param name="together">Where the records of all daemons lie together; null where there is one daemon.</param>
    /// <param name="now">The time.</param>
    public async Task<OtherDaemons> Find(ITracePlace? together, Instant now)
    {
        if (together is null || !looks.IsDue(now))
        {
            return known;
        }

        var began = Stopwatch.GetTimestamp();
        known = (await together.Read(rows => rows.HourlyWords(HourlyCounts.FirstBefore(now), now))).Match(
            Right: found => OtherDaemons.Of(Own, found.Gather()),
            Left: trouble => known with { Trouble = trouble });
        looks = new Periodic(OtherDaemons.Pause(Stopwatch.GetElapsedTime(began)), now);
        return known;
    }
}
