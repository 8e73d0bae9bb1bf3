using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Shell.Dns;
using Laitos.Shell.Smtp;
using Laitos.Signatures;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Keys;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Verifies the signatures of received mails: hashes the body where it lies, in memory or in its file, while the DNS is asked for the keys.</summary>
/// <param name="resolver">Answers questions.</param>
sealed class SignatureVerifier(IResolver resolver)
{
    readonly PublicKeys keys = new();

    /// <summary>What the signatures of a mail came to. Keys that are not known in time are given up.</summary>
    /// <param name="arrival">The mail.</param>
    /// <param name="authors">The author's domains, whose signatures come first.</param>
    /// <param name="content">Its octets.</param>
    /// <param name="budget">How long the DNS is waited for.</param>
    public async Task<SignatureFindings> Verify(Arrival arrival, Seq<DomainName> authors, ReceivedContent content, TimeSpan budget)
    {
        var mail = MailSignatures.Read(arrival.Header, authors, arrival.At);
        var asked = mail.KeyQuestions.IsEmpty ? Task.FromResult(Knowledge.Empty) : resolver.Resolve(mail.KeyQuestions, budget, CancellationToken.None);
        var body = await Digest(mail.BodyParts, arrival, content);
        var known = await asked;
        return (await resolver.Decide(known, answers => SignatureCheck.Of(answers, mail, body, keys), budget, CancellationToken.None)).Result;
    }

    static async Task<BodyDigests> Digest(Seq<BodyPart> parts, Arrival arrival, ReceivedContent content)
    {
        using var digester = new BodyDigester(parts);
        if (!parts.IsEmpty)
        {
            var begin = arrival.Header.Size;
            await foreach (var block in content.Render(Seqs.Of<Segment>(new Segment.Original(begin, content.Length - begin))).Blocks(CancellationToken.None))
            {
                digester.Append(block.Span);
            }
        }

        return digester.Complete();
    }
}
