using System.Globalization;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Message;
using Laitos.Signatures.Arc;
using Laitos.Signatures.Canonical;

namespace Laitos.Signatures.Signing;

/// <summary>Adds an ARC Set to a mail that is forwarded (RFC 8617 §5.1), after its last change: what was found out about it here, for readers who trust this domain.</summary>
public static class ArcSealer
{
    /// <summary>
    /// The three fields of the set, the seal in front, to be put in front of the mail; empty where the chain has ended or there is nothing to tell. A chain that fails is sealed as
    /// failed, and the seal covers its own set alone (RFC 8617 §5.1.2).
    /// </summary>
    /// <param name="section">The header section that leaves. The first Authentication-Results field in it is ours.</param>
    /// <param name="bodyHash">The digest of <see cref="DkimSigner.Body"/>.</param>
    /// <param name="chain">What the chain that came with the mail came to.</param>
    /// <param name="identity">Who seals.</param>
    /// <param name="now">The time.</param>
    public static Octets Seal(HeaderSection section, Octets bodyHash, ArcResult chain, SigningIdentity identity, Instant now) =>
        (from results in section.Named(AuthenticationResultsField.Name).HeadOrNone()
         from instance in ArcChainReader.Next(section)
         select Set(section, bodyHash, chain, identity, now, instance, results)).IfNone(Octets.Empty);

    static Octets Set(HeaderSection section, Octets bodyHash, ArcResult chain, SigningIdentity identity, Instant now, int instance, HeaderField checks)
    {
        var number = $"i={instance.ToString(CultureInfo.InvariantCulture)};";
        Seq<string> signer = Seqs.Of($"d={identity.Domain};", $"s={identity.Selector};", FieldSigner.At(now));
        var results = new Octets((byte[])[.. Octets.Utf8($"{ArcChainReader.ResultsName}: {number}").Span, .. checks.Body.Span]);

        var names = Covered(section);
        var message = FieldSigner.Write(
            ArcChainReader.MessageName,
            new[] { number, $"a={identity.Key.Algorithm};", "c=relaxed/relaxed;" }.Concat(signer).Concat(FieldSigner.Covering(names)).Append($"bh={Convert.ToBase64String(bodyHash.Span)};"),
            identity.Key,
            (unsigned, place) => new HeaderDigester(section).Of(Canonicalization.Relaxed, names.Gather(), unsigned, place));

        var before = chain == ArcResult.Pass && ArcChainReader.Of(section) is ArcChain.Whole whole
            ? whole.Sets.SelectMany(set => new[] { set.Results, set.MessageSignature, set.SealField }) : [];
        HeaderField[] covered = [.. before, .. HeaderSection.Parse(new Octets((byte[])[.. results.Span, .. message.Span])).Fields];
        var seal = FieldSigner.Write(
            ArcChainReader.SealName, new[] { number, $"a={identity.Key.Algorithm};", $"cv={Status(chain, instance)};" }.Concat(signer), identity.Key,
            (unsigned, place) => HeaderDigester.Of(Canonicalization.Relaxed, covered, unsigned, place));
        return new Octets((byte[])[.. seal.Span, .. message.Span, .. results.Span]);
    }

    /// The fields that a reader or his program acts on, as often as they occur, and the signatures of DKIM (RFC 8617 §4.1.2). Hops behind us may add more of them: it is they who vouch then.
    static string[] Covered(HeaderSection section) =>
        [.. DkimSigner.SignedFields.Then(Seqs.Of(DkimSigner.FieldName)).SelectMany(name => Enumerable.Repeat(name.ToLowerInvariant(), Math.Max(section.Named(name).Count, name == "From" ? 1 : 0)))];

    static string Status(ArcResult chain, int instance) => (chain, instance) switch
    {
        (ArcResult.None, 1) => "none",
        (ArcResult.Pass, > 1) => "pass",
        _ => "fail",
    };
}
