using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Shell.Cli;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Looks into the records, beside the daemon that writes them and without one.</summary>
/// <param name="place">Where they are kept.</param>
sealed class TraceLookup(ITracePlace place)
{
    /// The most records that match, and of those the latest.
    const int MostFound = 1000;

    /// The most records of one of the latest mails.
    const int MostOfLatest = 200;

    int unreadable;

    /// <param name="file">The file where they are kept.</param>
    public TraceLookup(TraceFile file)
        : this(new TraceFilePlace(file))
    {
    }

    /// <summary>How many records could not be read.</summary>
    public int Unreadable => unreadable;

    /// <summary>The answer to a query.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="argument">The same as it was written.</param>
    /// <param name="since">From when on; none for all.</param>
    /// <param name="now">The time.</param>
    public async Task<Either<CliError, TraceAnswer>> Find(TraceQuery query, string argument, Option<Instant> since, Instant now) => (await place.Read(async rows =>
    {
        var matching = await rows.Matching(query.Needle, since.IfNone(new Instant(0)), MostFound);
        var found = Records(matching).Then(query is TraceQuery.ById(var id) ? Records(await rows.Of([id], MostFound)) : default);
        var mails = TraceAnswer.MailsIn(query, found);
        var stories = await Stories(rows, mails, MostFound);
        var coverage = TraceCoverage.Of(await rows.Begin() is { } begin ? begin : Option<Instant>.None, Records(await rows.Markers(MostFound)));
        return new TraceAnswer(
            query, argument, since, now, stories.AsEnumerable().OrderBy(story => story.At.IfNone(now)).Gather(), TraceAnswer.SessionsIn(query, found), coverage, matching.Count == MostFound);
    })).MapLeft(CliError.Because);

    /// <summary>The stories of the latest mails that were received, the latest in front; or why they cannot be read.</summary>
    /// <param name="most">How many at most.</param>
    public Task<Either<string, Seq<MailStory>>> Latest(int most) => place.Read(async rows => await Stories(rows, (await rows.LatestDecisions(most)).Select(row => row.Mail).Distinct().Gather(), MostOfLatest));

    async Task<Seq<MailStory>> Stories(ITraceRows rows, Seq<string> mails, int most)
    {
        var records = mails.IsEmpty ? default : Records(await rows.Of([.. mails], most));
        return MailStory.Each(mails, records);
    }

    Seq<TraceRecord> Records(IReadOnlyList<TraceRow> rows)
    {
        var records = rows.Select(TraceCodec.Read).ToArray();
        unreadable += records.Count(record => record.IsLeft);
        return records.SelectMany(record => record.RightAsEnumerable()).Gather();
    }
}
