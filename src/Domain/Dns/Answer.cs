using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>What the rest of the core sees of the DNS.</summary>
public abstract record Answer
{
    Answer() { }

    /// <summary>Records of the type that was asked for, after aliases have been followed; at least one.</summary>
    public sealed record Records(Seq<RecordData> Data) : Answer;

    /// <summary>The name exists, without a record of this type (NODATA, RFC 2308 §2.2).</summary>
    public sealed record NoData : Answer;

    /// <summary>The name does not exist, nor any below it (NXDOMAIN, RFC 8020).</summary>
    public sealed record NoSuchDomain : Answer;

    /// <summary>Nothing is known: a time-out, SERVFAIL, a refusal, a broken packet.</summary>
    public sealed record Unavailable(string Reason) : Answer;
}

/// <summary>The data of one resource record.</summary>
public abstract record RecordData
{
    RecordData() { }

    /// <summary>A or AAAA.</summary>
    public sealed record Address(IpAddress Value) : RecordData;

    /// <summary>TXT: the character-strings joined (RFC 7208 §3.3).</summary>
    public sealed record Text(Octets Value) : RecordData;

    /// <summary>MX (RFC 5321 §5.1).</summary>
    public sealed record Exchange(int Preference, string Host) : RecordData;

    /// <summary>PTR, NS or CNAME: another name.</summary>
    public sealed record Name(string Value) : RecordData;

    /// <summary>SOA, for the time that a negative answer may be kept (RFC 2308 §5).</summary>
    /// <param name="NegativeTtl">The MINIMUM field in seconds.</param>
    public sealed record Authority(long NegativeTtl) : RecordData;

    /// <summary>Any other type: nobody reads its data.</summary>
    public sealed record Other : RecordData;
}
