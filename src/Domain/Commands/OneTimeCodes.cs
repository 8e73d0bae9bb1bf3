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
