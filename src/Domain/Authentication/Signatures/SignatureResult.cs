using Laitos.Domain.Addresses;

namespace Laitos.Domain.Authentication.Signatures;

/// <summary>The results of DKIM for one signature (RFC 8601 §2.7.1). A mail without signatures has no result, which is reported as <c>none</c>.</summary>
public enum DkimResult
{
    /// <summary>The signature holds.</summary>
    Pass,

    /// <summary>The signature does not hold: the mail was changed, or the key is another.</summary>
    Fail,

    /// <summary>The signature may hold, and is not accepted here: SHA-1, the size of its key, or a time in the future.</summary>
    Policy,

    /// <summary>The signature cannot be read.</summary>
    Neutral,

    /// <summary>The DNS did not tell the key; later it may.</summary>
    TempError,

    /// <summary>The signature cannot be verified, now or later: there is no usable key, a required tag is missing, or it has expired.</summary>
    PermError,
}

/// <summary>What one DKIM-Signature field (RFC 6376 §3.5) came to. What it states is a stranger's text until the result is a pass.</summary>
/// <param name="Result">The result.</param>
/// <param name="Reason">Why it is no pass, in a short phrase of printable ASCII; empty for a pass.</param>
/// <param name="Domain">The domain that signed, tag <c>d</c>; none when the field does not state a valid one.</param>
/// <param name="Selector">Tag <c>s</c>.</param>
/// <param name="Identity">The agent or user, tag <c>i</c>: an address, whose local part may be empty; <c>@</c> and the domain when the tag is absent.</param>
/// <param name="Algorithm">Tag <c>a</c> in lower case, such as <c>rsa-sha256</c>.</param>
/// <param name="KeyBits">The size of the public key: the bits of an RSA modulus, 256 for ed25519; 0 when no key was had.</param>
/// <param name="Signed">When it was signed, tag <c>t</c>.</param>
/// <param name="Expires">When it ceases to hold, tag <c>x</c>.</param>
/// <param name="HasBodyLimit">True when only the beginning of the body is signed, tag <c>l</c>.</param>
/// <param name="SignedFields">The names in tag <c>h</c>, in lower case and in their order. A name that stands more often than the field occurs forbids adding one.</param>
/// <param name="InTest">True when the key says <c>t=y</c>: the domain is testing, and such mail is treated as if it were not signed (RFC 6376 §3.6.1).</param>
/// <param name="SignatureStart">The first characters of tag <c>b</c>, at least eight where it has them, to tell signatures of one domain apart (RFC 6008 §4).</param>
public sealed record SignatureResult(
    DkimResult Result,
    string Reason,
    Option<DomainName> Domain,
    string Selector,
    string Identity,
    string Algorithm,
    int KeyBits,
    Option<Instant> Signed,
    Option<Instant> Expires,
    bool HasBodyLimit,
    Seq<string> SignedFields,
    bool InTest,
    string SignatureStart)
{
    /// <summary>How often a field name stands in tag <c>h</c>. More often than the field occurs in the mail: adding one breaks the signature.</summary>
    public int TimesSigned(string fieldName)
    {
        var times = 0;
        for (var i = 0; i < SignedFields.Count; i++)
        {
            times += SignedFields[i].Equals(fieldName, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        return times;
    }
}
