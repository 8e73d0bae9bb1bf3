using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;

namespace Laitos.Signatures.Fields;

/// <summary>Reads DKIM-Signature (RFC 6376 §3.5) and ARC-Message-Signature (RFC 8617 §4.1.2), which differ in the tags <c>v</c> and <c>i</c> alone.</summary>
static class SignatureReader
{
    /// <summary>Octets of a field above which it is not read: a signature with the largest keys and a hundred field names has half of them.</summary>
    public const int MaxField = 8192;

    const int MaxIdentity = 320;

    /// RFC 8601 §2.7.1 calls neutral what has syntax errors.
    const DkimResult Unreadable = DkimResult.Neutral;

    static readonly SignatureResult Nothing = new(Unreadable, "", default, "", "", "", 0, default, default, false, default, false, "");

    /// <summary>The domain that a field names as its signer, as far as it can be read.</summary>
    public static Option<DomainName> Signer(HeaderField field) =>
        field.Raw.Length > MaxField ? default : DkimTagList.Parse(field.Body).Bind(Domain);

    /// <summary>Reads a DKIM-Signature field.</summary>
    public static SignatureField Dkim(HeaderField field) => Read(field, (tags, stated) =>
        tags.Value("v") is { IsSome: true } version && version != "1" ? SignatureField.Settled(stated, DkimResult.PermError, "incompatible version")
        : !tags.Has("v") ? SignatureField.Settled(stated, DkimResult.PermError, "no version")
        : stated.TimesSigned("from") == 0 ? SignatureField.Settled(stated, DkimResult.PermError, "From is not signed")
        : Identity(tags, stated).Match(
            subdomain => Verifiable(field, tags, stated, subdomain),
            () => SignatureField.Settled(stated, DkimResult.PermError, "the identity is not of the signing domain")));

    /// <summary>Reads an ARC-Message-Signature field, whose tag <c>i</c> is the instance.</summary>
    public static SignatureField ArcMessage(HeaderField field) => Read(field, (tags, stated) =>
        stated.TimesSigned("arc-seal") > 0 ? SignatureField.Settled(stated, DkimResult.PermError, "ARC-Seal is signed")
        : Verifiable(field, tags, stated, ofSubdomain: false));

    static SignatureField Read(HeaderField field, Func<DkimTagList, SignatureResult, SignatureField> read) =>
        field.Raw.Length > MaxField ? SignatureField.Settled(Nothing, Unreadable, "field too long")
        : DkimTagList.Parse(field.Body).Match(
            tags => Stated(tags) is var stated && Missing(tags, "a", "b", "bh", "d", "h", "s") is { IsSome: true } missing
                ? SignatureField.Settled(stated, DkimResult.PermError, missing.Map(tag => $"no tag {tag}").IfNone(""))
                : stated.Domain.IsNone ? SignatureField.Settled(stated, Unreadable, "malformed domain")
                : read(tags, stated),
            () => SignatureField.Settled(Nothing, Unreadable, "malformed tag list"));

    /// <summary>What the tags state, whether or not it makes sense.</summary>
    static SignatureResult Stated(DkimTagList tags) => Nothing with
    {
        Domain = Domain(tags),
        Selector = Printable.ReplyText(tags.Value("s").IfNone(""), MaxIdentity),
        Identity = Printable.ReplyText(tags.Value("i").IfNone(() => "@" + tags.Value("d").IfNone("")), MaxIdentity),
        Algorithm = Printable.ReplyText(tags.Value("a").IfNone("").ToLowerInvariant(), MaxIdentity),
        Signed = tags.Value("t").Bind(Timestamp),
        Expires = tags.Value("x").Bind(Timestamp),
        HasBodyLimit = tags.Has("l"),
        SignedFields = Names(tags),
        SignatureStart = Start(tags),
    };

    static SignatureField Verifiable(HeaderField field, DkimTagList tags, SignatureResult stated, bool ofSubdomain)
    {
        SignatureField Settle(DkimResult result, string reason) => SignatureField.Settled(stated, result, reason);
        if (stated.Algorithm == "rsa-sha1")
        {
            return Settle(DkimResult.Policy, "SHA-1 is not accepted");
        }

        if (Algorithm(tags) is not { IsSome: true } algorithm)
        {
            return Settle(DkimResult.PermError, "unknown algorithm");
        }

        if (!tags.Items("q").ForAll(methods => methods.Exists(method => method == "dns/txt")))
        {
            return Settle(DkimResult.PermError, "unknown query method");
        }

        if (Forms(tags) is not { IsSome: true } forms || Limit(tags) is not { IsSome: true } limit || (tags.Has("t") && stated.Signed.IsNone) || (tags.Has("x") && stated.Expires.IsNone))
        {
            return Settle(Unreadable, "malformed tag");
        }

        if (stated.Expires.Exists(expires => stated.Signed.Exists(signed => expires <= signed)))
        {
            return Settle(Unreadable, "expires before it was signed");
        }

        return (from value in tags.Base64("b")
                from hash in tags.Base64("bh")
                from place in tags.Place("b")
                from key in KeyQuestion.Of(tags)
                from known in algorithm
                from form in forms
                from length in limit
                select new Signature(field, place, value, form.Header, new BodyPart(form.Body, length), hash, stated.SignedFields, new KeyDemand(key, known, ofSubdomain)))
            .Match(signature => new SignatureField(stated, signature), () => Settle(Unreadable, "malformed tag"));
    }

    static Option<DomainName> Domain(DkimTagList tags) => tags.Value("d").Bind(text => DomainName.Parse(text).ToOption());

    /// sig-i-tag = %x69 [FWS] "=" [FWS] [ Local-part ] "@" domain-name: whether the identity lies below the domain; none when it does not lie in it.
    static Option<bool> Identity(DkimTagList tags, SignatureResult stated) => tags.Value("i").Match(
        text => text.LastIndexOf('@') is var at and >= 0
            ? DomainName.Parse(text[(at + 1)..].Trim()).ToOption().Bind(domain => stated.Domain.Bind(signer =>
                Name.IsWithin(domain.Value, signer.Value) ? domain != signer : default(Option<bool>)))
            : default,
        () => false);

    /// sig-a-tag-alg; the hash of the other algorithms is not SHA-256, or they are not known.
    public static Option<SignatureAlgorithm> Algorithm(DkimTagList tags) => tags.Value("a").IfNone("") switch
    {
        "rsa-sha256" => SignatureAlgorithm.RsaSha256,
        "ed25519-sha256" => SignatureAlgorithm.Ed25519Sha256,
        _ => default(Option<SignatureAlgorithm>),
    };

    /// sig-c-tag-alg [ "/" sig-c-tag-alg ]; each is simple where nothing is said.
    static Option<(Canonicalization Header, Canonicalization Body)> Forms(DkimTagList tags) => tags.Value("c").IfNone("simple/simple") switch
    {
        "simple" or "simple/simple" => (Canonicalization.Simple, Canonicalization.Simple),
        "relaxed" or "relaxed/simple" => (Canonicalization.Relaxed, Canonicalization.Simple),
        "simple/relaxed" => (Canonicalization.Simple, Canonicalization.Relaxed),
        "relaxed/relaxed" => (Canonicalization.Relaxed, Canonicalization.Relaxed),
        _ => default(Option<(Canonicalization, Canonicalization)>),
    };

    /// sig-l-tag = 1*76DIGIT: none where it is malformed. More than any mail has is as much as a mail has not.
    static Option<Option<long>> Limit(DkimTagList tags) => tags.Value("l").Match(
        text => Number(text, 76).Map(Prelude.Some),
        () => Prelude.Some(Option<long>.None));

    /// sig-t-tag, sig-x-tag = 1*12DIGIT: seconds since 1970. What lies behind the year 9999 is put there.
    public static Option<Instant> Timestamp(string text) =>
        Number(text, 76).Map(seconds => new Instant(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) * 1000));

    static Option<long> Number(string text, int most) =>
        text.Length == 0 || text.Length > most || !text.All(char.IsAsciiDigit) ? default(Option<long>)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : long.MaxValue;

    static string Start(DkimTagList tags) =>
        tags.Value("b").Match(text => Printable.ReplyText(new string([.. text.Where(c => !char.IsWhiteSpace(c)).Take(8)])), () => "");

    /// sig-h-tag = hdr-name *( [FWS] ":" [FWS] hdr-name ), in lower case.
    static Seq<string> Names(DkimTagList tags) =>
        tags.Value("h").Match(text => text.ToLowerInvariant().Split(':', StringSplitOptions.TrimEntries).Gather(), () => default);

    public static Option<string> Missing(DkimTagList tags, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!tags.Has(name))
            {
                return name;
            }
        }

        return default;
    }
}
