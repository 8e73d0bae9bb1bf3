namespace Laitos.Domain.Queue;

/// <summary>What the owner wants done with a mail in the queue, as it is laid down in the spool for the daemon to find.</summary>
public enum QueueRequest
{
    /// <summary>Attempt it now.</summary>
    Retry,

    /// <summary>Make no attempts until further notice.</summary>
    Hold,

    /// <summary>Let it go by its schedule again.</summary>
    Release,

    /// <summary>Give it up.</summary>
    Drop,
}

/// <summary>The words of requests, and what they mean to the machine of the queue.</summary>
public static class QueueRequests
{
    /// <summary>Why an entry is held that the owner has held.</summary>
    public const string HeldByOwner = "by the owner";

    static readonly Seq<(string Verb, QueueRequest Request)> Verbs = Seqs.Of(
        ("retry", QueueRequest.Retry), ("hold", QueueRequest.Hold), ("release", QueueRequest.Release), ("drop", QueueRequest.Drop));

    /// <summary>The request that a verb names; what a later version of this program may have laid down is an error, not a crash.</summary>
    public static Either<SyntaxError, QueueRequest> Parse(string verb) =>
        Verbs.Find(item => item.Verb == verb).Map(item => item.Request).ToEither(() => SyntaxError.At("a request to the queue", verb));

    /// <summary>The verb that <see cref="Parse"/> reads back.</summary>
    public static string Format(this QueueRequest request) =>
        Verbs.Find(item => item.Request == request).Match(item => item.Verb, () => throw new System.Diagnostics.UnreachableException());

    /// <summary>What a request is to <see cref="QueueProcess"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public static QueueInput ToInput(this QueueRequest request, Instant now) => request switch
    {
        QueueRequest.Retry => new QueueInput.RetryNow(now),
        QueueRequest.Hold => new QueueInput.Hold(HeldByOwner),
        QueueRequest.Release => new QueueInput.Release(now),
        QueueRequest.Drop => new QueueInput.Drop(now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
