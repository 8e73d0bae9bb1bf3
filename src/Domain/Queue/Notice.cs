namespace Laitos.Domain.Queue;

/// <summary>Something that must be told about a mail that we took. It is stored together with the change that it tells of.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="About">The mail, as it stands after that change.</param>
/// <param name="Concerned">The destinations that it is about; at least one.</param>
/// <param name="At">When it came about.</param>
public sealed record Notice(NoticeKind Kind, QueueEntry About, Seq<Destination> Concerned, Instant At)
{
    /// <summary>True when no destination has got the mail or may still get it: only then is there something to tell the original sender.</summary>
    public bool IsTotal => About.Destinations.ForAll(destination => destination.State is DestinationState.Failed);
}

/// <summary>What a notice tells: the action of RFC 3464 §2.3.3.</summary>
public enum NoticeKind
{
    /// <summary>Destinations failed for good.</summary>
    Failure,

    /// <summary>Destinations have not got the mail for long; attempts go on.</summary>
    Delay,

    /// <summary>Destinations have not got the mail, for it is damaged on the disk: it is held until the owner decides.</summary>
    Damage,
}
