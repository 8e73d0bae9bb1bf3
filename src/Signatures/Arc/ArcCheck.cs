using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Dkim;
using Laitos.Signatures.Keys;

namespace Laitos.Signatures.Arc;

/// <summary>Validates a chain (RFC 8617 §5.2): the newest message signature, then the seals from the newest to the oldest.</summary>
static class ArcCheck
{
    /// <summary>
    /// The status of the chain and its cost, or the questions that are missing. Keys of older seals are asked for only when the newest set holds: whoever
    /// makes up a long chain does not make us ask for it.
    /// </summary>
    public static Validation<Question, (ArcFinding Finding, VerificationWork Work)> Of(
        Knowledge known, ArcChain chain, HeaderDigester header, BodyDigests body, PublicKeys keys) => chain switch
        {
            ArcChain.Whole whole => Newest(known, whole, header, body, keys).Bind(newest => newest.Reason.Length > 0
                ? Settled(Fail(whole, newest.Reason), newest.Work)
                : Older(known, whole, keys).Map(older => (older.Reason.Length > 0 ? Fail(whole, older.Reason) : Pass(whole), newest.Work + older.Work))),
            ArcChain.Broken(var sets, var sealer, var reason) => Settled(new ArcFinding(ArcResult.Fail, sets, sealer, reason), VerificationWork.None),
            _ => Settled(new ArcFinding(ArcResult.None, 0, default, ""), VerificationWork.None),
        };

    static Validation<Question, (string Reason, VerificationWork Work)> Newest(
        Knowledge known, ArcChain.Whole chain, HeaderDigester header, BodyDigests body, PublicKeys keys) =>
        DkimCheck.Of(known, chain.Newest, header, body, keys).Bind(message => message.Finding.Result == DkimResult.Pass
            ? Seal(known, chain, chain.Sets.Count, keys).Map(seal => (seal.Reason, message.Work + seal.Work))
            : Prelude.Success<Question, (string, VerificationWork)>(($"message signature: {message.Finding.Reason}", message.Work)));

    static Validation<Question, (string Reason, VerificationWork Work)> Older(Knowledge known, ArcChain.Whole chain, PublicKeys keys)
    {
        var missing = chain.Sets.Map(set => set.Seal.Key.At).Filter(question => !known.Knows(question)).Distinct();
        if (!missing.IsEmpty)
        {
            return Validation<Question, (string, VerificationWork)>.Fail(missing);
        }

        var result = Prelude.Success<Question, (string Reason, VerificationWork Work)>(("", VerificationWork.None));
        for (var instance = chain.Sets.Count - 1; instance > 0; instance--)
        {
            var at = instance;
            result = result.Bind(so => so.Reason.Length > 0
                ? Prelude.Success<Question, (string, VerificationWork)>(so)
                : Seal(known, chain, at, keys).Map(seal => (seal.Reason, so.Work + seal.Work)));
        }

        return result;
    }

    /// A seal covers all sets up to its own, in the order of their instances (RFC 8617 §5.1.1).
    static Validation<Question, (string Reason, VerificationWork Work)> Seal(Knowledge known, ArcChain.Whole chain, int instance, PublicKeys keys)
    {
        var before = new List<HeaderField>(instance * 3);
        foreach (var set in chain.Sets.AsEnumerable().Take(instance - 1))
        {
            before.AddRange([set.Results, set.MessageSignature, set.SealField]);
        }

        var own = chain.Sets[instance - 1];
        before.AddRange([own.Results, own.MessageSignature]);
        var digest = HeaderDigester.Of(Canonicalization.Relaxed, before, own.SealField, own.Seal.Place);
        return KeyCheck.Of(known, own.Seal.Key, digest.Sha256, own.Seal.Value, keys).Map(finding => (
            finding.Result == DkimResult.Pass ? "" : $"seal {instance}: {finding.Reason}",
            new VerificationWork(digest.HashedOctets, finding.Verifications)));
    }

    static ArcFinding Fail(ArcChain.Whole chain, string reason) => new(ArcResult.Fail, chain.Sets.Count, chain.Sets.Last.Seal.Domain, reason);

    static ArcFinding Pass(ArcChain.Whole chain) => new(ArcResult.Pass, chain.Sets.Count, chain.Sets.Last.Seal.Domain, "");

    static Validation<Question, (ArcFinding, VerificationWork)> Settled(ArcFinding finding, VerificationWork work) =>
        Prelude.Success<Question, (ArcFinding, VerificationWork)>((finding, work));
}
