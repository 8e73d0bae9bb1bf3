using Laitos.Domain.Scanning;

namespace Laitos.Domain.Tracing;

/// <summary>The story of a mail for a person: who wrote to whom, whether it was blocked and why not, whether it was rewritten and why, where it went and when, how long it waited and why.</summary>
static class MailStoryText
{
    /// <summary>The lines.</summary>
    /// <param name="story">The story.</param>
    /// <param name="now">The time, for what still waits.</param>
    internal static Seq<string> Of(MailStory story, Instant now) => Seqs.Joined(
        Seqs.Of($"Mail {TraceWords.Shown(story.Id)}: {TraceWords.Of(story.Fate)}"),
        story.Daemon.Length == 0 ? default : Seqs.Of(Line("Daemon", TraceWords.Shown(story.Daemon))),
        story.Decided.Match(mail => Arrival(mail).Then(Grounds(mail)), () => story.Own.Match(OwnMail, () => Seqs.Of(Line("Came", "its decision is not in the records")))),
        Destinations(story),
        Waiting(story, now),
        story.Decided.Match(First, () => default),
        story.Changes.Map(change => Line("Queue", $"{TraceWords.Of(change.At)} {TraceWords.Shown(change.Event)}{TraceWords.By(change)}{Next(change.Delivery, change.Facts)}")),
        story.Commands.Map(command => Line("Command", $"{TraceWords.Of(command.At)} {TraceWords.Shown(command.Event)}{TraceWords.By(command)} {Facts(command.Facts.Filter(fact => fact.Name != "id"))}")),
        story.Notices.Filter(notice => notice.Id != story.Id).Map(notice => Line("Notice", $"{TraceWords.Of(notice.At)} {TraceWords.Shown(notice.Kind)} {TraceWords.Shown(notice.Id)}{TraceWords.By(notice)} to {TraceWords.Of(notice.Recipients)}")));

    /// <summary>A line with its label.</summary>
    internal static string Line(string label, string value) => $"  {label + ":",-LabelWidth} {value}".TrimEnd();

    /// <summary>A line that belongs to the one before.</summary>
    internal static string Under(string value) => $"  {"",-LabelWidth} {value}".TrimEnd();

    internal const int LabelWidth = 12;

    static Seq<string> Arrival(TraceRecord.Mail mail)
    {
        var (parties, decision) = (mail.Parties, mail.Decision);
        return Seqs.Joined(
            Seqs.Of(
                Line("Came", $"{TraceWords.Of(mail.Came)} from {TraceWords.Client(parties)}, {TraceWords.Of(decision.Size)} octets"),
                Line("Sender", TraceWords.Shown(parties.Sender))),
            parties.Authors is [var only] && only.Equals(parties.Sender, StringComparison.OrdinalIgnoreCase) ? default : Seqs.Of(Line("Author", TraceWords.Of(parties.Authors))),
            Seqs.Of(
                Line("To", TraceWords.Of(parties.Recipients)),
                Line("Subject", TraceWords.Shown(parties.Subject)),
                Line("Message-ID", TraceWords.Shown(parties.MessageId)),
                Line("Answered", $"{TraceWords.Shown(decision.Reply)} (after {TraceWords.Of(decision.Took)})")));
    }

    static Seq<string> Grounds(TraceRecord.Mail mail)
    {
        var decision = mail.Decision;
        var isSent = decision.Word is "forwarded" or "queued" || !decision.Delivery.Destinations.IsEmpty;
        return Seqs.Joined(
            TraceScreeningText.Of(decision.Word == "blocked", decision.Screening),
            Labelled("Checked", decision.Checks.Filter(fact => !ScanFacts.IsOne(fact.Name)).Map(fact => $"{TraceWords.Shown(fact.Name)} {TraceWords.Shown(fact.Value)}")),
            Labelled("Scanned", decision.Checks.Filter(fact => ScanFacts.IsOne(fact.Name)).Map(fact => $"{TraceWords.Shown(fact.Name)} {TraceWords.Shown(fact.Value)}")),
            isSent ? Seqs.Of(Line("Rewritten", Rewritten(decision.Facts))) : default,
            Labelled("Put in", decision.Edits.IsEmpty ? default : Seqs.Of(string.Join(", ", decision.Edits.Map(TraceWords.Shown)))),
            Labelled("Because", decision.Facts.Filter(fact => fact.Name is not ("rewritten" or "wrapped" or "verdict" or "signed-by" or "listed"))
                .Map(fact => $"{TraceWords.Shown(fact.Name)} {TraceWords.Shown(fact.Value)}")));
    }

    static string Rewritten(Seq<(string Name, string Value)> facts) =>
        facts.Find(fact => fact.Name is "rewritten" or "wrapped").Match(
            why => $"yes{(why.Name == "wrapped" ? ", attached to a warning" : "")}: {TraceWords.Shown(why.Value)}",
            () => $"no{facts.Find(fact => fact.Name == "verdict").Match(verdict => $": {TraceWords.Shown(verdict.Value)}", () => "")}{facts.Find(fact => fact.Name == "signed-by").Match(signer => $", signed by {TraceWords.Shown(signer.Value)}", () => "")}");

    static Seq<string> OwnMail(TraceRecord.OwnMail own) => Seqs.Of(
        Line("Written", $"{TraceWords.Of(own.At)} by this daemon: {TraceWords.Shown(own.Kind)} {Facts(own.Grounds)}"),
        Line("To", TraceWords.Of(own.Recipients)),
        Line("Subject", TraceWords.Shown(own.Subject)));

    static Seq<string> Destinations(MailStory story) => Labelled("Delivery", story.Destinations.Map(item => item.Destination switch
    {
        { Outcome: TraceOutcome.Delivered } got => $"{TraceWords.Shown(got.Mailbox)} has it since {TraceWords.Of(item.At)}: {TraceWords.Shown(got.Reply)}",
        { Outcome: TraceOutcome.Failed } failed => $"{TraceWords.Shown(failed.Mailbox)} refused for good {TraceWords.Of(item.At)}: {TraceWords.Shown(failed.Reply)}",
        { Reply: "" } untried => $"{TraceWords.Shown(untried.Mailbox)} not tried yet",
        var owed => $"{TraceWords.Shown(owed.Mailbox)} not yet, {TraceWords.Of(item.At)}: {TraceWords.Shown(owed.Reply)}",
    }));

    /// Only what was taken waits.
    static Seq<string> Waiting(MailStory story, Instant now) => (story.Fate, story.At.Case) switch
    {
        (MailFate.Waiting(var due), Instant at) => Seqs.Of(Line("Waiting", $"for {TraceWords.Of(now - at)}, {Attempts(story)}{due.Match(next => $"; next {TraceWords.Of(next)}", () => "")}")),
        (MailFate.Held(var reason), Instant at) => Seqs.Of(Line("Waiting", $"for {TraceWords.Of(now - at)}, {Attempts(story)}; held {TraceWords.Shown(reason)}: laitos queue release {TraceWords.Shown(story.Id)}")),
        (MailFate.Delivered(var end), Instant at) when !story.Changes.IsEmpty => Seqs.Of(Line("Waited", $"{TraceWords.Of(end - at)}, {Attempts(story)}")),
        (MailFate.Failed(var end), Instant at) when !story.Changes.IsEmpty => Seqs.Of(Line("Waited", $"{TraceWords.Of(end - at)}, {Attempts(story)}")),
        _ => default,
    };

    static string Attempts(MailStory story) =>
        story.Deliveries.Count(delivery => delivery.Delivery.Destinations.Exists(destination => destination.Reply.Length > 0)) switch
        {
            1 => "1 attempt",
            var count => $"{TraceWords.Of(count)} attempts",
        };

    /// The attempt for which the sender waited, where something was left to do after it.
    static Seq<string> First(TraceRecord.Mail mail) => mail.Decision.Word == "queued"
        ? Seqs.Of(Line("Queue", $"{TraceWords.Of(mail.At)} queued{Next(mail.Decision.Delivery, default)}"))
        : default;

    static string Next(TraceDelivery delivery, Seq<(string Name, string Value)> facts) =>
        $"{Replies(delivery)}{delivery.Due.Match(due => $"; next {TraceWords.Of(due)}", () => "")}{(facts.IsEmpty ? "" : $"; {Facts(facts)}")}";

    static string Replies(TraceDelivery delivery) => string.Join(
        ";", delivery.Destinations.Map(destination => $" {TraceWords.Shown(destination.Mailbox)}: {TraceWords.Shown(destination.Reply.Length > 0 ? destination.Reply : "not tried")}"));

    static string Facts(Seq<(string Name, string Value)> facts) => string.Join("; ", facts.Map(fact => $"{TraceWords.Shown(fact.Name)} {TraceWords.Shown(fact.Value)}"));

    internal static Seq<string> Labelled(string label, Seq<string> lines) => lines.AsEnumerable().Select((line, i) => i == 0 ? Line(label, line) : Under(line)).Gather();
}
