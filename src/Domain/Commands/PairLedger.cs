using System.Security.Cryptography;

namespace Laitos.Domain.Commands;

/// <summary>What a pair of one-time codes was used for: as long as it is valid it entitles to this and to nothing else.</summary>
/// <param name="Pair">The digest of the pair, as in <see cref="Warrant.OneTime"/>.</param>
/// <param name="Command">The digest of the command's text, 32 octets.</param>
/// <param name="Until">When the pair is valid no longer.</param>
public sealed record UsedPair(Octets Pair, Octets Command, Instant Until)
{
    /// <summary>A pair and the command that it is used for.</summary>
    public static UsedPair Of(Warrant.OneTime warrant, string command) => new(warrant.Pair, new Octets(SHA256.HashData(Octets.Utf8(command).Span)), warrant.Until);
}

/// <summary>What becomes of a pair that somebody wants to use.</summary>
public abstract record PairUse
{
    PairUse() { }

    /// <summary>It was not used before; here is the ledger with it.</summary>
    public sealed record First(PairLedger Ledger, UsedPair Used) : PairUse;

    /// <summary>It was used for the same command before, as the ledger has it.</summary>
    public sealed record Again(UsedPair Used) : PairUse;

    /// <summary>It must not be used.</summary>
    public sealed record Refused(string Reason) : PairUse;
}

/// <summary>The pairs of one-time codes that have been used and are still valid. None is ever forgotten before it lapses: a full ledger takes no more.</summary>
/// <param name="Pairs">The pairs by their digest.</param>
public sealed record PairLedger(HashMap<Octets, UsedPair> Pairs)
{
    /// <summary>The most pairs.</summary>
    public const int MaxPairs = 10_000;

    /// <summary>No pair has been used.</summary>
    public static PairLedger Empty { get; } = new(HashMap<Octets, UsedPair>.Empty);

    /// <summary>The ledger with a pair that was stored; what is there already stays.</summary>
    public PairLedger With(UsedPair used) => new(Pairs.TryAdd(used.Pair, used));

    /// <summary>Whether a pair may be used now.</summary>
    public PairUse Use(UsedPair wanted, Instant now)
    {
        var current = Current(now);
        return current.Pairs.Find(wanted.Pair).Match(
            used => used.Command == wanted.Command ? new PairUse.Again(used) : (PairUse)new PairUse.Refused("these one-time codes were used for another command"),
            () => current.Pairs.Count < MaxPairs ? new PairUse.First(current.With(wanted), wanted) : new PairUse.Refused("too many one-time codes are in use"));
    }

    PairLedger Current(Instant now) => new(Pairs.Filter(used => now < used.Until));
}
