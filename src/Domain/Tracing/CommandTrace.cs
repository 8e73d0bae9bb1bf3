namespace Laitos.Domain.Tracing;

/// <summary>What became of a command, as a record.</summary>
public static class CommandTrace
{
    /// <summary>The record of a line that the log has of a command; its facts hold no secret.</summary>
    /// <param name="kind">The word of the log.</param>
    /// <param name="facts">What it tells; <c>id</c> is the mail that carried the command.</param>
    /// <param name="now">The time.</param>
    /// <param name="text">How text is kept.</param>
    public static TraceRecord.CommandEvent Of(string kind, Seq<(string Name, string Value)> facts, Instant now, TraceText text) =>
        new(now, facts.Find(fact => fact.Name == "id").Match(fact => text.Of(fact.Value), () => ""), kind, text.Facts(facts));
}
