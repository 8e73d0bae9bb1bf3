namespace Laitos.Domain.Dns;

/// <summary>How long answers are kept, and how many.</summary>
/// <param name="MaxEntries">The most answers kept; the one that expires first makes room.</param>
/// <param name="MaxPositive">The longest that records are kept.</param>
/// <param name="MaxNegative">The longest that a denial is kept (RFC 2308 §5 advises one to three hours at most).</param>
/// <param name="Failure">How long a failure is kept, so that a dead server is not hammered (RFC 9520 §3.2: 1 s to 5 min).</param>
public sealed record CachePolicy(int MaxEntries, TimeSpan MaxPositive, TimeSpan MaxNegative, TimeSpan Failure)
{
    /// <summary>10 000 answers; records for an hour, denials for a quarter, failures for five seconds.</summary>
    public static CachePolicy Usual { get; } = new(10_000, TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5));

    /// <summary>For how long an answer is kept whose records say so.</summary>
    public TimeSpan Keep(Answer answer, TimeSpan ttl) => answer switch
    {
        Answer.Records => ttl < MaxPositive ? ttl : MaxPositive,
        Answer.Unavailable => Failure,
        _ => ttl < MaxNegative ? ttl : MaxNegative,
    };
}

/// <summary>Answers that are still good. Immutable: each change gives a new cache, in logarithmic time.</summary>
public sealed class Cache
{
    readonly CachePolicy policy;
    readonly HashMap<Question, Entry> entries;

    /// The same entries, the one that expires first in front; the serial number parts those that expire together.
    readonly Map<(long Expires, long Serial), Question> order;
    readonly long serial;

    Cache(CachePolicy policy, HashMap<Question, Entry> entries, Map<(long Expires, long Serial), Question> order, long serial) =>
        (this.policy, this.entries, this.order, this.serial) = (policy, entries, order, serial);

    /// <summary>Nothing kept.</summary>
    public static Cache Empty(CachePolicy policy) => new(policy, HashMap<Question, Entry>.Empty, Map<(long Expires, long Serial), Question>.Empty, 0);

    /// <summary>How many answers are kept, expired ones included; never more than the policy allows.</summary>
    public int Count => entries.Count;

    /// <summary>The answer to this question, unless it is unknown or has expired.</summary>
    public Option<Answer> Find(Instant now, Question question) =>
        entries.Find(question).Bind(entry => now.UnixMilliseconds < entry.Place.Expires ? entry.Answer : Option<Answer>.None);

    /// <summary>With this answer, instead of an earlier one. A time to live of nothing keeps nothing.</summary>
    public Cache With(Instant now, Question question, Answer answer, TimeSpan ttl)
    {
        var kept = policy.Keep(answer, ttl);
        var rest = Without(question);
        return kept <= TimeSpan.Zero || policy.MaxEntries <= 0
            ? rest
            : rest.MakingRoom().Adding(question, new Entry(answer, ((now + kept).UnixMilliseconds, serial)));
    }

    Cache Adding(Question question, Entry entry) => new(policy, entries.Add(question, entry), order.Add(entry.Place, question), serial + 1);

    Cache MakingRoom() => Count < policy.MaxEntries ? this : Without(order.AsEnumerable().First().Value);

    Cache Without(Question question) => entries.Find(question).Match(
        entry => new Cache(policy, entries.Remove(question), order.Remove(entry.Place), serial),
        () => this);

    sealed record Entry(Answer Answer, (long Expires, long Serial) Place);
}
