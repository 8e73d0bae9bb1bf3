namespace Laitos.Domain.Dns;

/// <summary>What one asks the DNS: a name and a record type, in class IN.</summary>
public sealed record Question
{
    /// <summary>A question; the name is brought into canonical form.</summary>
    public Question(string name, RecordType type)
    {
        Name = Dns.Name.Canonical(name);
        Type = type;
    }

    /// <summary>The owner name, canonical (see <see cref="Dns.Name"/>).</summary>
    public string Name { get; }

    /// <summary>The type of the records asked for.</summary>
    public RecordType Type { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type.ToString().ToUpperInvariant()}";
}

/// <summary>Types of resource records (RFC 1035 §3.2.2, RFC 3596 §2.1).</summary>
public enum RecordType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>A name server.</summary>
    Ns = 2,

    /// <summary>The canonical name of an alias.</summary>
    Cname = 5,

    /// <summary>Start of a zone of authority.</summary>
    Soa = 6,

    /// <summary>A pointer to a name.</summary>
    Ptr = 12,

    /// <summary>A mail exchanger.</summary>
    Mx = 15,

    /// <summary>Text.</summary>
    Txt = 16,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,
}
