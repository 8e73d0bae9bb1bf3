namespace Laitos.Domain.Tracing;

/// <summary>What block lists said, for a person.</summary>
static class TraceScreeningText
{
    /// <summary>Whether the client was blocked, and by what; or why not, list by list.</summary>
    internal static Seq<string> Of(bool isBlocked, TraceScreening screening) => MailStoryText.Labelled("Blocked", Seqs.Of(Answer(isBlocked, screening)).Then(Lists(screening)));

    static string Answer(bool isBlocked, TraceScreening screening) => (isBlocked, screening.Lists.IsEmpty) switch
    {
        (true, _) => $"yes, by {string.Join(", ", screening.Lists.Filter(list => list is { Kind: ListAnswerKind.Listed, Weight: > 0 }).Map(list => TraceWords.Shown(list.List)))}; {Score(screening)}",
        (_, true) => "no; no list was asked",
        _ => $"no; {Score(screening)}",
    };

    static string Score(TraceScreening screening) => $"score {TraceWords.Of(screening.Score)}, blocked from {TraceWords.Of(screening.Threshold)}";

    static Seq<string> Lists(TraceScreening screening) => Seqs.Joined(
        screening.Lists.Filter(list => list.Kind == ListAnswerKind.Listed).Map(list => $"listed by {TraceWords.Shown(list.List)} (counts {TraceWords.Of(list.Weight)}): {TraceWords.Shown(list.Words)}"),
        Together("not listed by", ListAnswerKind.Clean, screening),
        screening.Lists.Filter(list => list.Kind == ListAnswerKind.Silent).Map(list => $"no answer from {TraceWords.Shown(list.List)}: {TraceWords.Shown(list.Words)}"),
        screening.Lists.Filter(list => list.Kind == ListAnswerKind.SetAside).Map(list => $"set aside {TraceWords.Shown(list.List)}: {TraceWords.Shown(list.Words)}"),
        Together("not asked", ListAnswerKind.NotAsked, screening));

    static Seq<string> Together(string words, ListAnswerKind kind, TraceScreening screening) =>
        screening.Lists.Filter(list => list.Kind == kind) is { IsEmpty: false } lists ? Seqs.Of($"{words} {string.Join(", ", lists.Map(list => TraceWords.Shown(list.List)))}") : default;
}
