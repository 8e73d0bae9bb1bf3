using Laitos.Domain.Queue;

namespace Laitos.Domain.Journey;

/// <summary>Where the same mail was seen before.</summary>
public abstract record Duplicate
{
    Duplicate() { }

    /// <summary>We took it within the last hour, and its sender did not hear our 250.</summary>
    /// <param name="Id">The id under which we took it.</param>
    public sealed record Taken(string Id) : Duplicate;

    /// <summary>It is on its way in another session, whose sender has not been answered yet.</summary>
    /// <param name="Id">Its id there.</param>
    public sealed record InProgress(string Id) : Duplicate;
}

/// <summary>
/// The mails that a sender may send again without need (RFC 5321 §6.1): those that we took within the last hour, and those whose fate
/// is not decided yet. There are no more of the latter than sessions.
/// </summary>
/// <param name="Recent">The mails that we took.</param>
/// <param name="InProgress">The ids of the mails on their way.</param>
public sealed record DuplicateFilter(RecentMails Recent, HashMap<Fingerprint, string> InProgress)
{
    /// <summary>No mail has been seen.</summary>
    public static DuplicateFilter Empty { get; } = new(RecentMails.Empty, HashMap<Fingerprint, string>.Empty);

    /// <summary>A mail begins its journey, and is on its way unless it was seen before.</summary>
    /// <param name="now">The time.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="id">Its id now.</param>
    public (DuplicateFilter Next, Option<Duplicate> Before) Check(Instant now, Fingerprint mail, string id)
    {
        var before = Recent.Find(now, mail).Map(taken => (Duplicate)new Duplicate.Taken(taken))
            || InProgress.Find(mail).Map(other => (Duplicate)new Duplicate.InProgress(other));
        return (before.IsSome ? this : this with { InProgress = InProgress.Add(mail, id) }, before);
    }

    /// <summary>
    /// A journey has ended with a decision. Of one that was answered with 250 the same mail is known for an hour from now on, under the id that
    /// the first of them had.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="decision">The decision.</param>
    public DuplicateFilter Decided(Instant now, Fingerprint mail, Decision decision) => Ended(mail, decision.Arrival.Id) with
    {
        Recent = TakenAs(decision).Case is string id ? Recent.With(now, mail, id) : Recent,
    };

    /// <summary>A journey has ended, if need be without a decision: the mail may come again.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="id">Its id on that journey. Another's journey goes on.</param>
    public DuplicateFilter Ended(Fingerprint mail, string id) => InProgress.Find(mail) == id ? this with { InProgress = InProgress.Remove(mail) } : this;

    /// The id under which a mail is known from now on that was answered with 250; none for another.
    internal static Option<string> TakenAs(Decision decision) => (decision.Reply.IsPositive, decision.Verdict) switch
    {
        (false, _) => Option<string>.None,
        (_, Verdict.Duplicate(var first)) => first,
        _ => decision.Arrival.Id,
    };
}
