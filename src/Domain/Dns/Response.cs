namespace Laitos.Domain.Dns;

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
