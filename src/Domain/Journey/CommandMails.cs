using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>Mails about commands as entries of the queue.</summary>
public static class CommandMails
{
    /// <summary>A mail that the owner has written in a command, and its entry. It comes from our own address, and its failure is told to the owner.</summary>
    /// <param name="policy">From whom it comes.</param>
    /// <param name="retry">How it is tried.</param>
    /// <param name="id">A fresh id.</param>
    /// <param name="now">Its date.</param>
    /// <param name="to">To whom.</param>
    /// <param name="subject">Its subject.</param>
    /// <param name="body">Its text.</param>
    public static (QueueEntry Entry, Octets Content) Written(CommandPolicy policy, RetryPolicy retry, string id, Instant now, Mailbox to, string subject, string body)
    {
        var content = new PlainMail(policy.Hostname, policy.From, Seqs.Of(to), subject, body, now, id, AutoSubmitted.No, default, default).Compose();
        var entry = QueueEntry.Of(
            retry, id, EntryKind.Mail, now, new OriginalEnvelope(new ReversePath.Sender(policy.From), Seqs.Of<ForwardPath>(new ForwardPath.Recipient(to)), Option<bool>.None),
            new MailJob(new ReversePath.Sender(policy.From), Option<Mailbox>.None, Seqs.Of(to), content.Length, EightBit: false, Utf8Need.Nothing),
            Seqs.Of(("own", "a mail written in a command")), HeaderSection.Parse(content).Render());
        return (entry, content);
    }

    /// <summary>
    /// The entry of a mail: with a null reverse-path (RFC 3834 §3.3), and due at once. That it cannot be delivered is told to the owner, and to nobody else.
    /// </summary>
    /// <param name="retry">How it is tried.</param>
    /// <param name="id">A fresh id.</param>
    /// <param name="now">The time.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="from">Who is named where the relay refuses a null reverse-path.</param>
    public static QueueEntry Entry(RetryPolicy retry, string id, Instant now, CommandMail mail, Mailbox from) => QueueEntry.Of(
        retry, id, EntryKind.Reply, now, new OriginalEnvelope(new ReversePath.Null(), mail.Recipients.Map(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)), Option<bool>.None),
        new MailJob(new ReversePath.Null(), from, mail.Recipients, mail.Content.Length, EightBit: false, Utf8Need.Nothing),
        Seqs.Of(("own", "the result of a command")), HeaderSection.Parse(mail.Content).Render());
}
