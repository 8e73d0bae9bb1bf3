namespace Laitos.Domain.Dns;

/// <summary>How long answers are kept, and how many.</summary>
/// <param name="MaxEntries">The most answers kept, at least 2.</param>
/// <param name="MaxPositive">The longest that records are kept.</param>
/// <param name="MaxNegative">The longest that a denial is kept (RFC 2308 §5 advises one to three hours at most).</param>
/// <param name="Failure">How long a failure is kept, so that a dead server is not hammered (RFC 2308 §7.1: at most 5 minutes; RFC 9520 §3.2: at least 1 s).</param>
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

/// <summary>
/// Answers that are still good. They are kept in two generations: when the younger holds half of what is allowed, the older is dropped as a whole. So a step costs the
/// same however many there were before, and memory is what is kept.
/// </summary>
/// <param name="Policy">How long, and how many.</param>
/// <param name="Younger">What was put in last.</param>
/// <param name="Older">What was put in before that.</param>
public sealed record Cache(CachePolicy Policy, HashMap<Question, CachedAnswer> Younger, HashMap<Question, CachedAnswer> Older)
{
    /// <summary>Nothing kept.</summary>
    public static Cache Empty(CachePolicy policy) => new(policy, HashMap<Question, CachedAnswer>.Empty, HashMap<Question, CachedAnswer>.Empty);

    /// <summary>How many answers are kept, expired ones included; never more than the policy allows.</summary>
    public int Count => Younger.Count + Older.Count;

    /// <summary>The answer to this question, unless it is unknown or has expired.</summary>
    public Option<Answer> Find(Instant now, Question question) =>
        (Younger.Find(question) || Older.Find(question)).Case is CachedAnswer kept && now < kept.Expires ? kept.Answer : Option<Answer>.None;

    /// <summary>With this answer, instead of an earlier one. One that may not be kept is remembered as expired, so that it hides the earlier one.</summary>
    public Cache With(Instant now, Question question, Answer answer, TimeSpan ttl)
    {
        var kept = new CachedAnswer(answer, now + Policy.Keep(answer, ttl));
        return Younger.Count < Policy.MaxEntries / 2 || Younger.ContainsKey(question)
            ? this with { Younger = Younger.AddOrUpdate(question, kept) }
            : this with { Younger = HashMap<Question, CachedAnswer>.Empty.Add(question, kept), Older = Younger };
    }
}

/// <summary>An answer and when it is good no longer.</summary>
public sealed record CachedAnswer(Answer Answer, Instant Expires);
