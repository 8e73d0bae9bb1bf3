namespace Laitos.Domain.Dns;

/// <summary>What a response means for the question that it answers.</summary>
abstract record Finding
{
    Finding() { }

    /// <summary>An answer, and for how long it may be kept.</summary>
    public sealed record Settled(Answer Answer, TimeSpan Ttl) : Finding;

    /// <summary>An alias leads to a name about which the response is silent.</summary>
    public sealed record Elsewhere(AliasChain Chain) : Finding;

    /// <summary>The response did not fit (TC).</summary>
    public sealed record Cut : Finding;

    /// <summary>The server did not understand the query with EDNS (RFC 6891 §7).</summary>
    public sealed record NotUnderstood : Finding;

    /// <summary>The server does not help.</summary>
    public sealed record NoHelp(string Reason) : Finding;
}

/// <summary>Reads responses.</summary>
static class Response
{
    /// <summary>True when the message is the response to this question under this identity (RFC 5452 §9.1). A server that reports an error may leave the question out.</summary>
    public static bool Answers(int id, Question question, Message message) =>
        message.Header.Has(Header.Response)
        && message.Header.Id == id
        && message.Header.Opcode == 0
        && (message.Questions == Seqs.Of(new QuestionEntry(question, ResourceRecord.Internet))
            || (message.Questions.IsEmpty && message.Code is not (ResponseCode.NoError or ResponseCode.NameError)));

    /// <summary>What the response says about the question at the end of the chain.</summary>
    public static Finding Read(AliasChain chain, Attempt attempt, int maxAliases, Message message) => message.Code switch
    {
        ResponseCode.FormatError or ResponseCode.NotImplemented or ResponseCode.BadVersion when attempt.Edns => new Finding.NotUnderstood(),
        ResponseCode.NoError or ResponseCode.NameError when !message.Header.Has(Header.Truncated) => Follow(chain, maxAliases, message),
        ResponseCode.NoError or ResponseCode.NameError => attempt.Tcp ? new Finding.NoHelp("cut its answer over TCP") : new Finding.Cut(),
        ResponseCode.ServerFailure => new Finding.NoHelp("could not find out (SERVFAIL)"),
        ResponseCode.Refused => new Finding.NoHelp("refused (REFUSED)"),
        var code => new Finding.NoHelp($"answered with code {(int)code}"),
    };

    /// Follows the aliases through the answer section (RFC 1034 §3.6.2).
    static Finding Follow(AliasChain start, int maxAliases, Message message)
    {
        var chain = start;
        while (true)
        {
            var (name, type) = (chain.Question.Name, chain.Question.Type);
            var records = message.Answers.Filter(record => record.Is(name, type));
            var aliases = message.Answers.Filter(record => record.Is(name, RecordType.Cname));
            if (!records.IsEmpty)
            {
                return new Finding.Settled(new Answer.Records(records.Map(record => record.Data)), Seconds(records.Fold(chain.Ttl, (ttl, record) => Math.Min(ttl, record.Ttl))));
            }

            if (aliases.IsEmpty || aliases.Head.Data is not RecordData.Name(var target))
            {
                return Deny(chain, followed: chain.Passed.Count > start.Passed.Count, message);
            }

            chain = chain.To(target, aliases.Head.Ttl);
            if (chain.Passed.Contains(chain.Question.Name) || chain.Passed.Count > maxAliases)
            {
                return new Finding.Settled(new Answer.Unavailable($"the aliases of {start.Question.Name} do not end"), default);
            }
        }
    }

    /// No record at the end of the chain: RFC 2308 §2.1 (NXDOMAIN, of the last name: RFC 6604 §3) and §2.2 (NODATA, or a referral).
    static Finding Deny(AliasChain chain, bool followed, Message message)
    {
        var authority = message.Authorities.Filter(record =>
            record is { Class: ResourceRecord.Internet, Data: RecordData.Authority } && Name.IsWithin(chain.Question.Name, record.Owner));
        var ttl = authority.HeadOrNone().Match(record => Seconds(Math.Min(chain.Ttl, NegativeTtl(record))), TimeSpan.Zero);
        return message.Code == ResponseCode.NameError ? new Finding.Settled(new Answer.NoSuchDomain(), ttl)
            : !authority.IsEmpty ? new Finding.Settled(new Answer.NoData(), ttl)
            : followed ? new Finding.Elsewhere(chain)
            : IsReferral(message) ? new Finding.NoHelp("knows only other servers")
            : new Finding.Settled(new Answer.NoData(), ttl);
    }

    /// RFC 2308 §5: the lesser of the TTL of SOA and its MINIMUM.
    static long NegativeTtl(ResourceRecord record) =>
        record.Data is RecordData.Authority(var minimum) ? Math.Min(record.Ttl, minimum) : 0;

    static bool IsReferral(Message message) =>
        !message.Header.Has(Header.Authoritative) && message.Authorities.Exists(record => record.Type == RecordType.Ns);

    static TimeSpan Seconds(long ttl) => TimeSpan.FromSeconds(ttl);
}
