using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Signatures.Arc;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Dkim;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures;

/// <summary>
/// The signatures of one mail as they were read from its header section: what of the body must be hashed for them, and which keys they ask for.
/// </summary>
public sealed class MailSignatures
{
    MailSignatures(HeaderSection section, Seq<SignatureField> dkim, int notLookedAt, ArcChain arc)
    {
        (Header, Dkim, NotLookedAt, Arc) = (new HeaderDigester(section), dkim, notLookedAt, arc);
        BodyParts = dkim.SelectEach(field => field.Verifiable.Map(signature => signature.Body).ToSeq()).Then(arc.Body.ToSeq()).AsEnumerable().Distinct().Gather();
        KeyQuestions = dkim.SelectEach(field => field.Verifiable.Map(signature => signature.Key.At).ToSeq()).Then(Newest(arc)).AsEnumerable().Distinct().Gather();
    }

    /// <summary>The parts of the body whose digests are needed. Empty when the body need not be hashed.</summary>
    public Seq<BodyPart> BodyParts { get; }

    /// <summary>What is asked first: the keys of the DKIM signatures and of the newest ARC Set. It can be asked while the body is still on its way.</summary>
    public Seq<Question> KeyQuestions { get; }

    /// <summary>The DKIM signatures beyond <see cref="MostSignatures"/>.</summary>
    public int NotLookedAt { get; }

    /// <summary>The most DKIM signatures of one mail that are looked at.</summary>
    public const int MostSignatures = SignatureChoice.Most;

    internal HeaderDigester Header { get; }

    internal Seq<SignatureField> Dkim { get; }

    internal ArcChain Arc { get; }

    /// <summary>Reads the signatures of a header section. Never fails; linear in its size.</summary>
    /// <param name="section">The section, with the octets that arrived.</param>
    /// <param name="authors">The domains of the From field: their signatures come first.</param>
    /// <param name="now">The time, for signatures that expire.</param>
    public static MailSignatures Read(HeaderSection section, Seq<DomainName> authors, Instant now)
    {
        var fields = section.Named("DKIM-Signature");
        return new MailSignatures(
            section,
            SignatureChoice.Of(fields, authors).Map(field => DkimCheck.At(now, field)),
            Math.Max(0, fields.Count - SignatureChoice.Most),
            ArcChainReader.Of(section));
    }

    static Seq<Question> Newest(ArcChain chain) =>
        chain is ArcChain.Whole whole ? Seqs.Of(whole.Newest.Key.At, whole.Sets.Last.Seal.Key.At) : default;
}
