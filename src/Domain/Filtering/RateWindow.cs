using Laitos.Domain.Addresses;

namespace Laitos.Domain.Filtering;

/// <summary>
/// When each client was last granted a mail: as much as the limit on mails per second needs, and no more. Clients are counted by
/// <see cref="IpAddress.Client"/>.
/// <para>
/// In any second, wherever it begins, a client is granted at most the limit; and it is refused only when it has been granted the limit within the
/// second before. Refused attempts do not count. Clients do not influence each other.
/// </para>
/// <para>
/// Grants are kept in two generations. When the younger is a second old, or full, the older is dropped as a whole: what it holds is past. Only with
/// more than <see cref="MaxClients"/> clients within one second is something forgotten that still counted, in favour of the client.
/// </para>
/// </summary>
/// <param name="Since">When the younger generation began.</param>
/// <param name="Younger">The grants of clients seen since then, at most one second's worth each, oldest first.</param>
/// <param name="Older">The same of the generation before.</param>
public sealed record RateWindow(Instant Since, HashMap<IpAddress, Seq<Instant>> Younger, HashMap<IpAddress, Seq<Instant>> Older)
{
    /// <summary>The most clients in one generation.</summary>
    public const int MaxClients = 100_000;

    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Nobody has been seen.</summary>
    public static RateWindow Empty { get; } = new(new Instant(0), HashMap<IpAddress, Seq<Instant>>.Empty, HashMap<IpAddress, Seq<Instant>>.Empty);

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
        var recent = current.Grants(key, now);
        return recent.Count < limit
            ? (current with { Younger = current.Younger.AddOrUpdate(key, recent.Add(now)) }, true)
            : (current, false);
    }

    RateWindow Advanced(Instant now) =>
        !IsNear(Since, now) || Younger.Count >= MaxClients
            ? new RateWindow(now, HashMap<IpAddress, Seq<Instant>>.Empty, Younger)
            : this;

    Seq<Instant> Grants(IpAddress key, Instant now) =>
        (Younger.Find(key) || Older.Find(key)).IfNone(default(Seq<Instant>)).Filter(grant => IsNear(grant, now));

    /// Less than a second apart, in either direction: callers may come slightly out of order, and a clock that is set back must lock nobody out.
    static bool IsNear(Instant one, Instant other) => one < other + Second && other < one + Second;
}
