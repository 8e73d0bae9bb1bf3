using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures.Arc;

/// <summary>The Authenticated Received Chain of a mail as it was read (RFC 8617 §4).</summary>
abstract record ArcChain
{
    ArcChain() { }

    /// <summary>The mail has no field of a chain.</summary>
    public sealed record Absent : ArcChain;

    /// <summary>The chain fails by its structure or its fields, and nothing is left to verify.</summary>
    public sealed record Broken(int Sets, Option<DomainName> Sealer, string Reason) : ArcChain;

    /// <summary>A chain whose seals and newest message signature are left to verify.</summary>
    /// <param name="Sets">The ARC Sets from instance 1 on.</param>
    /// <param name="Newest">The message signature of the last.</param>
    public sealed record Whole(Seq<ArcSet> Sets, Signature Newest) : ArcChain;

    /// <summary>What of the body must be hashed.</summary>
    public Option<BodyPart> Body => this is Whole whole ? whole.Newest.Body : default(Option<BodyPart>);
}

/// <summary>The three fields of one instance (RFC 8617 §4.1).</summary>
sealed record ArcSet(HeaderField Results, HeaderField MessageSignature, HeaderField SealField, ArcSeal Seal);

/// <summary>What an ARC-Seal field states (RFC 8617 §4.1.3).</summary>
/// <param name="Place">Where the signature stands in the field's body.</param>
/// <param name="Value">The signature.</param>
/// <param name="Status">The status of the chain before it, tag <c>cv</c>.</param>
/// <param name="Domain">The domain that sealed.</param>
/// <param name="Key">The key that it asks for.</param>
sealed record ArcSeal(Range Place, Octets Value, string Status, DomainName Domain, KeyDemand Key)
{
    /// <summary>Reads a seal; none where a tag is missing, malformed or forbidden.</summary>
    public static Option<ArcSeal> Read(HeaderField field) =>
        field.Raw.Length > SignatureReader.MaxField ? default
        : from tags in DkimTagList.Parse(field.Body)
          where !tags.Has("h") && tags.Value("t").ForAll(time => SignatureReader.Timestamp(time).IsSome)
          from place in tags.Place("b")
          from value in tags.Base64("b")
          from status in tags.Value("cv")
          where status is "none" or "pass" or "fail"
          from algorithm in SignatureReader.Algorithm(tags)
          from domain in tags.Value("d").Bind(text => DomainName.Parse(text).ToOption())
          from key in KeyQuestion.Of(tags)
          select new ArcSeal(place, value, status, domain, new KeyDemand(key, algorithm, OfSubdomain: false));
}
