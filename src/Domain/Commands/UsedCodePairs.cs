using System.Security.Cryptography;

namespace Laitos.Domain.Commands;

/// <summary>What a pair of one-time codes was used for: as long as it is valid it entitles to this and to nothing else.</summary>
/// <param name="Pair">The digest of the pair, as in <see cref="Credential.OneTime"/>.</param>
/// <param name="Command">The digest of the command's text, 32 octets.</param>
/// <param name="Until">When the pair is valid no longer.</param>
public sealed record UsedCodePair(Octets Pair, Octets Command, Instant Until)
{
    /// <summary>A pair and the command that it is used for.</summary>
    public static UsedCodePair Of(Credential.OneTime warrant, string command) => new(warrant.Pair, new Octets(SHA256.HashData(Octets.Utf8(command).Span)), warrant.Until);
}

/// <summary>What becomes of a pair that somebody wants to use.</summary>
public abstract record CodePairUse
{
    CodePairUse() { }

    /// <summary>It was not used before; here is the ledger with it.</summary>
    public sealed record First(UsedCodePairs Ledger, UsedCodePair Used) : CodePairUse;

    /// <summary>It was used for the same command before, as the ledger has it.</summary>
    public sealed record Again(UsedCodePair Used) : CodePairUse;

    /// <summary>It must not be used.</summary>
    public sealed record Refused(string Reason) : CodePairUse;
}

/// <summary>The pairs of one-time codes that have been used and are still valid. None is ever forgotten before it lapses: a full ledger takes no more.</summary>
/// <param name="Pairs">The pairs by their digest.</param>
public sealed record UsedCodePairs(HashMap<Octets, UsedCodePair> Pairs)
{
    /// <summary>The most pairs.</summary>
    public const int MaxCount = 10_000;

    /// <summary>No pair has been used.</summary>
    public static UsedCodePairs Empty { get; } = new(HashMap<Octets, UsedCodePair>.Empty);

    /// <summary>The ledger with a pair that was stored; what is there already stays.</summary>
    public UsedCodePairs With(UsedCodePair used) => new(Pairs.TryAdd(used.Pair, used));

    /// <summary>Whether a pair may be used now.</summary>
    public CodePairUse Use(UsedCodePair wanted, Instant now)
    {
        var current = Current(now);
        return current.Pairs.Find(wanted.Pair).Match(
            used => used.Command == wanted.Command ? new CodePairUse.Again(used) : (CodePairUse)new CodePairUse.Refused("these one-time codes were used for another command"),
            () => current.Pairs.Count < MaxCount ? new CodePairUse.First(current.With(wanted), wanted) : new CodePairUse.Refused("too many one-time codes are in use"));
    }

    UsedCodePairs Current(Instant now) => new(Pairs.Filter(used => now < used.Until));
}
