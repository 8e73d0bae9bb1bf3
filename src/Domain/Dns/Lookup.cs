namespace Laitos.Domain.Dns;

/// <summary>How one question is asked.</summary>
/// <param name="Servers">Whom to ask, in this order.</param>
/// <param name="Timeouts">How long to wait for each server, one entry a round.</param>
public sealed record LookupPolicy(Seq<NameServer> Servers, Seq<TimeSpan> Timeouts)
{
    /// <summary>The octets of UDP payload that we take (RFC 6891 §6.2.3): what passes every network in one piece, the 1280 octets of the least IPv6 MTU without 48 of headers.</summary>
    public const int PayloadSize = 1232;

    /// <summary>Two rounds over these servers, of one and of two seconds a server.</summary>
    public static LookupPolicy Asking(Seq<NameServer> servers) => new(servers, Seqs.Of(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));

    /// <summary>The same, but for this server to be asked first: the one that answered last, so that a dead one in front costs nothing.</summary>
    public LookupPolicy Preferring(NameServer server) =>
        Servers.IsEmpty || Servers.Head == server ? this : this with { Servers = Seqs.Of(server).Then(Servers.Filter(other => other != server)) };

    /// <summary>The attempts that a lookup makes at most: each server in each round, perhaps without EDNS, perhaps over TCP.</summary>
    public int MaxAttempts => Servers.Count * Timeouts.Count * 4;
}

/// <summary>One way of asking.</summary>
/// <param name="Number">Counts through the servers, round by round, from 0.</param>
/// <param name="Edns">With OPT (RFC 6891).</param>
/// <param name="Tcp">Over TCP from the start; otherwise over UDP, and over TCP when the response is cut.</param>
public sealed record Attempt(int Number, bool Edns = true, bool Tcp = false);

/// <summary>What became of an attempt.</summary>
public abstract record QueryResult
{
    QueryResult() { }

    /// <summary>The server responded.</summary>
    public sealed record Responded(Response Response) : QueryResult;

    /// <summary>What came was no response to the query: not a DNS message, another identity, no response by its header.</summary>
    public sealed record Broken(string Reason) : QueryResult;

    /// <summary>Nothing came in time, or the server could not be reached.</summary>
    public sealed record Silent(string Reason) : QueryResult;
}

/// <summary>What to do next in a lookup.</summary>
public abstract record LookupStep
{
    LookupStep() { }

    /// <summary>Ask a server in this way.</summary>
    public sealed record Ask(Attempt Attempt, NameServer Server, TimeSpan Timeout) : LookupStep;

    /// <summary>The end.</summary>
    /// <param name="Answer">The answer.</param>
    /// <param name="Ttl">For how long it may be kept; nothing when its records do not say.</param>
    /// <param name="Server">The server that it is from; none when no server said anything at all.</param>
    public sealed record Done(Answer Answer, TimeSpan Ttl, Option<NameServer> Server) : LookupStep;
}

/// <summary>
/// The course of one question. The servers are asked in turn, in rounds. Who does not understand EDNS is asked without; where something false or broken
/// arrived, the same server is asked over TCP, which nobody beside the path can forge.
/// </summary>
public static class Lookup
{
    /// <summary>The first step. A name that no packet can hold does not exist.</summary>
    public static LookupStep Begin(LookupPolicy policy, Question question) =>
        !Name.IsSendable(question.Name) ? new LookupStep.Done(new Answer.NoSuchDomain(), default, Option<NameServer>.None)
        : policy.Servers.IsEmpty || policy.Timeouts.IsEmpty ? new LookupStep.Done(new Answer.Unavailable("no DNS server is configured"), default, Option<NameServer>.None)
        : Ask(policy, new Attempt(0));

    /// <summary>The step after an attempt. Each attempt differs from all before it, so a lookup ends within <see cref="LookupPolicy.MaxAttempts"/>.</summary>
    /// <param name="policy">How the question is asked.</param>
    /// <param name="question">The question.</param>
    /// <param name="asked">The attempt.</param>
    /// <param name="result">What became of it.</param>
    public static LookupStep After(LookupPolicy policy, Question question, LookupStep.Ask asked, QueryResult result) => result switch
    {
        QueryResult.Responded(var response) => Finding.Of(question, response) switch
        {
            Finding.Settled(var answer, var ttl) => new LookupStep.Done(answer, ttl, asked.Server),
            Finding.NotUnderstood when asked.Attempt.Edns => Ask(policy, asked.Attempt with { Edns = false }),
            Finding.NotUnderstood => AskNext(policy, asked, "does not understand the query", asked.Server),
            Finding.Foreign => AskSafely(policy, asked, "answered another question"),
            Finding.NoHelp(var reason) => AskNext(policy, asked, reason, asked.Server),
            _ => throw new System.Diagnostics.UnreachableException(),
        },
        QueryResult.Broken(var reason) => AskSafely(policy, asked, reason),
        QueryResult.Silent(var reason) => AskNext(policy, asked, reason, Option<NameServer>.None),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static LookupStep AskSafely(LookupPolicy policy, LookupStep.Ask asked, string reason) =>
        asked.Attempt.Tcp ? AskNext(policy, asked, reason, asked.Server) : Ask(policy, asked.Attempt with { Tcp = true });

    static LookupStep AskNext(LookupPolicy policy, LookupStep.Ask asked, string reason, Option<NameServer> heard) =>
        asked.Attempt.Number + 1 < policy.Servers.Count * policy.Timeouts.Count
            ? Ask(policy, new Attempt(asked.Attempt.Number + 1))
            : new LookupStep.Done(new Answer.Unavailable($"{asked.Server}: {reason}"), default, heard);

    static LookupStep.Ask Ask(LookupPolicy policy, Attempt attempt) =>
        new(attempt, policy.Servers[attempt.Number % policy.Servers.Count], policy.Timeouts[attempt.Number / policy.Servers.Count]);
}
