using Laitos.Domain.Addresses;

namespace Laitos.Domain.Filtering;

/// <summary>
/// The limit on mails per second, for each client: a token bucket that holds one second's worth of mails and is filled at that rate. Clients are counted by
/// <see cref="IpAddress.Client"/> and do not influence each other. Refused attempts do not count.
/// <para>
/// A client is refused only when it has been granted the limit within the second before: who keeps to the limit is never refused. In any
/// stretch of time a client is granted at most its length in seconds times the limit, and once the limit on top: who was silent may catch up. The work and the memory for
/// each client are constant, whatever the limit.
/// </para>
/// <para>
/// Clients are kept in two generations. When the younger is a second old, or full, the older is dropped as a whole: its buckets are full again. Only with
/// more than <see cref="MaxClients"/> clients within one second is something forgotten that still counted, in favour of the client.
/// </para>
/// </summary>
/// <param name="Since">When the younger generation began.</param>
/// <param name="Younger">The clients granted a mail since then.</param>
/// <param name="Older">Those of the generation before.</param>
public sealed record RateWindow(Instant Since, HashMap<IpAddress, Bucket> Younger, HashMap<IpAddress, Bucket> Older)
{
    /// <summary>The most clients in one generation.</summary>
    public const int MaxClients = 100_000;

    /// <summary>Nobody has been seen.</summary>
    public static RateWindow Empty { get; } = new(new Instant(0), HashMap<IpAddress, Bucket>.Empty, HashMap<IpAddress, Bucket>.Empty);

    /// <summary>How many clients are remembered, counting those of both generations twice.</summary>
    public int Size => Younger.Count + Older.Count;

    /// <summary>Whether a client may hand over one more mail now. A limit below 1 is no limit.</summary>
    public static (RateWindow Next, bool Granted) Take(RateWindow window, Instant now, IpAddress client, int limit)
    {
        if (limit < 1)
        {
            return (window, true);
        }

        var current = window.Advanced(now);
        var key = client.Client;
        var taken = (current.Younger.Find(key) || current.Older.Find(key)).IfNone(default(Bucket)).Take(now, limit);
        return taken.IsSome
            ? (current with { Younger = current.Younger.AddOrUpdate(key, taken.IfNone(default(Bucket))) }, true)
            : (current, false);
    }

    RateWindow Advanced(Instant now) =>
        !Bucket.IsNear(Since, now) || Younger.Count >= MaxClients
            ? new RateWindow(now, HashMap<IpAddress, Bucket>.Empty, Younger)
            : this;
}

/// <summary>A token bucket that holds one second's worth of tokens and is full when nothing has been taken for a second.</summary>
/// <param name="At">When a token was taken last.</param>
/// <param name="Missing">What it lacked then to be full, in thousandths of a token.</param>
public readonly record struct Bucket(Instant At, long Missing)
{
    const long Token = 1000;

    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The bucket with one token less; none when there is no whole one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="limit">The tokens that it holds, and that flow in each second.</param>
    public Option<Bucket> Take(Instant now, int limit)
    {
        // Callers may come slightly out of order: the time then stands still. A clock that is set back by more must lock nobody out.
        var (at, flowed) = now < At ? (At, 0) : (now, now.UnixMilliseconds - At.UnixMilliseconds);
        var missing = IsNear(At, now) ? Math.Max(0, Missing - (flowed * limit)) : 0;
        return missing + Token <= limit * Token ? new Bucket(IsNear(At, now) ? at : now, missing + Token) : Option<Bucket>.None;
    }

    /// <summary>True for points less than a second apart, in either direction.</summary>
    internal static bool IsNear(Instant one, Instant other) => one < other + Second && other < one + Second;
}
