using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
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

    /// <summary>Not taken: its command could not be stored.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record CommandNotStored(string Reason) : Verdict;

    /// <summary>Refused: block lists name the client.</summary>
    public sealed record Blocked(ScreeningVerdict Screening) : Verdict;

    /// <summary>Refused: the mail goes round in circles (RFC 5321 §6.3).</summary>
    /// <param name="Reason">Which sign was seen.</param>
    public sealed record Looping(string Reason) : Verdict;

    /// <summary>Not taken: our own code failed.</summary>
    /// <param name="Input">What happened out of turn.</param>
    public sealed record OutOfTurn(string Input) : Verdict;

    /// <summary>Not now: the DNS does not say how to treat it, and the owner prefers to wait.</summary>
    /// <param name="Reason">What is unknown.</param>
    public sealed record Postponed(string Reason) : Verdict;
}
