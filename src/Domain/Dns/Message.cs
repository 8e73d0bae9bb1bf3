namespace Laitos.Domain.Dns;

/// <summary>A DNS message (RFC 1035 §4.1). The OPT pseudo-record stands apart from the additional section.</summary>
/// <param name="Header">Identity and flags.</param>
/// <param name="Questions">The question section; at most one in a query (RFC 9619 §3).</param>
/// <param name="Answers">The answer section.</param>
/// <param name="Authorities">The authority section.</param>
/// <param name="Additionals">The additional section, without OPT.</param>
/// <param name="Edns">The OPT pseudo-record, if there is one.</param>
public sealed record Message(
    Header Header,
    Seq<QuestionEntry> Questions,
    Seq<ResourceRecord> Answers,
    Seq<ResourceRecord> Authorities,
    Seq<ResourceRecord> Additionals,
    Option<Edns> Edns)
{
    /// <summary>The response code: four bits of the header, eight more from OPT (RFC 6891 §6.1.3).</summary>
    public ResponseCode Code => (ResponseCode)((Edns.Map(edns => edns.ExtendedCode).IfNone(0) << 4) | (Header.Flags & 0xf));

    /// <summary>A query with recursion desired (RFC 1035 §4.1.1 RD).</summary>
    public static Message Query(int id, Question question, Option<Edns> edns) =>
        new(new Header(id, Header.RecursionDesired), Seqs.Of(new QuestionEntry(question, ResourceRecord.Internet)), default, default, default, edns);
}

/// <summary>The fixed part of a message (RFC 1035 §4.1.1) without the counts.</summary>
/// <param name="Id">16 bits that a response repeats.</param>
/// <param name="Flags">The second 16 bits as they stand on the wire.</param>
public sealed record Header(int Id, int Flags)
{
    /// <summary>QR: this is a response.</summary>
    public const int Response = 0x8000;

    /// <summary>AA: the answer is authoritative.</summary>
    public const int Authoritative = 0x0400;

    /// <summary>TC: the message was cut to fit.</summary>
    public const int Truncated = 0x0200;

    /// <summary>RD: recursion desired.</summary>
    public const int RecursionDesired = 0x0100;

    /// <summary>RA: recursion available.</summary>
    public const int RecursionAvailable = 0x0080;

    /// <summary>The kind of query: 0 for a standard one.</summary>
    public int Opcode => (Flags >> 11) & 0xf;

    /// <summary>True when each bit of the mask is set.</summary>
    public bool Has(int mask) => (Flags & mask) == mask;
}

/// <summary>An entry of the question section (RFC 1035 §4.1.2).</summary>
/// <param name="Question">Name and type.</param>
/// <param name="Class">QCLASS; 1 is the Internet.</param>
public sealed record QuestionEntry(Question Question, int Class);

/// <summary>The OPT pseudo-record (RFC 6891 §6.1.2).</summary>
/// <param name="PayloadSize">The most octets of UDP payload that the sender takes.</param>
/// <param name="ExtendedCode">The upper eight bits of the response code.</param>
/// <param name="Version">The version of EDNS: 0.</param>
/// <param name="Flags">16 bits, of which the first is DO (RFC 3225 §3).</param>
/// <param name="Options">The options as they stand on the wire.</param>
public sealed record Edns(int PayloadSize, int ExtendedCode, int Version, int Flags, Octets Options)
{
    /// <summary>Version 0 without flags or options.</summary>
    public static Edns Plain(int payloadSize) => new(payloadSize, 0, 0, 0, Octets.Empty);
}
