namespace Laitos.Domain.Sharing;

/// <summary>How the database has answered a question about what daemons have in common.</summary>
public abstract record SharedReply
{
    SharedReply() { }

    /// <summary>It has.</summary>
    public sealed record Answered : SharedReply;

    /// <summary>It cannot.</summary>
    /// <param name="Reason">Why, for the owner.</param>
    public sealed record Failed(string Reason) : SharedReply;

    /// <summary>It has not within <see cref="SharingWatch.Patience"/>.</summary>
    public sealed record Late : SharedReply;
}

/// <summary>
/// What of what daemons have in common the database is asked about, and whether now. One that does not answer is left alone for a while, and each daemon goes by what it knows itself: no mail waits long, and none is refused or lost for it.
/// </summary>
/// <param name="Kinds">What they count together.</param>
/// <param name="NotBefore">When the database is asked again after trouble; none when there was none.</param>
public sealed record SharingWatch(Seq<SharedKind> Kinds, Option<Instant> NotBefore)
{
    /// <summary>How long a mail waits for an answer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a database is left alone that did not answer.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);

    /// <summary>All is well.</summary>
    /// <param name="kinds">What daemons count together; nothing where there is no such database.</param>
    public static SharingWatch Start(Seq<SharedKind> kinds) => new(kinds, Option<Instant>.None);

    /// <summary>True for what is counted together.</summary>
    public bool IsShared(SharedKind kind) => Kinds.Contains(kind);

    /// <summary>True when the database may be asked now. A clock that was set back does not lengthen the pause.</summary>
    public bool MayAsk(Instant now) => NotBefore.ForAll(until => now >= until || until - now > Pause);

    /// <summary>The database has been asked.</summary>
    /// <param name="reply">What came of that.</param>
    /// <param name="now">The time.</param>
    /// <returns>What holds from now on, and what the owner is told when that changes.</returns>
    public (SharingWatch Next, Option<LogFact> Told) Heard(SharedReply reply, Instant now) => (Trouble(reply).Case, NotBefore.IsSome) switch
    {
        (string reason, var wasAway) => (this with { NotBefore = now + Pause }, wasAway ? Option<LogFact>.None : (LogFact)("trouble", $"each daemon counts by itself meanwhile, and no mail waits for it: {reason}")),
        (null, true) => (this with { NotBefore = Option<Instant>.None }, (LogFact)("notice", "what daemons share is shared again")),
        _ => (this, Option<LogFact>.None),
    };

    static Option<string> Trouble(SharedReply reply) => reply switch
    {
        SharedReply.Answered => Option<string>.None,
        SharedReply.Failed(var reason) => reason,
        SharedReply.Late => $"the database has not answered within {Patience.TotalSeconds:0} s",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
