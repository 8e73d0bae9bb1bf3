using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Tracing;
using Laitos.Shell.Configuration;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>The command that looks into the records of mail.</summary>
static class TraceCommand
{
    /// <summary>Shows what is known, and gives the exit code: 1 when nothing was found.</summary>
    /// <param name="what">What is looked for.</param>
    /// <param name="since">Within which time; null for all that is kept.</param>
    /// <param name="asJson">True for JSON.</param>
    /// <param name="configuration">The configuration file, or null for the environment variable.</param>
    /// <param name="terminal">Where to write.</param>
    public static async Task<int> Run(string what, string? since, bool asJson, string? configuration, CliTerminal terminal)
    {
        var now = Clock.Now;
        var asked =
            from query in TraceQuery.Parse(what).MapLeft(error => CliError.Because($"WHAT: {error}"))
            from span in Span(since)
            from loaded in ConfigurationSource.Load(configuration).MapLeft(problems => CliError.Because(string.Join("; ", problems)))
            select (loaded.Settings, Query: query, Since: span.Map(time => new Instant(now.UnixMilliseconds - (long)time.TotalMilliseconds)));
        var answer = await asked.BindAsync(async each => await Find(each.Settings, each.Query, what, each.Since, now, terminal));
        var code = terminal.Conclude(answer.Map(found => asJson ? Seqs.Of(TraceJson.Of(found)) : TraceListing.Of(found)));
        return code == CliError.None && answer.Exists(found => found.IsEmpty) ? CliError.NotThere : code;
    }

    /// Those of all daemons where they lie together; otherwise this machine's own, with a word.
    static async Task<Either<CliError, TraceAnswer>> Find(LaitosSettings settings, TraceQuery query, string what, Option<Instant> since, Instant now, CliTerminal terminal)
    {
        var together = settings.MailDaemon.Delivery == DeliveryMode.NoSpool ? Option<ISpoolLocation>.None : SpoolLocations.Database(settings.Spool);
        if (together.Case is ISpoolLocation location)
        {
            var found = await (await location.Look()).Match(
                Right: async reader => reader.Case is ISpoolReader { Records: { } place } ? await Find(new TraceLookup(place), query, what, since, now, terminal) : CliError.Because($"{location.Name} has not been made yet"),
                Left: trouble => Task.FromResult<Either<CliError, TraceAnswer>>(CliError.Because(trouble)));
            if (found.IsRight)
            {
                return found;
            }

            found.IfLeft(error => terminal.Error.WriteLine($"Only what this machine's own daemon has kept is shown. {error.Line}"));
        }

        return await Find(new TraceLookup(TraceFile.Of(settings)), query, what, since, now, terminal);
    }

    static async Task<Either<CliError, TraceAnswer>> Find(TraceLookup lookup, TraceQuery query, string what, Option<Instant> since, Instant now, CliTerminal terminal)
    {
        var answer = await lookup.Find(query, Printable.Excerpt(what, 200), since, now);
        if (lookup.Unreadable > 0)
        {
            terminal.Error.WriteLine($"{lookup.Unreadable} records could not be read: they are damaged, or were written by a later version");
        }

        return answer;
    }

    static Either<CliError, Option<TimeSpan>> Span(string? since) => since is null
        ? Option<TimeSpan>.None
        : Laitos.Domain.Settings.Duration.Parse(since).Map(Option<TimeSpan>.Some).MapLeft(_ => CliError.Because($"--since {Printable.Excerpt(since, 40)}: a time such as 6h or 2d was expected (s, m, h, d)"));
}
