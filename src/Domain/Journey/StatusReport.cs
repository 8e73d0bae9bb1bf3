using System.Globalization;
using Laitos.Domain.Filtering;

namespace Laitos.Domain.Journey;

/// <summary>What can be measured of a running daemon, for its owner.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Host">The machine: name, system and processors, in words.</param>
/// <param name="StartedAt">When the daemon started.</param>
/// <param name="Memory">Octets that the process keeps in memory.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="Waiting">How many mails wait in the queue; none when there is no queue.</param>
/// <param name="Lists">The block lists and how they do.</param>
/// <param name="Latest">The latest lines of the log, the oldest in front.</param>
public sealed record DaemonFacts(
    string Version, string Host, Instant StartedAt, long Memory, int Threads, Option<long> Waiting, BlocklistHealth Lists, Seq<WrittenLine> Latest);

/// <summary>What the owner is told about a running daemon, as text with a line for each fact.</summary>
public static class StatusReport
{
    /// How many decisions are told.
    const int Decisions = 10;

    /// <summary>The program and its host, the queue, the block lists, and recent decisions.</summary>
    public static string Of(DaemonFacts facts, Instant now) => Lines(
        Seqs.Of(
            $"laitos {facts.Version}, up {Span(now - facts.StartedAt)} since {facts.StartedAt}",
            facts.Host,
            string.Create(CultureInfo.InvariantCulture, $"memory {facts.Memory >> 20} MiB, {facts.Threads} threads"),
            "queue: " + facts.Waiting.Match(count => string.Create(CultureInfo.InvariantCulture, $"{count} waiting"), () => "none"),
            "block lists: " + (facts.Lists.Lists.IsEmpty ? "none" : string.Join(", ", facts.Lists.Lists.Map(list => $"{list.Name} {Health(facts.Lists.Of(list))}"))),
            "recent decisions:")
        .Then(facts.Latest.AsEnumerable().Where(IsDecision).TakeLast(Decisions).Select(line => line.Text).Gather()));

    /// <summary>Lines of the log.</summary>
    public static string Log(Seq<WrittenLine> lines) => Lines(lines.Map(line => line.Text));

    /// <summary>The lines of the log that tell of trouble.</summary>
    public static string Warnings(Seq<WrittenLine> lines) => Log(lines.AsEnumerable().Where(IsTrouble).Gather());

    static bool IsDecision(WrittenLine line) => line.Event is "forwarded" or "queued" or "repeated" or "deferred" or "blocked" or "looping" or "rejected" or "kept";

    static bool IsTrouble(WrittenLine line) => line.Event is "fault" or "failed" or "deferred" or "rejected" or "requeued" or "refused" or "closed" or "blocklist"
        || line.HasTrouble;

    static string Health(ListHealth health) => health switch
    {
        ListHealth.Healthy => "in use",
        ListHealth.SetAside(var reason, _, _, _) => $"set aside ({reason})",
        _ => "not proven yet",
    };

    static string Span(TimeSpan span) => span.ToString(span.TotalDays >= 1 ? "d'd 'hh'h 'mm'm'" : "hh'h 'mm'm 'ss's'", CultureInfo.InvariantCulture);

    static string Lines(Seq<string> lines) => string.Concat(lines.Map(line => line + "\n"));
}
