namespace Laitos.Domain.Sharing;

/// <summary>How much of a database server one daemon takes at a time, and how long it waits for it.</summary>
public static class DatabaseBounds
{
    /// <summary>The most connections. Where all are in use one more would be refused, so the bounds below leave each user its own (<see cref="MostInUse"/>).</summary>
    public const int Connections = 24;

    /// <summary>The most that read, whoever they are.</summary>
    public const int Readers = 8;

    /// <summary>The most changes at a time that have a transaction of their own: those that bring a large mail, or put in what depends on what they take out.</summary>
    public const int LargeChanges = 8;

    /// <summary>The most questions at a time about what daemons count together.</summary>
    public const int Questions = 3;

    /// <summary>The one that keeps the lease and listens, the writer of small changes, and whoever claims entries, claims commands, copies records or lays down a request: each has one.</summary>
    public const int Others = 5;

    /// <summary>All of them together.</summary>
    public const int MostInUse = Readers + LargeChanges + Questions + Others;

    /// <summary>The most small changes that wait at a time, with the mails that they bring.</summary>
    public const int SmallChanges = 128;

    /// <summary>How long a change waits for its place among them; then the server is too slow, and its sender is asked to come again.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The most changes of a transaction: those behind must not wait for an endless one.</summary>
    public const int ChangesTogether = 256;

    /// <summary>The most octets of mail of a transaction.</summary>
    public const long OctetsTogether = 8 << 20;

    /// <summary>The most rows that daemons have in common (<see cref="SharedRow"/>), after a sweep: what lapses last stays.</summary>
    public const int SharedRows = 300_000;

    /// <summary>How often a daemon sweeps out what has lapsed of them.</summary>
    public static TimeSpan SweptEach { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a transaction that has so much takes in one more change. There is always room for the first.</summary>
    /// <param name="changes">The changes in it.</param>
    /// <param name="octets">The octets of their mails.</param>
    public static bool HasRoom(int changes, long octets) => changes == 0 || (changes < ChangesTogether && octets < OctetsTogether);
}
