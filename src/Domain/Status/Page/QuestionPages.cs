using Laitos.Domain.Queue;
using Laitos.Domain.Status.Markup;

namespace Laitos.Domain.Status.Page;

/// <summary>The pages that ask something: for the password, and whether a mail shall really be dropped.</summary>
public static class QuestionPages
{
    /// <summary>Asks for the password.</summary>
    /// <param name="hostname">The name of the daemon.</param>
    /// <param name="trouble">What was wrong with the last one.</param>
    public static Html Password(string hostname, Option<string> trouble) => PageFrame.Of(
        hostname, isLive: false, Option<string>.None,
        Tag.Class(
            "section", "narrow",
            Tag.Of("h2", "Log in"),
            trouble.Match(words => Tag.Of("p", [("class", "notice trouble"), ("role", "alert")], words), () => Html.Nothing),
            Tag.Of(
                "form", [("action", "/login"), ("method", "post"), ("class", "login")],
                Tag.Of("label", [("for", "password")], "Password"),
                Tag.Of("input", [("id", "password"), ("name", "password"), ("type", "password"), ("autocomplete", "current-password"), ("required", ""), ("autofocus", "")]),
                Tag.Of("button", [("type", "submit")], "Log in"))));

    /// <summary>Asks whether something shall be done with a mail.</summary>
    /// <param name="hostname">The name of the daemon.</param>
    /// <param name="request">What.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="token">The token of the form.</param>
    /// <param name="now">The time.</param>
    public static Html Confirm(string hostname, QueueRequest request, QueueRow mail, string token, Instant now) => PageFrame.Of(
        hostname, isLive: false, Option<string>.None,
        Tag.Class(
            "section", "narrow",
            Tag.Of("h2", Question(request)),
            Tag.Of("p", Consequence(request)),
            Tag.Facts(Seqs.Of<(string, Html)>(
                ("From", mail.Sender),
                ("Owed to", mail.Recipients),
                ("Subject", mail.Subject.Length > 0 ? mail.Subject : "(none)"),
                ("Accepted", Tag.Time(mail.AcceptedAt, now)),
                ("Next attempt", mail.Held.Match(reason => $"held {reason}", () => Tag.Time(mail.Due, now))),
                ("Given up", Tag.Time(mail.ExpiresAt, now)),
                ("Last reply", mail.LastReply.IfNone("not tried yet")),
                ("Mail", mail.Id))),
            Tag.Of(
                "form", [("action", "/queue"), ("method", "post"), ("class", "buttons")],
                PageFrame.Hidden("token", token), PageFrame.Hidden("do", request.Format()), PageFrame.Hidden("id", mail.Id),
                Tag.Of("button", [("type", "submit"), ("class", request == QueueRequest.Drop ? "danger" : "primary")], $"Yes, {request.Format()} it"),
                Tag.Of("a", [("href", "/"), ("class", "button")], "No, go back"))));

    static string Question(QueueRequest request) => $"{QueueSection.Label(request)} this mail?";

    static string Consequence(QueueRequest request) => request switch
    {
        QueueRequest.Retry => "It is tried at once, whenever it would be due.",
        QueueRequest.Hold => "It is not tried any more until you release it.",
        QueueRequest.Release => "It goes by its schedule again.",
        QueueRequest.Drop => "It is given up: nobody gets it, and its sender is not told.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
