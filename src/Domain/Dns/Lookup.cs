namespace Laitos.Domain.Dns;

/// <summary>The states of one question on its way to an answer; advanced by <see cref="DnsLookup"/>.</summary>
public abstract record Lookup
{
    Lookup() { }

    /// <summary>Not begun.</summary>
    public sealed record Idle(Question Question) : Lookup;

    /// <summary>A packet is out.</summary>
    /// <param name="Chain">What is asked now, and what led there.</param>
    /// <param name="Attempt">Whom, and how.</param>
    /// <param name="Id">The identity of the packet.</param>
    /// <param name="Ids">Identities for further packets.</param>
    public sealed record Waiting(AliasChain Chain, Attempt Attempt, int Id, Seq<int> Ids) : Lookup;

    /// <summary>Answered or given up.</summary>
    public sealed record Finished : Lookup;
}

/// <summary>One way of asking.</summary>
/// <param name="Number">Counts through the servers, round by round, from 0.</param>
/// <param name="Edns">With OPT.</param>
/// <param name="Tcp">Over TCP.</param>
public sealed record Attempt(int Number, bool Edns, bool Tcp)
{
    /// <summary>The plain way of asking: with OPT, over UDP.</summary>
    public static Attempt Of(int number) => new(number, Edns: true, Tcp: false);
}

/// <summary>The aliases passed on the way to the name that is asked for now.</summary>
/// <param name="Question">The question that is open now.</param>
/// <param name="Passed">The names passed, in order.</param>
/// <param name="Ttl">The least TTL on the way, in seconds.</param>
public sealed record AliasChain(Question Question, Seq<string> Passed, long Ttl)
{
    /// <summary>No alias yet.</summary>
    public static AliasChain From(Question question) => new(question, default, int.MaxValue);

    /// <summary>One alias further.</summary>
    public AliasChain To(string target, long ttl) =>
        new(new Question(target, Question.Type), Passed.Add(Question.Name), Math.Min(Ttl, ttl));
}
