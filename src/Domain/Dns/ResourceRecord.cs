namespace Laitos.Domain.Dns;

/// <summary>A resource record (RFC 1035 §4.1.3).</summary>
/// <param name="Owner">The name that the record belongs to, canonical (see <see cref="Name"/>).</param>
/// <param name="Type">The type; also one that has no name here.</param>
/// <param name="Class">The class; 1 is the Internet.</param>
/// <param name="Ttl">For how many seconds the record may be kept: 0 to 2^31-1 (RFC 2181 §8).</param>
/// <param name="Data">The data; outside class 1 always <see cref="RecordData.Other"/>.</param>
public sealed record ResourceRecord(string Owner, RecordType Type, int Class, long Ttl, RecordData Data)
{
    /// <summary>Class IN.</summary>
    public const int Internet = 1;

    /// <summary>True for a record of this owner and type in class IN.</summary>
    public bool Is(string owner, RecordType type) => Class == Internet && Type == type && Owner == owner;
}
