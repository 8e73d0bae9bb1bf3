namespace Laitos.Domain.Filtering;

/// <summary>Whether a list may be relied on (RFC 5782 §5).</summary>
public abstract record ListHealth
{
    ListHealth() { }

    /// <summary>It has not been tested yet.</summary>
    public sealed record Unproven : ListHealth;

    /// <summary>It has what it must have and has not what it must not.</summary>
    /// <param name="Since">Since when it is healthy without a break.</param>
    /// <param name="NextCheck">When to test it again.</param>
    public sealed record Healthy(Instant Since, Instant NextCheck) : ListHealth;

    /// <summary>It failed its test, and is neither asked nor counted.</summary>
    /// <param name="Reason">What was wrong at the last test.</param>
    /// <param name="Since">Since when it is set aside.</param>
    /// <param name="NextCheck">When to test it again.</param>
    /// <param name="Failures">How many tests it has failed in a row.</param>
    public sealed record SetAside(string Reason, Instant Since, Instant NextCheck, int Failures) : ListHealth;
}

/// <summary>A change that the owner should read of, once.</summary>
public abstract record HealthNotice
{
    HealthNotice() { }

    /// <summary>A list is no longer relied on.</summary>
    public sealed record SetAside(Blocklist List, string Reason) : HealthNotice
    {
        /// <inheritdoc/>
        public override string ToString() => $"block list {List.Name} is set aside: {Reason}";
    }

    /// <summary>A list that was set aside is relied on again.</summary>
    public sealed record Restored(Blocklist List) : HealthNotice
    {
        /// <inheritdoc/>
        public override string ToString() => $"block list {List.Name} is in use again";
    }
}
