using Laitos.Domain.Addresses;

namespace Laitos.Domain.Commands;

/// <summary>Wrong passwords that came one after the other.</summary>
/// <param name="Count">How many.</param>
/// <param name="Last">When the last one came.</param>
public readonly record struct FailedAttempts(int Count, Instant Last)
{
    /// <summary>After how long without another all is forgotten.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(1);

    /// <summary>One more. When the clock was set back, the time stands still.</summary>
    public FailedAttempts After(Instant now) => AreForgotten(now) ? new(1, now) : new(Count + 1, now < Last ? Last : now);

    /// <summary>True when they count no more.</summary>
    public bool AreForgotten(Instant now) => Count == 0 || now - Last >= Memory;
}

/// <summary>How long to wait after wrong passwords: not at all after the first few, then a second, then twice as long with each.</summary>
/// <param name="Free">The number of the wrong password that makes the first wait.</param>
public sealed record LockoutRule(int Free)
{
    /// <summary>The rule for one client.</summary>
    public static LockoutRule OfClient { get; } = new(3);

    /// <summary>The rule for all clients together.</summary>
    public static LockoutRule OfAll { get; } = new(20);

    /// <summary>The first wait.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// A clock that is set back further than this ends the wait.
    static readonly TimeSpan Jitter = TimeSpan.FromMinutes(1);

    /// <summary>The wait after so many wrong passwords.</summary>
    public TimeSpan Delay(int count) =>
        count < Free ? TimeSpan.Zero
        : count - Free >= 12 ? Longest
        : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Shortest.TotalSeconds * (1 << (count - Free))));

    /// <summary>Until when to wait; none when there is nothing to wait for.</summary>
    public Option<Instant> Until(FailedAttempts failures, Instant now)
    {
        var delay = Delay(failures.Count);
        var until = failures.Last + delay;
        return !failures.AreForgotten(now) && now < until && until - now <= delay + Jitter ? until : Option<Instant>.None;
    }
}

/// <summary>The wrong passwords of each client and of all together. Clients are counted by <see cref="IpAddress.Client"/>.</summary>
/// <param name="Clients">Those of each client.</param>
/// <param name="All">Those of everybody.</param>
public sealed record WrongPasswords(HashMap<IpAddress, FailedAttempts> Clients, FailedAttempts All)
{
    /// <summary>The most clients that are remembered; the count of all forgets nobody.</summary>
    public const int MaxClients = 10_000;

    /// <summary>None.</summary>
    public static WrongPasswords None { get; } = new(HashMap<IpAddress, FailedAttempts>.Empty, default);

    /// <summary>After one more of a client.</summary>
    public WrongPasswords After(IpAddress client, Instant now)
    {
        var kept = Clients.Count < MaxClients || Clients.ContainsKey(client.Client) ? Clients : Pruned(now);
        return new WrongPasswords(kept.AddOrUpdate(client.Client, kept.Find(client.Client).IfNone(default(FailedAttempts)).After(now)), All.After(now));
    }

    /// <summary>Until when nothing of a client is to be looked at; none when it may be.</summary>
    public Option<Instant> Until(IpAddress client, Instant now) =>
        Seqs.Of(Clients.Find(client.Client).Bind(failures => LockoutRule.OfClient.Until(failures, now)), LockoutRule.OfAll.Until(All, now))
            .Fold(Option<Instant>.None, (latest, until) => latest.Exists(one => until.ForAll(other => one >= other)) ? latest : until);

    /// Without those that count no more, and without the oldest tenth, so that this is seldom done.
    HashMap<IpAddress, FailedAttempts> Pruned(Instant now) =>
        Clients.AsEnumerable().Where(each => !each.Value.AreForgotten(now)).OrderByDescending(each => each.Value.Last).Take(MaxClients * 9 / 10)
            .Aggregate(HashMap<IpAddress, FailedAttempts>.Empty, (map, each) => map.Add(each.Key, each.Value));
}
