using Laitos.Domain.Status.Markup;
using Laitos.Domain.Tracing;

namespace Laitos.Domain.Status.Page;

/// <summary>What became of mails, each with its explanation: the one that <c>laitos trace</c> gives.</summary>
static class DecisionSection
{
    internal static Html Of(DecisionSnapshot decisions, Instant now) => Tag.Section(
        "decisions", decisions.Search.Length == 0 ? "Latest decisions" : "Decisions found",
        Search(decisions.Search),
        decisions.Missing.Match(missing => Tag.Class("p", "quiet", missing), () => Html.Nothing),
        decisions.Trouble.Case is string trouble ? Tag.Class("p", "quiet", trouble)
        : decisions.Mails.IsEmpty && decisions.Sessions.IsEmpty ? Tag.Class("p", "quiet", decisions.Search.Length == 0 ? "No mail yet." : "Nothing was seen of that: no mail, and no session that named it.")
        : Html.Of(decisions.Mails.Map(story => Story(story, now)).Then(decisions.Sessions.Map(session => Session(session, now)))));

    static Html Search(string words) => Tag.Of(
        "form", [("action", "/"), ("method", "get"), ("role", "search"), ("class", "search")],
        Tag.Of("label", [("for", "q")], "Find mail"),
        Tag.Of("input", [("id", "q"), ("name", "q"), ("type", "search"), ("value", words), ("autocomplete", "off"), ("maxlength", "320"), ("placeholder", "an address, a subject, an id, a Message-ID, a client’s IP address")]),
        Tag.Of("button", [("type", "submit")], "Search"),
        words.Length == 0 ? Html.Nothing : Tag.Of("a", [("href", "/"), ("class", "button")], "Show all"));

    static Html Story(MailStory story, Instant now) => Tag.Of(
        "details", [("id", "mail-" + story.Id), ("class", "story")],
        Tag.Of(
            "summary",
            Tag.Class("span", "when", story.At.Match(at => Tag.Time(at, now), () => "")),
            Tag.Badge("fate-" + Style(story.Fate), story.Fate.Word),
            Tag.Class("span", "who", $"{Sender(story)} → {Recipient(story)}{At(story.Daemon)}"),
            Tag.Class("span", "what", Subject(story))),
        Explanation(MailStoryText.Of(story, now)));

    static Html Session(TraceRecord.Session session, Instant now) => Tag.Of(
        "details", [("id", $"session-{session.At.UnixMilliseconds}-{session.Parties.Client}"), ("class", "story")],
        Tag.Of(
            "summary",
            Tag.Class("span", "when", Tag.Time(session.At, now)), Tag.Badge("fate-other", "no mail"),
            Tag.Class("span", "who", $"session of {session.Parties.Client}{At(session.Daemon)}"), Tag.Class("span", "what", session.Refusals.HeadOrNone().Match(first => first.Reply, () => session.End))),
        Explanation(TraceListing.Session(session)));

    /// The first line is the heading again; each of the others has a label in front, or belongs to the one before.
    static Html Explanation(Seq<string> lines)
    {
        var facts = new List<(string Name, List<Html> Lines)>();
        foreach (var line in lines.AsEnumerable().Skip(1))
        {
            var (label, value) = Parted(line);
            if (label.Length > 0 || facts.Count == 0)
            {
                facts.Add((label, []));
            }

            if (value.Length > 0)
            {
                facts[^1].Lines.Add(Tag.Of("div", value));
            }
        }

        return Tag.Facts(facts.Where(fact => fact.Lines.Count > 0).Select(fact => (fact.Name, Html.Of(fact.Lines.Gather()))).Gather());
    }

    static (string Label, string Value) Parted(string line)
    {
        const int indent = 2, value = indent + MailStoryText.LabelWidth + 1;
        var label = line.Length > indent ? line[indent..Math.Min(line.Length, value - 1)] : "";
        return (label.TrimEnd().TrimEnd(':'), line.Length > value ? line[value..] : "");
    }

    static string Style(MailFate fate) => fate switch
    {
        MailFate.Delivered => "forwarded",
        MailFate.Waiting or MailFate.Held => "queued",
        MailFate.Blocked => "blocked",
        MailFate.Refused or MailFate.Failed => "refused",
        MailFate.PutOff => "deferred",
        _ => "other",
    };

    static string At(string daemon) => daemon.Length == 0 ? "" : $" at {daemon}";

    static string Sender(MailStory story) => story.Decided.Match(mail => mail.Parties.Sender, () => story.Own.IsSome ? "this daemon" : "unknown");

    static string Recipient(MailStory story)
    {
        var all = story.Decided.Match(mail => mail.Parties.Recipients, () => story.Own.Match(own => own.Recipients, () => default));
        return all.Count > 1 ? $"{all[0]} and {all.Count - 1} more" : all.HeadOrNone().IfNone("");
    }

    static string Subject(MailStory story) => story.Decided.Match(mail => mail.Parties.Subject, () => story.Own.Match(own => own.Subject, () => "")) is { Length: > 0 } subject ? subject : "(no subject)";
}
