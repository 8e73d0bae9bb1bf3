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
