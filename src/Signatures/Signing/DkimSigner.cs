using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;

namespace Laitos.Signatures.Signing;

/// <summary>Who signs: a domain, the selector of its key record, and the private key.</summary>
public sealed record SigningIdentity(DomainName Domain, string Selector, SigningKey Key);

/// <summary>
/// Signs mail (RFC 6376 §5): both forms relaxed, SHA-256, the whole body. Each field that matters to a reader is named once more than it occurs, so that
/// none can be added.
/// </summary>
public static class DkimSigner
{
    /// <summary>The name of the field.</summary>
    public const string FieldName = "DKIM-Signature";

    static readonly string[] Oversigned =
    [
        "From", "Sender", "Reply-To", "Subject", "Date", "To", "Cc", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted",
        "List-Id", "List-Help", "List-Subscribe", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post", "List-Owner", "List-Archive",
    ];

    /// <summary>The fields that are signed, whether or not a mail has them.</summary>
    public static Seq<string> SignedFields => Oversigned.Gather();

    /// <summary>What of the body a signature needs the digest of.</summary>
    public static BodyPart Body { get; } = new(Canonicalization.Relaxed, default);

    /// <summary>The DKIM-Signature field, with its line ending, to be put in front of the mail after its last change.</summary>
    /// <param name="section">The header section that leaves.</param>
    /// <param name="bodyHash">The digest of <see cref="Body"/>.</param>
    /// <param name="identity">Who signs.</param>
    /// <param name="now">The time of the signature.</param>
    public static Octets Sign(HeaderSection section, Octets bodyHash, SigningIdentity identity, Instant now)
    {
        var names = Oversigned.SelectMany(name => Enumerable.Repeat(name.ToLowerInvariant(), section.Named(name).Count + 1)).ToArray();
        return FieldSigner.Write(
            FieldName,
            new[] { "v=1;", $"a={identity.Key.Algorithm};", "c=relaxed/relaxed;", $"d={identity.Domain};", $"s={identity.Selector};", FieldSigner.At(now) }
                .Concat(FieldSigner.Covering(names)).Append($"bh={Convert.ToBase64String(bodyHash.Span)};"),
            identity.Key,
            (unsigned, place) => new HeaderDigester(section).Of(Canonicalization.Relaxed, names.Gather(), unsigned, place));
    }
}
