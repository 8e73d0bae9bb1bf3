namespace Laitos.Properties.Simulation;

/// <summary>When the next attempt of an entry may begin, kept without the machine.</summary>
sealed class AttemptSchedule(int attempts, Instant earliest)
{
    Instant earliest = earliest;

    public int Attempts { get; private set; } = attempts;

    public bool MayBegin(Instant now) => now >= earliest;

    /// <summary>It is due: the owner has released the entry, or the mail was refused as it came.</summary>
    public void Hurry() => earliest = new Instant(0);

    /// <summary>The pause after an attempt is kept, down to nine tenths of it; only the last attempt of all may come sooner.</summary>
    public void Postpone(Instant now, Instant expires)
    {
        var next = now + (World.Pauses[Math.Min(++Attempts, World.Pauses.Length) - 1] * 0.89);
        earliest = next < expires || expires <= now ? next : expires;
    }
}
