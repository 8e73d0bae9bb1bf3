using System.Security.Cryptography;

namespace Laitos.Domain.Commands;

/// <summary>
/// The twelve digits that may stand in the place of a password at one point in time: a code of the password and behind it a code of the reversed password,
/// each of the step before, the current step, or the step behind (RFC 6238 §5.2); nine pairs for each password that is a base32 key.
/// </summary>
public sealed class OneTimeCodes
{
    /// <summary>How many digits a pair has.</summary>
    public const int Length = 12;

    readonly Seq<Pair> pairs;

    OneTimeCodes(Seq<Pair> pairs) => this.pairs = pairs;

    /// <summary>The pairs of all passwords.</summary>
    public static OneTimeCodes Of(Seq<Secret> passwords, Instant now) => new(passwords.SelectEach(password => PairsOf(password, now)));

    /// <summary>True when a text begins with as many digits as a pair has.</summary>
    public static bool MayBegin(ReadOnlySpan<char> text) =>
        text.Length >= Length && text[..Length].IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>What these twelve digits entitle to; none when they are no pair. All pairs are compared, in a time that does not tell which fits.</summary>
    public Option<Credential.OneTime> Check(ReadOnlySpan<char> digits)
    {
        var found = Option<Credential.OneTime>.None;
        foreach (var pair in pairs)
        {
            if (pair.Digits.IsSameAs(digits))
            {
                found = Later(found, pair.Warrant);
            }
        }

        return found;
    }

    static Seq<Pair> PairsOf(Secret password, Instant now) =>
        (from first in Base32.Decode(password.Reveal())
         from second in Base32.Decode(Reversed(password.Reveal()))
         select Steps(now).SelectEach(one => Steps(now).Map(other =>
             PairOf(password, Totp.Code(first, one) + Totp.Code(second, other), Math.Min(one, other))))).IfNone(Seqs.Of<Pair>());

    /// A pair is valid as long as its earlier code is.
    static Pair PairOf(Secret password, string digits, long earlier) =>
        new(new Secret(digits), new Credential.OneTime(DigestOf(password, digits), Totp.StartOf(earlier + 2)));

    static Seq<long> Steps(Instant now)
    {
        var current = Totp.StepOf(now);
        return Seqs.Of(current - 1, current, current + 1);
    }

    static Octets DigestOf(Secret password, string digits) =>
        new(HMACSHA256.HashData(Octets.Utf8(password.Reveal()).Span, Octets.Utf8(digits).Span));

    static string Reversed(string text) => new([.. text.Reverse()]);

    /// The same digits may by chance be of two steps.
    static Option<Credential.OneTime> Later(Option<Credential.OneTime> found, Credential.OneTime other) =>
        found.Exists(one => one.Until > other.Until) ? found : other;

    sealed record Pair(Secret Digits, Credential.OneTime Warrant);
}

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
