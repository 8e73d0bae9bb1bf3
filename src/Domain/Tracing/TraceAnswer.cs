namespace Laitos.Domain.Tracing;

/// <summary>What is known about what was looked for.</summary>
/// <param name="Query">What was looked for.</param>
/// <param name="Argument">The same as it was written.</param>
/// <param name="Since">From when on; none for all that is kept.</param>
/// <param name="Now">When it was looked for.</param>
/// <param name="Mails">The mails that were found, the earliest in front.</param>
/// <param name="Sessions">The sessions that were found.</param>
/// <param name="Coverage">What time the records cover.</param>
/// <param name="IsCut">True when there are more, earlier ones.</param>
public sealed record TraceAnswer(
    TraceQuery Query, string Argument, Option<Instant> Since, Instant Now, Seq<MailStory> Mails, Seq<TraceRecord.Session> Sessions, TraceCoverage Coverage, bool IsCut)
{
    /// <summary>True when nothing was found.</summary>
    public bool IsEmpty => Mails.IsEmpty && Sessions.IsEmpty;

    /// <summary>The mails that records found by a query belong to, each once.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="found">Records that may match.</param>
    public static Seq<string> MailsIn(TraceQuery query, Seq<TraceRecord> found) => query is TraceQuery.ById(var id)
        ? found.Exists(record => TraceKinds.MailOf(record) == id || query.Matches(record)) ? Seqs.Of(id) : default
        : found.AsEnumerable().Where(query.Matches).Select(TraceKinds.MailOf).Where(mail => mail.Length > 0).Distinct().Gather();

    /// <summary>The sessions among records that a query looks for.</summary>
    public static Seq<TraceRecord.Session> SessionsIn(TraceQuery query, Seq<TraceRecord> found) =>
        found.AsEnumerable().OfType<TraceRecord.Session>().Where(query.Matches).OrderBy(session => session.At).Gather();
}
