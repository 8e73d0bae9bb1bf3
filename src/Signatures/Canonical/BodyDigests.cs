namespace Laitos.Signatures.Canonical;

/// <summary>What of a body a signature covers.</summary>
/// <param name="Form">The form in which the body is hashed.</param>
/// <param name="Limit">How many octets of that form are hashed; all of them when there is no limit (RFC 6376 §3.5, tag <c>l</c>).</param>
public readonly record struct BodyPart(Canonicalization Form, Option<long> Limit)
{
    /// A limit is never negative.
    const long Unlimited = -1;

    /// <summary>Written out: the equality that a record makes for an option costs more than hashing a line.</summary>
    public bool Equals(BodyPart other) => Form == other.Form && Limit.IfNone(Unlimited) == other.Limit.IfNone(Unlimited);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Form, Limit.IfNone(Unlimited));
}

/// <summary>The SHA-256 digests of one body.</summary>
/// <param name="Of">The digest of each part. A part whose limit lies beyond the end of the body has none.</param>
/// <param name="HashedOctets">How many octets were hashed for all of them.</param>
/// <param name="Updates">How often octets were handed to a hash for that.</param>
public sealed record BodyDigests(HashMap<BodyPart, Octets> Of, long HashedOctets, int Updates)
{
    /// <summary>Of a body from which nothing is wanted.</summary>
    public static BodyDigests None { get; } = new(HashMap<BodyPart, Octets>.Empty, 0, 0);
}
