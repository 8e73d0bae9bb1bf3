namespace Laitos.Domain.Dns;

/// <summary>What a response means for the question that was asked.</summary>
public abstract record Finding
{
    /// <summary>The most aliases on the way from the name asked for to the name that answers.</summary>
    public const int MaxAliases = 8;

    Finding() { }

    /// <summary>An answer, and for how long it may be kept.</summary>
    public sealed record Settled(Answer Answer, TimeSpan Ttl) : Finding;

    /// <summary>The server did not understand the query, perhaps for its EDNS part (RFC 6891 §7).</summary>
    public sealed record NotUnderstood : Finding;

    /// <summary>The response belongs to another question: perhaps a forgery (RFC 5452 §9.1).</summary>
    public sealed record Foreign : Finding;

    /// <summary>The server does not help.</summary>
    public sealed record NoHelp(string Reason) : Finding;

    /// <summary>
    /// Reads a response. It counts only when it repeats the question; a server that reports an error may leave the question out. Only records that belong to the
    /// name asked for, or to the chain of aliases that begins there, count.
    /// </summary>
    public static Finding Of(Question question, Response response) =>
        response.Question.Match(repeated => repeated == question, () => response.Code is not (ResponseCode.NoError or ResponseCode.NameError))
            ? Read(question, response)
            : new Foreign();

    static Finding Read(Question question, Response response) => response.Code switch
    {
        ResponseCode.NoError or ResponseCode.NameError => Follow(question, response),
        ResponseCode.FormatError or ResponseCode.NotImplemented or ResponseCode.BadVersion => new NotUnderstood(),
        ResponseCode.ServerFailure => new NoHelp("could not find out (SERVFAIL)"),
        ResponseCode.Refused => new NoHelp("refused (REFUSED)"),
        var code => new NoHelp($"answered with code {(int)code}"),
    };

    /// Follows the aliases through the answer section (RFC 1034 §3.6.2). A resolver that serves us follows them to their end itself (RFC 1034 §5.3.3).
    static Finding Follow(Question question, Response response)
    {
        var (name, ttl) = (question.Name, (long)int.MaxValue);
        for (var aliases = 0; aliases <= MaxAliases; aliases++)
        {
            var records = response.Answers.Filter(record => record.Owner == name && record.Type == question.Type);
            if (!records.IsEmpty)
            {
                return new Settled(new Answer.Records(records.Map(record => record.Data)), Seconds(records.Fold(ttl, (least, record) => Math.Min(least, record.Ttl))));
            }

            var alias = response.Answers.Find(record => record.Owner == name && record.Type == RecordType.Cname);
            if (alias.Case is not ResourceRecord { Data: RecordData.Name(var target) } followed)
            {
                return Deny(name, ttl, isAlias: aliases > 0, response);
            }

            (name, ttl) = (target, Math.Min(ttl, followed.Ttl));
        }

        return new Settled(new Answer.Unavailable($"the aliases of {question.Name} do not end"), default);
    }

    /// No record at the end of the chain: RFC 2308 §2.1 (NXDOMAIN, of the last name: RFC 6604 §3) and §2.2 (NODATA, or a referral).
    static Finding Deny(string name, long ttl, bool isAlias, Response response)
    {
        var authority = response.Authorities.Find(record => record.Data is RecordData.Authority && Name.IsWithin(name, record.Owner));
        var kept = authority.Match(record => Seconds(Math.Min(ttl, NegativeTtl(record))), TimeSpan.Zero);
        return response.Code == ResponseCode.NameError ? new Settled(new Answer.NoSuchDomain(), kept)
            : authority.IsSome ? new Settled(new Answer.NoData(), kept)
            : isAlias ? new NoHelp("did not follow an alias to its end")
            : IsReferral(response) ? new NoHelp("knows only other servers")
            : new Settled(new Answer.NoData(), kept);
    }

    /// RFC 2308 §5: the lesser of the TTL of SOA and its MINIMUM.
    static long NegativeTtl(ResourceRecord record) => record.Data is RecordData.Authority(var minimum) ? Math.Min(record.Ttl, minimum) : 0;

    static bool IsReferral(Response response) => !response.Authoritative && response.Authorities.Exists(record => record.Type == RecordType.Ns);

    static TimeSpan Seconds(long ttl) => TimeSpan.FromSeconds(ttl);
}

/// <summary>A resource record in class IN (RFC 1035 §4.1.3).</summary>
/// <param name="Owner">The name that the record belongs to, canonical.</param>
/// <param name="Type">The type; also one that has no name here.</param>
/// <param name="Ttl">For how many seconds the record may be kept: 0 to 2^31-1 (RFC 2181 §8).</param>
/// <param name="Data">The data.</param>
public sealed record ResourceRecord(string Owner, RecordType Type, long Ttl, RecordData Data);

/// <summary>A message of a server that is a response by its header: what it says about itself, what it answers, and its records.</summary>
/// <param name="Code">The response code, extended by that of EDNS (RFC 6891 §6.1.3).</param>
/// <param name="Question">The question that it repeats; none when it repeats none, several, or one in another class.</param>
/// <param name="Authoritative">True when the server speaks for the zone (AA).</param>
/// <param name="Answers">The records of the answer section.</param>
/// <param name="Authorities">The records of the authority section.</param>
public sealed record Response(ResponseCode Code, Option<Question> Question, bool Authoritative, Seq<ResourceRecord> Answers, Seq<ResourceRecord> Authorities);

/// <summary>What a response says about itself (RFC 1035 §4.1.1 RCODE, extended to 12 bits by RFC 6891 §6.1.3).</summary>
public enum ResponseCode
{
    /// <summary>No error: the answer section holds what there is.</summary>
    NoError = 0,

    /// <summary>FORMERR: the server did not understand the query, perhaps its EDNS part.</summary>
    FormatError = 1,

    /// <summary>SERVFAIL: the server could not find out.</summary>
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist.</summary>
    NameError = 3,

    /// <summary>NOTIMP: the server does not do this.</summary>
    NotImplemented = 4,

    /// <summary>REFUSED: the server does not want to.</summary>
    Refused = 5,

    /// <summary>BADVERS: the server does not know this version of EDNS (RFC 6891 §6.1.3).</summary>
    BadVersion = 16,
}
