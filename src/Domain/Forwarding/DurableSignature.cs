using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Message;

namespace Laitos.Domain.Forwarding;

/// <summary>What will happen to the octets of a mail between here and the next hop, as far as a signature may suffer from it.</summary>
/// <param name="Header">The header section as it arrived.</param>
/// <param name="Added">The names of the fields that are put in front.</param>
/// <param name="Removed">The names of the fields of which some are taken away: Authentication-Results that claim our name, and what claims to be our scanner's.</param>
/// <param name="IsMasked">True when the secrets of a command are overwritten.</param>
/// <param name="IsUnchangedByRelay">True when the relay passes on every octet as it gets it.</param>
/// <param name="LastAttempt">When the mail may still be on its way.</param>
public sealed record Passage(HeaderSection Header, Seq<string> Added, Seq<string> Removed, bool IsMasked, bool IsUnchangedByRelay, Instant LastAttempt);

/// <summary>Whether a signature that holds here will hold at the next hop.</summary>
public static class DurableSignature
{
    /// <summary>What will break it, in words; none for a durable one.</summary>
    /// <param name="signature">A signature that holds.</param>
    /// <param name="passage">What happens to the mail.</param>
    public static Option<string> Weakness(SignatureResult signature, Passage passage) =>
        signature.HasBodyLimit ? "it covers only the beginning of the body"
        : signature.Expires.Exists(expiry => expiry <= passage.LastAttempt) ? $"it expires at {signature.Expires.IfNone(passage.LastAttempt)}"
        : !passage.IsUnchangedByRelay ? "the relay would change what it covers"
        : passage.IsMasked ? "the secrets of a command are overwritten"
        : passage.Removed.Pick(name => signature.TimesSigned(name) > 0 ? $"it covers {name}, of which one is taken away" : Option<string>.None) is { IsSome: true } removal ? removal
        : passage.Added.Pick(name => signature.TimesSigned(name) > passage.Header.Count(name) ? $"it forbids to add {name}" : Option<string>.None);

    /// <summary>The first durable one of several, or what is wrong with the first.</summary>
    public static Either<string, SignatureResult> Of(Seq<SignatureResult> signatures, Passage passage)
    {
        for (var i = 0; i < signatures.Count; i++)
        {
            if (Weakness(signatures[i], passage).IsNone)
            {
                return signatures[i];
            }
        }

        return signatures.HeadOrNone().Bind(first => Weakness(first, passage).Map(weakness => $"the signature of {first.Domain.Map(domain => domain.Value).IfNone("")}: {weakness}"))
            .IfNone("no signature of its domain holds");
    }
}
