using System.Globalization;

namespace Laitos.Domain.Tracing;

/// <summary>Records in words, each value on one line: what is kept may have been changed by others.</summary>
static class TraceWords
{
    /// <summary>Whole seconds are enough for people.</summary>
    internal static string Of(Instant at) => at.ToString()[..19] + "Z";

    /// <summary>A duration in the two units that matter: <c>1.3 s</c>, <c>3 m 12 s</c>, <c>2 d 5 h</c>.</summary>
    internal static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} m {span.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Days} d {span.Hours} h"),
    };

    /// <summary>A number.</summary>
    internal static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A fate in words.</summary>
    internal static string Of(MailFate fate) => fate switch
    {
        MailFate.Delivered(var at) => $"delivered {Of(at)}",
        MailFate.Waiting(var due) => due.Match(at => $"waiting, next attempt {Of(at)}", () => "waiting"),
        MailFate.Held(var reason) => $"held {Shown(reason)}",
        MailFate.Failed(var at) => $"failed {Of(at)}",
        MailFate.Dropped(var at) => $"dropped by its owner {Of(at)}",
        MailFate.Blocked => "blocked",
        MailFate.Refused => "refused",
        MailFate.PutOff => "put off: its sender's server keeps it and comes again",
        MailFate.Taken("repeated") => "taken before: there is no second copy",
        MailFate.Taken("kept") => "taken for its command, and not forwarded",
        MailFate.Taken("dropped") => "taken, and dropped by a rule",
        MailFate.Taken(var word) => Shown(word),
        MailFate.Unknown => "its end is not in the records",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Who has kept a record, where that is not plain: <c> by mx1</c>.</summary>
    internal static string By(TraceRecord record) => record.Daemon.Length == 0 ? "" : $" by {Shown(record.Daemon)}";

    /// <summary>A gap in words.</summary>
    internal static string Of(TraceGap gap) => (gap.Daemon.Length == 0 ? "" : $"{Shown(gap.Daemon)}: ") + gap.Cause switch
    {
        GapCause.Stopped => $"{Of(gap.From)} to {Of(gap.To)}: the daemon was stopped",
        GapCause.Ended => $"{Of(gap.From)} to {Of(gap.To)}: the daemon ended without a goodbye at some time in between",
        GapCause.Lost => $"{Of(gap.From)} to {Of(gap.To)}: {Of(gap.Count)} records were lost",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Addresses behind one another, of many the first.</summary>
    internal static string Of(Seq<string> addresses) => addresses.Count <= MostAddresses
        ? Shown(string.Join(", ", addresses))
        : Shown(string.Join(", ", addresses.AsEnumerable().Take(MostAddresses))) + $" and {Of(addresses.Count - MostAddresses)} more";

    /// <summary>A client, with what it calls itself.</summary>
    internal static string Client(TraceParties parties) =>
        Shown(parties.Client) + $" ({string.Join(", ", Seqs.Of(parties.Helo.Length > 0 ? parties.Helo : "no name", parties.Tls.Length > 0 ? parties.Tls : "no TLS").Map(Shown))})";

    /// <summary>Any text, fit for a terminal.</summary>
    internal static string Shown(string text) => Printable.Escape(Printable.WellFormed(text));

    const int MostAddresses = 10;
}
