using Laitos.Domain.Authentication;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>
/// What was decided about one mail, and all that it rests on. The SMTP reply, the log line and any later explanation are views of it.
/// </summary>
/// <param name="Arrival">The mail.</param>
/// <param name="Verdict">What happens to it, and why.</param>
/// <param name="Reply">What the sending server is told.</param>
public sealed record Decision(Arrival Arrival, Verdict Verdict, Reply Reply);

/// <summary>What happens to a mail, and why.</summary>
public abstract record Verdict
{
    Verdict() { }

    /// <summary>Handed to the relay; the report says how that went.</summary>
    /// <param name="Plan">What was sent, and what was changed for which reason.</param>
    /// <param name="Report">How each destination fared.</param>
    public sealed record Forwarded(Plan Plan, DeliveryReport Report) : Verdict;

    /// <summary>Taken into the spool: what is owed is delivered from there.</summary>
    /// <param name="Plan">What is sent.</param>
    /// <param name="Entry">How each destination fared so far, and what is owed.</param>
    public sealed record Queued(Plan Plan, QueueEntry Entry) : Verdict;

    /// <summary>Not taken: the relay has not taken it, and nothing could be stored.</summary>
    /// <param name="Plan">What was to be sent.</param>
    /// <param name="Reason">Why not.</param>
    public sealed record NotTaken(Plan Plan, string Reason) : Verdict;

    /// <summary>Taken before: the sender did not hear our 250, and hears it again; there is no second copy.</summary>
    /// <param name="Id">The id under which we took it.</param>
    public sealed record Duplicate(string Id) : Verdict;

    /// <summary>Not now: the same mail is on its way in another session, and what becomes of it is not decided yet.</summary>
    /// <param name="Id">Its id there.</param>
    public sealed record InProgress(string Id) : Verdict;

    /// <summary>Put off: too many wrong passwords came before, and the mail looks like a command.</summary>
    /// <param name="Until">Until when such mail is put off.</param>
    public sealed record LockedOut(Instant Until) : Verdict;

    /// <summary>Taken for its command alone, which is stored; the mail goes nowhere.</summary>
    public sealed record CommandOnly : Verdict;

    /// <summary>Taken, and it goes nowhere: a rule drops it for each of its recipients. Its text is not looked at, so no command of it runs.</summary>
    public sealed record Dropped : Verdict;

    /// <summary>Not taken: its command could not be stored.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record CommandNotStored(string Reason) : Verdict;

    /// <summary>Refused: its sender is not who it claims to be.</summary>
    /// <param name="Code">The reason code: <c>dmarc-fail</c> or <c>spf-fail</c>.</param>
    /// <param name="Reason">What was decisive beside it.</param>
    public sealed record Unauthenticated(string Code, string Reason) : Verdict;

    /// <summary>Refused or put off: the scanner takes it for spam.</summary>
    /// <param name="Report">What the scanner says.</param>
    /// <param name="Code">The reason code: <c>spam-refused</c> or <c>spam-deferred</c>.</param>
    public sealed record Spam(ScanReport Report, string Code) : Verdict;

    /// <summary>Refused: block lists name the client.</summary>
    public sealed record Blocked(ScreeningVerdict Screening) : Verdict;

    /// <summary>Refused: the mail goes round in circles (RFC 5321 §6.3).</summary>
    /// <param name="Reason">Which sign was seen.</param>
    public sealed record Looping(string Reason) : Verdict;

    /// <summary>Refused: a bounce address is for notices, and this mail is none.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record NotReturned(string Reason) : Verdict;

    /// <summary>Not taken: our own code failed.</summary>
    /// <param name="Input">What happened out of turn.</param>
    public sealed record OutOfTurn(string Input) : Verdict;

    /// <summary>Not now: the DNS does not say how to treat it, and the owner prefers to wait.</summary>
    /// <param name="Reason">What is unknown.</param>
    public sealed record Postponed(string Reason) : Verdict;
}

/// <summary>The replies to the end of the data that are no delivery's, by name.</summary>
public static class JourneyReplies
{
    /// <summary>To a listed client, at RCPT or after the data: 554 5.7.1 with each list and its reason.</summary>
    public static Reply Blocked(ScreeningVerdict screening) => Reply.Of(554, 7, 1, "Refused: " + screening.Explain());

    /// <summary>To each recipient of a client that is listed; none to others.</summary>
    public static Option<Reply> Screened(ScreeningVerdict screening) => screening.IsBlocked ? Blocked(screening) : Option<Reply>.None;

    /// <summary>To a mail that goes round in circles.</summary>
    public static Reply Looping(string sign) => Reply.Of(554, 4, 6, Printable.ReplyText("Mail loop: " + sign));

    /// <summary>To a mail that fails DMARC (RFC 7372 §3.4).</summary>
    public static Reply FailsDmarc(ForwardingVerdict.RefuseDmarc refused) => Reply.Of(550, 7, 26, Printable.ReplyText(
        $"dmarc-fail: {string.Join(", ", refused.By.Map(each => each.Domain.Value))} asks to reject mail that fails DMARC, and {refused.Sign}"));

    /// <summary>To a mail that SPF condemns (RFC 7372 §3.2), with the domain's own words where it has some.</summary>
    public static Reply FailsSpf(SenderAuthentication sender) => Reply.Of(550, 7, 23, Printable.ReplyText(
        $"spf-fail: {sender.Spf.Domain} does not let {sender.Request.Client} send for it{(sender.Spf.Explanation.Length > 0 ? ": " + sender.Spf.Explanation : "")}"));

    /// <summary>To a mail that the scanner wants refused, with the scanner's own words if it has some. The score and the signs are told to nobody but the owner.</summary>
    public static Reply Spam(ScanReport report) => Reply.Of(550, 7, 1, $"Refused as spam{Own(report)}");

    /// <summary>To a mail that the scanner wants put off.</summary>
    public static Reply SpamDeferred(ScanReport report) => Reply.Of(451, 7, 1, $"Not now{Own(report)}");

    static string Own(ScanReport report) => report.Words.Length == 0 ? "" : $": {Printable.ReplyText(report.Words)}";

    /// <summary>To a mail about whose author the DNS says nothing, when the owner prefers to wait.</summary>
    public static Reply Postponed { get; } = Reply.Of(451, 7, 5, "The DNS does not tell whether the sender is genuine; try again later");

    /// <summary>To what looks like a command, while passwords are being guessed.</summary>
    public static Reply LockedOut { get; } = Reply.Of(451, 7, 1, "Not now; try again later");

    /// <summary>To a mail of which nothing is forwarded.</summary>
    public static Reply Taken(string id) => Reply.Of(250, 0, 0, "Ok: taken as " + id);

    /// <summary>When the disk of the spool fails: the sender keeps the mail.</summary>
    public static Reply NotStored { get; } = Reply.Of(451, 3, 0, "The mail cannot be stored; try again later");

    /// <summary>When our own code failed: the sender keeps the mail.</summary>
    public static Reply Fault { get; } = Reply.Of(451, 3, 0, "Internal error; try again later");
}
