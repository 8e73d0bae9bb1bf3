using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Signatures.Arc;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Dkim;
using Laitos.Signatures.Fields;
using Laitos.Signatures.Signing;

namespace Laitos.Signatures;

/// <summary>
/// The signatures of one mail as they were read from its header section: what of the body must be hashed for them, and which keys they ask for. Both are
/// known before the body is.
/// </summary>
public sealed class MailSignatures
{
    MailSignatures(HeaderDigester header, Seq<SignatureField> dkim, int notLookedAt, ArcChain arc)
    {
        (Header, Dkim, NotLookedAt, Arc) = (header, dkim, notLookedAt, arc);
        var (parts, questions) = (new List<BodyPart>(1), new List<Question>(1));
        for (var i = 0; i < dkim.Count; i++)
        {
            if (dkim[i].Verifiable.Case is Signature signature)
            {
                parts.Add(signature.Body);
                questions.Add(signature.Key.At);
            }
        }

        if (arc is ArcChain.Whole whole)
        {
            parts.Add(whole.Newest.Body);
            questions.AddRange(whole.Newest.Key.At, whole.Sets.Last.Seal.Key.At);
        }

        (BodyParts, KeyQuestions) = (Once(parts), Once(questions));
    }

    /// <summary>A mail without any.</summary>
    public static MailSignatures None { get; } = new(new HeaderDigester(HeaderSection.Parse(Octets.Empty)), default, 0, new ArcChain.Absent());

    /// <summary>The parts of the body whose digests are needed. Empty when the body need not be hashed.</summary>
    public Seq<BodyPart> BodyParts { get; }

    /// <summary>What is asked first: the keys of the DKIM signatures and of the newest ARC Set.</summary>
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
    public static MailSignatures Read(HeaderSection section, Seq<DomainName> authors)
    {
        var fields = section.Named(DkimSigner.FieldName);
        var arc = ArcChainReader.Of(section);
        return fields.IsEmpty && arc is ArcChain.Absent
            ? None
            : new MailSignatures(new HeaderDigester(section), SignatureChoice.Of(fields, authors), Math.Max(0, fields.Count - SignatureChoice.Most), arc);
    }

    /// <summary>The same at a time, which settles signatures that have expired or are of the future: of their body nothing is needed, and their keys are not asked for.</summary>
    /// <param name="now">The time.</param>
    public MailSignatures At(Instant now) => Dkim.ForAll(field => ReferenceEquals(DkimCheck.At(now, field), field)) ? this : new(Header, Dkim.Map(field => DkimCheck.At(now, field)), NotLookedAt, Arc);

    static Seq<A> Once<A>(List<A> items) => items.Count < 2 ? items.Gather() : items.Distinct().Gather();
}
