using Laitos.Domain.Filtering;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Journey;

/// <summary>The replies to the end of the data that are no delivery's, by name.</summary>
public static class JourneyReplies
{
    /// <summary>To a listed client, at RCPT or after the data: 554 5.7.1 with each list and its reason.</summary>
    public static Reply Blocked(ScreeningVerdict screening) => Reply.Of(554, 7, 1, "Refused: " + screening.Explain());

    /// <summary>To each recipient of a client that is listed; none to others.</summary>
    public static Option<Reply> Screened(ScreeningVerdict screening) => screening.IsBlocked ? Blocked(screening) : Option<Reply>.None;

    /// <summary>To a mail that goes round in circles.</summary>
    public static Reply Looping(string sign) => Reply.Of(554, 4, 6, Printable.ReplyText("Mail loop: " + sign));

    /// <summary>To a mail about whose author the DNS says nothing, when the owner prefers to wait.</summary>
    public static Reply Postponed { get; } = Reply.Of(451, 7, 5, "The DNS does not tell the sender's DMARC policy; try again later");

    /// <summary>To what looks like a command, while passwords are being guessed.</summary>
    public static Reply LockedOut { get; } = Reply.Of(451, 7, 1, "Not now; try again later");

    /// <summary>To a mail of which only the command was taken.</summary>
    public static Reply Ordered(string id) => Reply.Of(250, 0, 0, "Ok: taken as " + id);

    /// <summary>When the disk of the spool fails: the sender keeps the mail.</summary>
    public static Reply NotStored { get; } = Reply.Of(451, 3, 0, "The mail cannot be stored; try again later");

    /// <summary>When our own code failed: the sender keeps the mail.</summary>
    public static Reply Fault { get; } = Reply.Of(451, 3, 0, "Internal error; try again later");
}
