using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Domain.Status;
using Laitos.Domain.Tracing;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Status;

/// <summary>
/// Looks decisions up in the records, for one browser at a time. A search reads the whole file: what took long is not looked for again soon, so that pages which are left open cost a twentieth of a processor at most.
/// </summary>
/// <param name="settings">The settings.</param>
sealed class DecisionLookup(LaitosSettings settings)
{
    /// The most searches whose results are kept.
    const int Most = EventStream.Most;

    const int Rest = 20;

    readonly TraceLookup search = new(TraceFile.Of(settings));
    readonly LatestTrace latest = new(TraceFile.Of(settings));
    readonly Dictionary<string, (DecisionSnapshot Found, long Until)> known = [];

    /// <summary>The latest decisions, or those that a search finds.</summary>
    /// <param name="words">What is looked for; empty for the latest.</param>
    public DecisionSnapshot Find(string words)
    {
        var began = Stopwatch.GetTimestamp();
        if (known.TryGetValue(words, out var before) && began < before.Until)
        {
            return before.Found;
        }

        if (known.Count >= Most)
        {
            known.Clear();
        }

        var found = Looked(words);
        var end = Stopwatch.GetTimestamp();
        known[words] = (found, end + ((end - began) * Rest));
        return found;
    }

    DecisionSnapshot Looked(string words) =>
        !settings.MailDaemon.Trace.Enabled ? DecisionSnapshot.Nothing(words, "No records are kept: MailDaemon.Trace.Enabled is false.")
        : words.Length == 0 ? latest.Mails(DecisionSnapshot.Most).Match(Right: mails => new DecisionSnapshot("", mails, default, Option<string>.None), Left: trouble => DecisionSnapshot.Nothing("", trouble))
        : TraceQuery.Parse(words).MapLeft(error => error.ToString()!).Bind(query => search.Find(query, words, Option<Instant>.None, Clock.Now).MapLeft(error => error.Line)).Match(
            Right: answer => DecisionSnapshot.Of(words, answer), Left: reason => DecisionSnapshot.Nothing(words, reason));
}
