using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures.Keys;

/// <summary>What the key of a signature says to it.</summary>
/// <param name="Result">The result.</param>
/// <param name="Reason">Why it is no pass.</param>
/// <param name="Bits">The size of the key.</param>
/// <param name="InTest">True when the key says that its domain is testing.</param>
/// <param name="Verifications">How often a signature was computed with.</param>
readonly record struct KeyFinding(DkimResult Result, string Reason, int Bits, bool InTest, int Verifications);

/// <summary>Finds the key of a signature and verifies with it (RFC 6376 §6.1.2, §6.1.3).</summary>
static class KeyCheck
{
    /// <summary>The most keys under one name that are computed with.</summary>
    public const int MostKeys = 4;

    /// <summary>
    /// What the key says to a digest and a signature, or the question for it. Several records under one name stand side by side during a change of
    /// keys: one that fits is enough, and their order means nothing.
    /// </summary>
    public static Validation<Question, KeyFinding> Of(Knowledge known, KeyDemand demand, byte[] digest, Octets signature, PublicKeys keys) =>
        known.Ask(demand.At).Map(answer => answer switch
        {
            Answer.Records(var data) => Of(Records(data), demand, digest, signature, keys),
            Answer.Unavailable => Settled(DkimResult.TempError, "the DNS does not tell the key"),
            _ => Settled(DkimResult.PermError, "no key"),
        });

    static KeyFinding Of(KeyRecord[] records, KeyDemand demand, byte[] digest, Octets signature, PublicKeys keys)
    {
        var (best, verifications) = (Settled(DkimResult.PermError, "no key record"), 0);
        foreach (var (index, record) in records.Index())
        {
            if (verifications == MostKeys)
            {
                break;
            }

            var finding = Of(record, demand, digest, signature, keys);
            verifications += finding.Verifications;
            best = index == 0 || Weight(finding.Result) > Weight(best.Result) ? finding : best;
            if (finding.Result == DkimResult.Pass)
            {
                break;
            }
        }

        return best with { Verifications = verifications };
    }

    /// Of several keys that do not verify, the one that came nearest to it is reported.
    static int Weight(DkimResult result) => result switch { DkimResult.Pass => 3, DkimResult.Fail => 2, DkimResult.Policy => 1, _ => 0 };

    static KeyFinding Of(KeyRecord record, KeyDemand demand, byte[] digest, Octets signature, PublicKeys keys) =>
        Refusal(record, demand).Match(
            reason => Settled(DkimResult.PermError, reason),
            () => keys.Read(demand.Algorithm, record.Key).Match(
                key => key.Verifies(digest, signature.Span)
                    ? new KeyFinding(DkimResult.Pass, "", key.Bits, record.InTest, 1)
                    : new KeyFinding(DkimResult.Fail, "the signature does not match the header", key.Bits, record.InTest, 1),
                refused => new KeyFinding(refused.Result, refused.Reason, refused.Bits, record.InTest, 0)));

    static Option<string> Refusal(KeyRecord record, KeyDemand demand) =>
        record.Algorithm != demand.Algorithm ? "the key is for another algorithm"
        : !record.AllowsSha256 ? "the key does not allow SHA-256"
        : !record.ForMail ? "the key is not for mail"
        : record.NoSubdomains && demand.OfSubdomain ? "the key forbids identities of subdomains"
        : !record.IsBase64 ? "malformed key"
        : record.Key.IsEmpty ? "the key was revoked"
        : default(Option<string>);

    /// The key records in an order that does not depend on that of the answer.
    static KeyRecord[] Records(Seq<RecordData> data)
    {
        var texts = data.AsEnumerable().OfType<RecordData.Text>().Select(text => text.Value).ToArray();
        Array.Sort(texts, (one, other) => one.Span.SequenceCompareTo(other.Span));
        return [.. texts.SelectMany(text => KeyRecord.Parse(text).AsEnumerable())];
    }

    static KeyFinding Settled(DkimResult result, string reason) => new(result, reason, 0, false, 0);
}
