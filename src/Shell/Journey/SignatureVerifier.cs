using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Journey;
using Laitos.Shell.Dns;
using Laitos.Shell.Smtp;
using Laitos.Signatures;
using Laitos.Signatures.Keys;

namespace Laitos.Shell.Journey;

/// <summary>Verifies the signatures of received mails, whose bodies were hashed while they arrived: asks the DNS for the keys, and computes.</summary>
/// <param name="resolver">Answers questions.</param>
sealed class SignatureVerifier(IResolver resolver)
{
    readonly PublicKeys keys = new();

    /// <summary>What the signatures of a mail came to. Keys that are not known in time are given up.</summary>
    /// <param name="arrival">The mail.</param>
    /// <param name="content">Its octets.</param>
    /// <param name="budget">How long the DNS is waited for.</param>
    public async Task<SignatureFindings> Verify(Arrival arrival, ReceivedContent content, TimeSpan budget)
    {
        var (mail, body) = (content.Signatures.Mail.At(arrival.At), content.Signatures.Body);
        var asked = mail.KeyQuestions.IsEmpty ? Knowledge.Empty : await resolver.Resolve(mail.KeyQuestions, budget, CancellationToken.None);
        return SignatureCheck.Of(asked, mail, body, keys).IsKnown(out var findings, out _)
            ? findings
            : (await resolver.Decide(asked, known => SignatureCheck.Of(known, mail, body, keys), budget, CancellationToken.None)).Result;
    }
}
