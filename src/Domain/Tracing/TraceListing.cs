namespace Laitos.Domain.Tracing;

/// <summary>The answer to a query as lines for a person. Whatever came from the wire is on one line and without control characters.</summary>
public static class TraceListing
{
    /// <summary>Of more mails each gets one line.</summary>
    public const int MostStories = 5;

    const int Widest = 40;

    /// <summary>The lines: each mail and each session, or that nothing was found, and what time the records cover.</summary>
    public static Seq<string> Of(TraceAnswer answer)
    {
        var isLong = answer.Mails.Count + answer.Sessions.Count > MostStories;
        return Seqs.Joined(
            answer.IsEmpty ? Nothing(answer) : default,
            isLong ? answer.Mails.Map(Line) : Separated(answer.Mails.Map(story => MailStoryText.Of(story, answer.Now))),
            !isLong && !answer.Mails.IsEmpty && !answer.Sessions.IsEmpty ? Seqs.Of("") : default,
            isLong ? answer.Sessions.Map(Line) : Separated(answer.Sessions.Map(Session)),
            answer.IsEmpty ? default : Seqs.Of(""),
            isLong ? Seqs.Of($"laitos trace ID tells all about one of these {TraceWords.Of(answer.Mails.Count)} mails.") : default,
            answer.IsCut ? Seqs.Of("Only the latest are shown: --since, or more words, narrow the search.") : default,
            Coverage(answer));
    }

    /// What was not seen is told, and nothing is guessed.
    static Seq<string> Nothing(TraceAnswer answer) => Seqs.Of(
        $"Nothing was seen of {TraceWords.Shown(answer.Argument)}{answer.Since.Match(at => $" since {TraceWords.Of(at)}", () => "")}: no mail, and no session that named it.",
        "A mail that never reached this daemon is not in its records. Its sender has a notice of failure, or his server still tries: ask him for it, or for the",
        "address of that server, and look for that (laitos trace 192.0.2.1): a server that was refused before it named anybody is found by its address or name.");

    static Seq<string> Coverage(TraceAnswer answer)
    {
        var gaps = answer.Coverage.GapsSince(answer.Since);
        return Seqs.Joined(
            answer.Coverage.Mails.Match(
                begin => Seqs.Of($"Records of mails begin {TraceWords.Of(begin)}{answer.Coverage.Sessions.Filter(at => at > begin).Match(at => $", those of sessions without a mail {TraceWords.Of(at)}", () => "")}; "
                    + $"{(gaps.IsEmpty ? "nothing is missing since" : "missing:")}{(gaps.IsEmpty && answer.Since.Exists(at => at > begin) ? $" {answer.Since.Map(TraceWords.Of).IfNone("")}" : gaps.IsEmpty ? " then" : "")}{(gaps.IsEmpty ? "." : "")}"),
                () => Seqs.Of("There are no records.")),
            gaps.Map(gap => "  " + TraceWords.Of(gap)));
    }

    static string Line(MailStory story) => string.Join("  ", Seqs.Of(
        story.At.Match(TraceWords.Of, () => ""), TraceWords.Shown(story.Id), story.Fate.Word.PadRight(9),
        Cell(story.Decided.Match(mail => mail.Parties.Sender, () => "(ours)")), Cell(story.Decided.Map(mail => mail.Parties.Recipients).IfNone(story.Own.Map(own => own.Recipients).IfNone(default(Seq<string>))).HeadOrNone().IfNone("")),
        Cell(story.Decided.Match(mail => mail.Parties.Subject, () => story.Own.Match(own => own.Subject, () => ""))))).TrimEnd();

    static string Line(TraceRecord.Session session) =>
        $"{TraceWords.Of(session.At)}  session of {TraceWords.Client(session.Parties)}{At(session)}: {Outcome(session)}{session.Refusals.HeadOrNone().Match(first => $", {Cell(first.What)}: {Cell(first.Reply)}", () => "")}";

    internal static Seq<string> Session(TraceRecord.Session session) => Seqs.Joined(
        Seqs.Of(
            $"Session of {TraceWords.Client(session.Parties)}{At(session)}: {Outcome(session)}",
            MailStoryText.Line("Began", $"{TraceWords.Of(session.Began)}, ended {TraceWords.Of(session.At)}: {TraceWords.Shown(session.End)}")),
        session.Parties.Sender.Length == 0 ? default : Seqs.Of(MailStoryText.Line("Sender", TraceWords.Shown(session.Parties.Sender))),
        session.Parties.Recipients.IsEmpty ? default : Seqs.Of(MailStoryText.Line("To", TraceWords.Of(session.Parties.Recipients))),
        session.Screening.Lists.IsEmpty ? default : TraceScreeningText.Of(session.Screening.IsBlocked, session.Screening),
        MailStoryText.Labelled("Refused", session.Refusals.Map(Refusal).Then(
            session.Refused > session.Refusals.Count ? Seqs.Of($"and {TraceWords.Of(session.Refused - session.Refusals.Count)} more") : default)));

    static string Refusal(TraceRefusal refusal) =>
        $"{TraceWords.Shown(refusal.What)}{(refusal.Recipients.IsEmpty ? "" : $" to {TraceWords.Of(refusal.Recipients)}")}{(refusal.Sender.Length == 0 ? "" : $" from {TraceWords.Shown(refusal.Sender)}")}: {TraceWords.Shown(refusal.Reply)}";

    static string At(TraceRecord session) => session.Daemon.Length == 0 ? "" : $" at {TraceWords.Shown(session.Daemon)}";

    static string Outcome(TraceRecord.Session session) =>
        $"{(session.Mails == 0 ? "no mail" : session.Mails == 1 ? "1 mail" : $"{TraceWords.Of(session.Mails)} mails")}, {TraceWords.Of(session.Refused)} refused";

    static Seq<string> Separated(Seq<Seq<string>> blocks) => blocks.AsEnumerable().SelectMany((block, i) => i == 0 ? block.AsEnumerable() : block.AsEnumerable().Prepend("")).Gather();

    static string Cell(string text) => Printable.Excerpt(Printable.WellFormed(text), Widest).PadRight(Widest);
}
