using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Signing;

namespace Laitos.Signatures;

/// <summary>What the bodies of arriving mails are hashed for.</summary>
/// <param name="Verifies">True when signatures are verified.</param>
/// <param name="Seals">True when mails get an ARC Set of ours, which covers the whole body.</param>
public sealed record ArrivalHashing(bool Verifies, bool Seals)
{
    /// <summary>Nothing is hashed.</summary>
    public static ArrivalHashing None { get; } = new(false, false);

    /// <summary>The signatures of a mail whose header section has arrived, as far as they are verified.</summary>
    /// <param name="section">The section. Its authors decide which of several signatures come first.</param>
    public MailSignatures Signatures(HeaderSection section) =>
        Verifies ? MailSignatures.Read(section, section.Count(DkimSigner.FieldName) > 1 ? Authors.Domains(section) : default) : MailSignatures.None;

    /// <summary>The parts of its body whose digests are computed while it arrives; none for a mail without a signature that can be verified, which then costs nothing.</summary>
    /// <param name="signatures">Its signatures.</param>
    public Seq<BodyPart> Parts(MailSignatures signatures) =>
        Seals && !signatures.BodyParts.Contains(DkimSigner.Body) ? signatures.BodyParts.Add(DkimSigner.Body) : signatures.BodyParts;
}
