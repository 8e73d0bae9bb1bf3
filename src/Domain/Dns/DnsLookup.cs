namespace Laitos.Domain.Dns;

/// <summary>
/// One question as a machine. Over UDP the servers are asked in turn, in rounds; what is cut is asked again over TCP; who does not understand EDNS is asked
/// without. A packet counts only when it comes from the server asked and repeats identity and question (RFC 5452 §9.1): all else is as if it
/// had not come. Every packet uses up an identity, so that no lookup is without end.
/// </summary>
public static class DnsLookup
{
    /// <summary>The next state, and what the shell does now.</summary>
    public static Step<Lookup, LookupEffect> Advance(LookupPolicy policy, Lookup lookup, LookupInput input) => (lookup, input) switch
    {
        (Lookup.Idle idle, LookupInput.Start start) => Begin(policy, idle.Question, start.Ids),
        (Lookup.Waiting waiting, LookupInput.PacketReceived received) => Hear(policy, waiting, received),
        (Lookup.Waiting waiting, LookupInput.TimedOut) => AskNext(policy, waiting, "did not answer"),
        (Lookup.Waiting waiting, LookupInput.Failed failed) => AskNext(policy, waiting, failed.Reason),
        _ => Finish(new Answer.Unavailable("the lookup heard what it had not asked for")), // a bug of the shell
    };

    /// A name that no packet can hold does not exist.
    static Step<Lookup, LookupEffect> Begin(LookupPolicy policy, Question question, Seq<int> ids) => Name.Canonical(question.Name).Match(
        name => policy.Servers.IsEmpty || policy.Timeouts.IsEmpty
            ? Finish(new Answer.Unavailable("no DNS server is configured"))
            : Ask(policy, AliasChain.From(new Question(name, question.Type)), Attempt.Of(0), ids),
        _ => Finish(new Answer.NoSuchDomain()));

    static Step<Lookup, LookupEffect> Ask(LookupPolicy policy, AliasChain chain, Attempt attempt, Seq<int> ids) =>
        ids.IsEmpty
            ? Finish(new Answer.Unavailable("too many packets were needed"))
            : MessageEncoder.Encode(Message.Query(ids.Head, chain.Question, attempt.Edns ? Edns.Plain(policy.PayloadSize) : Option<Edns>.None)).Match(
                packet => new Step<Lookup, LookupEffect>(new Lookup.Waiting(chain, attempt, ids.Head, ids.Tail), Seqs.Of(Send(policy, attempt, packet))),
                error => Finish(new Answer.Unavailable(error.ToString())));

    static LookupEffect Send(LookupPolicy policy, Attempt attempt, Octets packet) => attempt.Tcp
        ? new LookupEffect.SendTcp(ServerOf(policy, attempt), packet, TimeoutOf(policy, attempt))
        : new LookupEffect.SendUdp(ServerOf(policy, attempt), packet, TimeoutOf(policy, attempt));

    static Step<Lookup, LookupEffect> Hear(LookupPolicy policy, Lookup.Waiting waiting, LookupInput.PacketReceived received) =>
        received.From != ServerOf(policy, waiting.Attempt)
            ? Listen(waiting)
            : MessageDecoder.Decode(received.Packet).Match(
                message => Response.Answers(waiting.Id, waiting.Chain.Question, message) ? Obey(policy, waiting, message) : Listen(waiting),
                _ => Listen(waiting));

    static Step<Lookup, LookupEffect> Obey(LookupPolicy policy, Lookup.Waiting waiting, Message message) =>
        Response.Read(waiting.Chain, waiting.Attempt, policy.MaxAliases, message) switch
        {
            Finding.Settled(var answer, var ttl) => Finish(answer, ttl),
            Finding.Elsewhere(var chain) => Ask(policy, chain, Attempt.Of(waiting.Attempt.Number % policy.Servers.Count), waiting.Ids),
            Finding.Cut => Ask(policy, waiting.Chain, waiting.Attempt with { Tcp = true }, waiting.Ids),
            Finding.NotUnderstood => Ask(policy, waiting.Chain, waiting.Attempt with { Edns = false }, waiting.Ids),
            Finding.NoHelp(var reason) => AskNext(policy, waiting, reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static Step<Lookup, LookupEffect> AskNext(LookupPolicy policy, Lookup.Waiting waiting, string reason) =>
        waiting.Attempt.Number + 1 < policy.Servers.Count * policy.Timeouts.Count
            ? Ask(policy, waiting.Chain, Attempt.Of(waiting.Attempt.Number + 1), waiting.Ids)
            : Finish(new Answer.Unavailable($"{ServerOf(policy, waiting.Attempt)}: {reason}"));

    static NameServer ServerOf(LookupPolicy policy, Attempt attempt) => policy.Servers[attempt.Number % policy.Servers.Count];

    static TimeSpan TimeoutOf(LookupPolicy policy, Attempt attempt) => policy.Timeouts[attempt.Number / policy.Servers.Count];

    static Step<Lookup, LookupEffect> Listen(Lookup.Waiting waiting) => new(waiting, Seqs.Of<LookupEffect>(new LookupEffect.Listen()));

    static Step<Lookup, LookupEffect> Finish(Answer answer, TimeSpan ttl = default) =>
        new(new Lookup.Finished(), Seqs.Of<LookupEffect>(new LookupEffect.Done(answer, ttl)));
}
