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

    readonly TraceFile file = TraceFile.Of(settings);
    readonly Dictionary<string, (DecisionSnapshot Found, long Until)> known = [];

    /// <summary>The latest decisions, or those that a search finds.</summary>
    /// <param name="words">What is looked for; empty for the latest.</param>
    /// <param name="together">Where the records of all daemons lie together; null where there is one daemon.</param>
    public async Task<DecisionSnapshot> Find(string words, ITracePlace? together)
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

        var found = await Looked(words, together);
        var end = Stopwatch.GetTimestamp();
        known[words] = (found, end + ((end - began) * Rest));
        return found;
    }

    async Task<DecisionSnapshot> Looked(string words, ITracePlace? together)
    {
        if (!settings.MailDaemon.Trace.Enabled)
        {
            return DecisionSnapshot.Nothing(words, "No records are kept: MailDaemon.Trace.Enabled is false.");
        }

        if (together is not null)
        {
            var found = await Looked(words, new TraceLookup(together));
            return found.Trouble.Case is string trouble ? await Own(words) with { Missing = $"Only what this daemon has kept itself is shown: {trouble}" } : found;
        }

        return await Own(words);
    }

    Task<DecisionSnapshot> Own(string words) => file.Exists || words.Length > 0 ? Looked(words, new TraceLookup(file)) : Task.FromResult(new DecisionSnapshot("", Seqs.Of<MailStory>(), default, Option<string>.None));

    static async Task<DecisionSnapshot> Looked(string words, TraceLookup lookup) => words.Length == 0
        ? (await lookup.Latest(DecisionSnapshot.Most)).Match(Right: mails => new DecisionSnapshot("", mails, default, Option<string>.None), Left: trouble => DecisionSnapshot.Nothing("", trouble))
        : (await TraceQuery.Parse(words).MapLeft(error => error.ToString()!).BindAsync(async query => (await lookup.Find(query, words, Option<Instant>.None, Clock.Now)).MapLeft(error => error.Line))).Match(
            Right: answer => DecisionSnapshot.Of(words, answer), Left: reason => DecisionSnapshot.Nothing(words, reason));
}
