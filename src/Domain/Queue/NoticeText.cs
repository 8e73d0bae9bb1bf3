using System.Globalization;
using System.Text;
using Laitos.Domain.Message;

namespace Laitos.Domain.Queue;

/// <summary>The words for people in a notification: what happened, to which mail, and what to do.</summary>
static class NoticeText
{
    /// The most characters of a text from outside.
    const int MaxText = 500;

    /// <summary>The text, in lines that end with CRLF.</summary>
    public static string Of(NoticePolicy policy, RetryPolicy retry, Notice notice, Audience audience)
    {
        var text = new StringBuilder();
        Line(text, $"This is the mail forwarder at {policy.Hostname}.");
        Line(text, "");
        Line(text, audience == Audience.Owner ? Headline(notice)
            : notice.Lost.Count < notice.About.OriginalEnvelope.ForwardPaths.Count ? "Your mail could not be delivered to some of its recipients."
            : "Your mail could not be delivered.");
        Line(text, "");
        Identity(text, notice, audience);
        Line(text, "");
        if (audience == Audience.Owner)
        {
            notice.Concerned.Iter(destination => Outcome(text, notice, destination));
            Line(text, Advice(retry, notice));
        }
        else
        {
            notice.Lost.HeadOrNone().IfSome(first => Line(text, $"The receiving system's answer was {DeliveryStatus.StatusOf(notice.Kind, first.Failure)} ({Meaning(first.Failure)})."));
            Line(text, "It will not be tried again. Please write in another way, or send the mail again later.");
        }

        return text.ToString();
    }

    static string Headline(Notice notice) => notice.Kind switch
    {
        NoticeKind.Failure when notice.About.OwesAnything || !notice.IsTotal => $"{What(notice)} could not be delivered to some of its destinations.",
        NoticeKind.Failure => $"{What(notice)} could not be delivered.",
        NoticeKind.Delay => $"{What(notice)} has not been delivered yet. It is kept and tried again.",
        NoticeKind.Damage => $"{What(notice)} is damaged on the disk of the forwarder. It is held, and not sent as it is.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string What(Notice notice) => notice.About.Kind == EntryKind.Reply ? "A mail with the result of a command" : "A mail that had been accepted";

    static void Identity(StringBuilder text, Notice notice, Audience audience)
    {
        var entry = notice.About;
        var recipients = audience == Audience.Owner ? entry.OriginalEnvelope.ForwardPaths : notice.Lost.Map(lost => lost.Recipient);
        var header = HeaderSection.Parse(entry.Header);
        Line(text, $"    From:      {Shown(entry.OriginalEnvelope.ReversePath.ToString()!)}");
        Line(text, $"    To:        {Shown(string.Join(", ", recipients))}");
        Line(text, $"    Subject:   {Subject.Of(header).IfNone("(none)")}");
        Line(text, $"    Accepted:  {entry.AcceptedAt.ToDateTime()}");
        Line(text, $"    Id:        {Shown(entry.Id)}");
        if (audience == Audience.Owner)
        {
            entry.Grounds.Iter(ground => Line(text, $"    {Shown(ground.Name)}: {Shown(ground.Value)}"));
        }
    }

    static void Outcome(StringBuilder text, Notice notice, Destination destination)
    {
        Line(text, $"{destination.Mailbox}");
        Line(text, destination.State switch
        {
            DestinationState.Failed(var reply, _) when reply.IsPermanent => "    was refused for good. The answer was:",
            DestinationState.Failed => $"    was given up after {Span(notice.At - notice.About.AcceptedAt)}. The last answer was:",
            _ when destination.Reply.IsNone => "    has not got it yet.",
            _ => "    has not got it yet. The last answer was:",
        });
        destination.Reply.Iter(reply => Line(text, $"    {Shown(reply.ToString())}"));
        Line(text, "");
    }

    static string Advice(RetryPolicy retry, Notice notice) => notice.Kind switch
    {
        NoticeKind.Delay =>
            $"Attempts go on until {notice.About.ExpiresAt.ToDateTime()}, about every {Span(retry.Delay(notice.About.Attempts))}.\r\n"
            + "You need not do anything. To look into it on the forwarder:\r\n"
            + $"    laitos queue show {Shown(notice.About.Id)}\r\n    laitos queue retry {Shown(notice.About.Id)}",
        NoticeKind.Damage =>
            $"{notice.About.Held.Map(Shown).IfNone("")}\r\n"
            + "Its header section is attached. Ask the sender to send it again. To look into it on the forwarder, and to give it up:\r\n"
            + $"    laitos queue show {Shown(notice.About.Id)}\r\n    laitos queue drop {Shown(notice.About.Id)}",
        _ =>
            "The forwarder does not keep the mail for these destinations any longer; its header section is attached.\r\n"
            + (notice.About.Kind == EntryKind.Reply ? "The command is not run again by itself." : "Once the reason is mended, ask the sender to send it again."),
    };

    static string Meaning(Destination first) => DeliveryStatus.StatusOf(NoticeKind.Failure, first) switch
    {
        { Class: 4 } => "not reachable for too long",
        { Subject: 1 } => "no such mailbox",
        { Subject: 2 } => "the mailbox cannot take it",
        { Subject: 3 } => "the mail system cannot take it",
        { Subject: 7 } => "refused by its policy",
        _ => "refused",
    };

    static string Span(TimeSpan span) =>
        span >= TimeSpan.FromDays(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days")
        : span >= TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes");

    static string Shown(string text) => Printable.Excerpt(text, MaxText);

    static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
