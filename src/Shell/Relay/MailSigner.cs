using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Queue;
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

    static async Task<Octets> Sign(IMailContent mail, SigningIdentity signer)
    {
        using var digester = new BodyDigester(Seqs.Of(DkimSigner.Body));
        var head = new MemoryStream();
        var section = Option<HeaderSection>.None;
        await foreach (var block in mail.Blocks(CancellationToken.None).ConfigureAwait(false))
        {
            if (section.IsSome)
            {
                digester.Append(block.Span);
                continue;
            }

            var known = (int)head.Length;
            head.Write(block.Span);
            // The empty line may begin in the block before.
            if (head.GetBuffer().AsSpan(Math.Max(0, known - 3), (int)head.Length - Math.Max(0, known - 3)).IndexOf("\r\n\r\n"u8) >= 0)
            {
                section = Begin(head, digester);
            }
        }

        var whole = section.IfNone(() => Begin(head, digester));
        return DkimSigner.Sign(whole, digester.Complete().Of[DkimSigner.Body], signer, Clock.Now);
    }

    static HeaderSection Begin(MemoryStream head, BodyDigester digester)
    {
        var octets = new Octets(head.GetBuffer().AsMemory(0, (int)head.Length));
        var section = HeaderSection.Parse(octets);
        digester.Append(octets.Span[section.Size..]);
        return section;
    }
}
