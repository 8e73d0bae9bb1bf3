using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Shell.Apps;
using Laitos.Shell.Queue;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Commands;

/// <summary>Mails that the owner has written in a command go into the queue like all others.</summary>
sealed class QueueMailSink(CommandPolicy policy, RetryPolicy retry, ISpool spool, QueueRunner queue) : IMailSink
{
    /// <inheritdoc/>
    public async Task<string?> Send(Mailbox to, string subject, string body)
    {
        var (entry, content) = CommandMails.Written(policy, retry, Clock.NewId(), Clock.Now, to, subject, body);
        return await queue.Add([QueuedMail.Of(entry, content)], added => spool.Add(new NewMail([.. added]))) is SpoolOutcome.Stored ? null : "the mail cannot be stored";
    }
}
