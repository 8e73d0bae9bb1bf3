using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Domain.Tracing;
using Laitos.Shell.Configuration;
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
    public static int Run(string what, string? since, bool asJson, string? configuration, CliTerminal terminal)
    {
        var now = Clock.Now;
        var answer =
            from query in TraceQuery.Parse(what).MapLeft(error => CliError.Because($"WHAT: {error}"))
            from span in Span(since)
            from loaded in ConfigurationSource.Load(configuration).MapLeft(problems => CliError.Because(string.Join("; ", problems)))
            from found in Find(new TraceLookup(TraceFile.Of(loaded.Settings)), query, what, span.Map(time => new Instant(now.UnixMilliseconds - (long)time.TotalMilliseconds)), now, terminal)
            select found;
        var code = terminal.Conclude(answer.Map(found => asJson ? Seqs.Of(TraceJson.Of(found)) : TraceListing.Of(found)));
        return code == CliError.None && answer.Exists(found => found.IsEmpty) ? CliError.NotThere : code;
    }

    static Either<CliError, TraceAnswer> Find(TraceLookup lookup, TraceQuery query, string what, Option<Instant> since, Instant now, CliTerminal terminal)
    {
        var answer = lookup.Find(query, Printable.Excerpt(what, 200), since, now);
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
