namespace Laitos.Domain.Dns;

/// <summary>
/// Whether the DNS answers at all (RFC 2308 §7.2). Three lookups in a row to which no server said anything make it doubtful; a question that every resolver can answer
/// at once then tells a dead DNS from names whose own servers are slow. While it is dead, no question waits for it, and one in five seconds tries it.
/// </summary>
/// <param name="Silences">The lookups in a row to which no server said anything.</param>
/// <param name="Until">When it is tried again; none while it is not known to be dead.</param>
public sealed record Outage(int Silences, Option<Instant> Until)
{
    /// <summary>So many silent lookups make the DNS doubtful.</summary>
    public const int Doubtful = 3;

    /// <summary>For how long a dead DNS is left alone.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The DNS answers, as far as is known.</summary>
    public static Outage None { get; } = new(0, Option<Instant>.None);

    /// <summary>What tells a dead DNS from slow names: the servers of the root, which every resolver knows.</summary>
    public static Question Probe { get; } = new("", RecordType.Ns);

    /// <summary>True when the probe should be asked.</summary>
    public bool IsDoubtful => Silences >= Doubtful && Until.IsNone;

    /// <summary>After a lookup.</summary>
    public Outage After(LookupStep.Done done) => done.Server.IsSome ? None : this with { Silences = Math.Min(Silences + 1, Doubtful) };

    /// <summary>After the probe.</summary>
    public Outage AfterProbe(Instant now, LookupStep.Done done) => done.Server.IsSome ? None : this with { Until = now + Pause };

    /// <summary>Whether a question may be asked now. One that tries a dead DNS is alone with that until the next pause is over.</summary>
    public (Outage Next, bool Granted) Admit(Instant now) => Until.Match(
        until => now < until ? (this, false) : (this with { Until = now + Pause }, true),
        () => (this, true));
}
