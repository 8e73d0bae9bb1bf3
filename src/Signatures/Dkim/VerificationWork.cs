namespace Laitos.Signatures.Dkim;

/// <summary>What it has cost to verify the signatures of a mail, beside the hash of its body.</summary>
/// <param name="HashedOctets">Octets of header fields that were hashed.</param>
/// <param name="Verifications">How often a public key was computed with.</param>
public readonly record struct VerificationWork(long HashedOctets, int Verifications)
{
    /// <summary>Nothing.</summary>
    public static VerificationWork None => default;

    /// <summary>Both together.</summary>
    public static VerificationWork operator +(VerificationWork one, VerificationWork other) =>
        new(one.HashedOctets + other.HashedOctets, one.Verifications + other.Verifications);
}
