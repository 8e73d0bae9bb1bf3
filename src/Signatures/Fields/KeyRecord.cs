namespace Laitos.Signatures.Fields;

/// <summary>A key record (RFC 6376 §3.6.1): what one TXT value at the name of a key states.</summary>
/// <param name="Algorithm">What the key is for, tag <c>k</c>; none when it is unknown here.</param>
/// <param name="Key">The public key, tag <c>p</c>; empty when it was revoked.</param>
/// <param name="IsBase64">False when the tag <c>p</c> holds something else than base64.</param>
/// <param name="AllowsSha256">True unless the tag <c>h</c> names other hash algorithms only.</param>
/// <param name="ForMail">True unless the tag <c>s</c> names other services only.</param>
/// <param name="InTest">Tag <c>t</c> has <c>y</c>.</param>
/// <param name="NoSubdomains">Tag <c>t</c> has <c>s</c>: the identity must be of the domain itself.</param>
sealed record KeyRecord(
    Option<SignatureAlgorithm> Algorithm, Octets Key, bool IsBase64, bool AllowsSha256, bool ForMail, bool InTest, bool NoSubdomains)
{
    /// <summary>Octets of a record above which it is not read: an RSA key of 4096 bits takes 800.</summary>
    const int MaxRecord = 4096;

    /// <summary>
    /// Reads a value. None when it is no key record of this version: malformed, without a key, or with a version that is another or does not stand in front.
    /// </summary>
    public static Option<KeyRecord> Parse(Octets value) =>
        value.Length > MaxRecord ? default
        : from tags in DkimTagList.Parse(value)
          where tags.Has("p") && (!tags.Has("v") || (tags.First == "v" && tags.Value("v") == "DKIM1"))
          select Of(tags);

    static KeyRecord Of(DkimTagList tags)
    {
        var octets = tags.Base64("p");
        return new KeyRecord(
            tags.Value("k").IfNone("rsa") switch
            {
                "rsa" => SignatureAlgorithm.RsaSha256,
                "ed25519" => SignatureAlgorithm.Ed25519Sha256,
                _ => default(Option<SignatureAlgorithm>),
            },
            octets.IfNone(Octets.Empty),
            octets.IsSome || tags.Value("p") == "",
            Names(tags, "h", whereAbsent: true, "sha256"),
            Names(tags, "s", whereAbsent: true, "*", "email"),
            Names(tags, "t", whereAbsent: false, "y"),
            Names(tags, "t", whereAbsent: false, "s"));
    }

    /// What stands in the lists of a key that is not known is passed over.
    static bool Names(DkimTagList tags, string tag, bool whereAbsent, params string[] wanted) =>
        tags.Items(tag).Match(items => items.Exists(item => wanted.Contains(item, StringComparer.Ordinal)), () => whereAbsent);
}
