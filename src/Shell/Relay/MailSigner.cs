using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Queue;
using Laitos.Shell.Smtp;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Signing;
using LanguageExt;

namespace Laitos.Shell.Relay;

/// <summary>Signs what we change or compose, after its last change. The body is read once and not held.</summary>
/// <param name="identity">Who signs; none when nothing is signed.</param>
sealed class MailSigner(Option<SigningIdentity> identity)
{
    /// <summary>Nothing is signed.</summary>
    public static MailSigner None { get; } = new(Option<SigningIdentity>.None);

    /// <summary>The signer that the settings name, or why its key cannot be used. No error quotes the key.</summary>
    public static Either<string, MailSigner> Of(SigningSettings signing)
    {
        if (!signing.IsOn)
        {
            return None;
        }

        var path = signing.KeyFile.IfNone("");
        return from text in TextFile.Read(path, TextFile.MostOfKeys).MapLeft(reason => $"MailClient.Signing.KeyFile: {path} cannot be read: {reason}")
               from key in SigningKeyFile.Read(text).MapLeft(reason => $"MailClient.Signing.KeyFile: {path}: {reason}")
               from name in KeyRecordLine.Parse(signing.Domain.Map(domain => domain.Value).IfNone(""), signing.Selector.IfNone("")).MapLeft(reason => $"MailClient.Signing.Selector: {reason}")
               select new MailSigner(new SigningIdentity(name.Domain, name.Selector, key));
    }

    /// <summary>The DKIM-Signature field for a mail; empty when nothing is signed.</summary>
    public async Task<Octets> Sign(IMailContent mail) => await identity.MatchAsync(Some: signer => Sign(mail, signer), None: () => new Octets(default(ReadOnlyMemory<byte>))).ConfigureAwait(false);

    /// <summary>What is put in front of a mail that is forwarded: the DKIM-Signature field if its plan changes it, and an ARC Set if it is sealed.</summary>
    /// <param name="plan">How it leaves.</param>
    /// <param name="chain">What the chain that came with it came to; none where it is not sealed.</param>
    /// <param name="mail">Its octets.</param>
    /// <param name="hashed">Its body, where that was hashed while it arrived; it is not read again then.</param>
    public async Task<JourneyInput> Sign(Plan plan, Option<ArcResult> chain, IMailContent mail, Option<HashedBody> hashed) => await identity.MatchAsync(
        Some: async signer =>
        {
            var (section, body) = await Read(mail, hashed).ConfigureAwait(false);
            var now = Clock.Now;
            var field = plan.IsChanged ? DkimSigner.Sign(section, body, signer, now) : Octets.Empty;
            var signed = field.IsEmpty ? section : HeaderSection.Parse(new Octets((byte[])[.. field.Span, .. section.Render().Span]));
            return (JourneyInput)new JourneyInput.Signed(field, now) { Seal = chain.Match(status => ArcSealer.Seal(signed, body, status, signer, now), () => Octets.Empty) };
        },
        None: () => new JourneyInput.Signed(Octets.Empty, Clock.Now)).ConfigureAwait(false);

    /// <summary>A mail of our own on its way into the queue, signed.</summary>
    public async Task<QueuedMail> Own(QueueEntry entry, Octets content)
    {
        var field = await Sign(new MemoryContent(content.Memory)).ConfigureAwait(false);
        return field.IsEmpty ? QueuedMail.Of(entry, content) : new QueuedMail(entry.WithField(field.Length), new MemoryContent(field.Memory, content.Memory));
    }

    /// <summary>The mails by which a notice is told; none when there is nothing to tell.</summary>
    public async Task<QueuedMail[]> Notices(NoticePolicy policy, RetryPolicy retry, Option<Notice> notice) => await Task.WhenAll(
        notice.Map(some => NoticeMail.Of(policy, retry, some, (Clock.NewId(), Clock.NewId()), Clock.Now)).IfNone(default(Seq<NoticeMail>))
            .Select(mail => Own(mail.Entry, mail.Content))).ConfigureAwait(false);

    /// <summary>
    /// A mail made 7-bit. The signature of ours that stands in front of all, if one does, is made anew, so that it covers what the relay is handed; an ARC Set of ours before it would not
    /// hold any more, and is left out.
    /// </summary>
    /// <param name="mail">The mail; it may be read several times.</param>
    /// <param name="bodies">True when bodies are to be encoded, false for header sections alone.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<SevenBit> Encode(IMailContent mail, bool bodies, CancellationToken cancel)
    {
        // A mail that cannot be read is told by the reading.
        var fields = HeaderSection.Parse(await RewrittenContent.TryHead(mail, LongestSignatures).ConfigureAwait(false)).Fields.AsEnumerable();
        var own = fields.TakeWhile(field => Plan.SealFields.Exists(field.Is)).Concat(fields.SkipWhile(field => Plan.SealFields.Exists(field.Is)).Take(1).Where(field => field.Is(DkimSigner.FieldName))).ToArray();
        var length = own.Sum(field => field.Raw.Length);
        var bare = length == 0 ? mail : new RewrittenContent(mail, Seqs.Of<Segment>(new Segment.Original(length, mail.Size - length)));
        return await SevenBitContent.Of(bare, bodies, cancel).ConfigureAwait(false) is var made && own.Any(field => field.Is(DkimSigner.FieldName)) && made is SevenBit.Made(var content, var change)
            ? new SevenBit.Made(new RewrittenContent(content, Seqs.Of<Segment>(new Segment.Fresh(await Sign(content).ConfigureAwait(false)), new Segment.Original(0, content.Size))), change)
            : made;
    }

    /// Ours are far shorter.
    const int LongestSignatures = 16 << 10;

    static async Task<Octets> Sign(IMailContent mail, SigningIdentity signer)
    {
        var (section, body) = await Read(mail, Option<HashedBody>.None).ConfigureAwait(false);
        return DkimSigner.Sign(section, body, signer, Clock.Now);
    }

    /// The header section and the digest of the body, which is read for that unless it was hashed before.
    static async Task<(HeaderSection Section, Octets Body)> Read(IMailContent mail, Option<HashedBody> hashed)
    {
        var section = await Section(mail).ConfigureAwait(false);
        return hashed.Case is HashedBody body && body.Length == mail.Size - section.Size ? (section, body.Digest) : (section, await Digest(mail, section.Size).ConfigureAwait(false));
    }

    static async Task<HeaderSection> Section(IMailContent mail)
    {
        var head = new MemoryStream();
        await foreach (var block in mail.Blocks(CancellationToken.None).ConfigureAwait(false))
        {
            // The empty line may begin in the block before.
            var from = Math.Max(0, (int)head.Length - 3);
            head.Write(block.Span);
            if (head.GetBuffer().AsSpan(from, (int)head.Length - from).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return HeaderSection.Parse(new Octets(head.GetBuffer().AsMemory(0, (int)head.Length)));
    }

    static async Task<Octets> Digest(IMailContent mail, long skip)
    {
        using var digester = new BodyDigester(Seqs.Of(DkimSigner.Body));
        await foreach (var block in mail.Blocks(CancellationToken.None).ConfigureAwait(false))
        {
            var skipped = (int)Math.Min(skip, block.Length);
            skip -= skipped;
            digester.Append(block.Span[skipped..]);
        }

        return digester.Complete().Of[DkimSigner.Body];
    }
}
