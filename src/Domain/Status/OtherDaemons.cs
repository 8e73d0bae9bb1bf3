namespace Laitos.Domain.Status;

/// <summary>The mails of one daemon.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hours">What became of those of the last hours.</param>
public sealed record DaemonHours(string Name, HourlyCounts Hours);

/// <summary>What is known of the mails of the other daemons that work on the queue.</summary>
/// <param name="Daemons">Each of them, by name; none where there is none.</param>
/// <param name="Trouble">Why that is not known, or is of earlier.</param>
public sealed record OtherDaemons(Seq<DaemonHours> Daemons, Option<string> Trouble)
{
    static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    const int Rest = 20;

    /// <summary>There is none.</summary>
    public static OtherDaemons None { get; } = new(default, Option<string>.None);

    /// <summary>The counts of the records of all daemons, without one of them, which counts its own.</summary>
    /// <param name="own">The name of that one.</param>
    /// <param name="rows">The name of a daemon, the number of an hour, a word of <see cref="MailFates.Words"/>, and how many.</param>
    public static OtherDaemons Of(string own, Seq<(string Daemon, long Hour, string Word, long Count)> rows) => new(
        rows.AsEnumerable().Where(row => row.Daemon != own && row.Daemon.Length > 0).GroupBy(row => row.Daemon)
            .Select(daemon => new DaemonHours(daemon.Key, HourlyCounts.Of(daemon.Select(row => (row.Hour, row.Word, row.Count)).Gather()))).OrderBy(daemon => daemon.Name, StringComparer.Ordinal).Gather(),
        Option<string>.None);

    /// <summary>How long it is not looked at again: a minute, and more where it took long, so that pages which are left open cost a twentieth of a processor at most.</summary>
    /// <param name="took">How long the last look took.</param>
    public static TimeSpan Pause(TimeSpan took) => took * Rest > Least ? took * Rest : Least;

    /// <summary>Their mails and those of the daemon itself.</summary>
    public HourlyCounts With(HourlyCounts own) => Daemons.Fold(own, (sum, daemon) => sum.Plus(daemon.Hours));
}
