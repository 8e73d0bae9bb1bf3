namespace Laitos.Domain.Sharing;

/// <summary>What is done about a try that failed.</summary>
public enum TransactionRemedy
{
    /// <summary>The transaction is made again.</summary>
    Repeat,

    /// <summary>It is made again once it has been looked at what has become of the lease.</summary>
    RepeatUnderLease,

    /// <summary>It is made again once nothing more can come of this try, if the server can be had within <see cref="TransactionTries.Patience"/>.</summary>
    RepeatOnceSettled,

    /// <summary>It is given up.</summary>
    GiveUp,
}

/// <summary>What a transaction comes to whose last try failed.</summary>
public enum TransactionEnd
{
    /// <summary>Each of its changes is made by itself: one of them is at fault, and nothing of the others is there either.</summary>
    Split,

    /// <summary>It was made by an earlier try, of which nobody had heard.</summary>
    Made,

    /// <summary>It was not made, or nobody knows: its callers are told that it failed.</summary>
    Failed,
}

/// <summary>The tries of one transaction so far.</summary>
/// <remarks>
/// Rules. A try whose connection failed may have been made, or may yet be. Before the next one the daemon makes sure that nothing more comes of it, and then it is there whole, or not at all. The names of new mails are
/// nobody else's: where a later try finds one taken, an earlier one was made. The lease may have been lost between the two, and another daemon may have claimed what was put in: so it is asked who has it
/// (<see cref="ClaimOf"/>).
/// </remarks>
/// <param name="Count">How many there were.</param>
/// <param name="IsInDoubt">True when one of them may have been made.</param>
public sealed record TransactionTries(int Count, bool IsInDoubt)
{
    /// <summary>The most tries.</summary>
    public const int Most = 4;

    /// <summary>How long a transaction that was under way waits for a server that has gone: long enough for one that is started again.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>There was none.</summary>
    public static TransactionTries None { get; } = new(0, IsInDoubt: false);

    /// <summary>One more.</summary>
    public TransactionTries OneMore => this with { Count = Count + 1 };

    /// <summary>Those of a part of it that is made by itself from now on: what may have become of the whole may have become of the part.</summary>
    public TransactionTries OfPart => this with { Count = 0 };

    /// <summary>The claim under which this daemon may work on what was put in; none where another one may, or nobody has claimed it.</summary>
    /// <param name="holders">Who has what was put in, as the database says now.</param>
    /// <param name="session">This daemon's own number.</param>
    public static Option<long> ClaimOf(IEnumerable<long> holders, long session) => holders.Contains(session) ? session : Option<long>.None;

    /// <summary>The last try has failed.</summary>
    public (TransactionTries Next, TransactionRemedy Remedy) After(TransactionFault fault) => (fault, Count < Most) switch
    {
        (TransactionFault.Fenced, true) => (this, TransactionRemedy.RepeatUnderLease),
        (TransactionFault.Collided, true) => (this, TransactionRemedy.Repeat),
        (TransactionFault.InDoubt, var mayRepeat) => (this with { IsInDoubt = true }, mayRepeat ? TransactionRemedy.RepeatOnceSettled : TransactionRemedy.GiveUp),
        _ => (this, TransactionRemedy.GiveUp),
    };

    /// <summary>The last try has failed, and there is no other.</summary>
    /// <param name="fault">How.</param>
    /// <param name="changes">How many changes it makes.</param>
    /// <param name="isNew">True when the names of what it puts in are nobody else's.</param>
    public TransactionEnd End(TransactionFault fault, int changes, bool isNew) => fault switch
    {
        TransactionFault.Refused or TransactionFault.NameTaken or TransactionFault.Collided when changes > 1 => TransactionEnd.Split,
        TransactionFault.NameTaken when IsInDoubt && isNew => TransactionEnd.Made,
        _ => TransactionEnd.Failed,
    };
}
