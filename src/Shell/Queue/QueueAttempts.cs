using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>Attempts for the machine of the queue: as the inputs that it waits for.</summary>
/// <param name="spool">Where mails are read from.</param>
/// <param name="relay">Where they go.</param>
/// <param name="fresh">Those that are still in memory.</param>
/// <param name="abort">Set when attempts under way have had their time.</param>
sealed class QueueAttempts(ISpool spool, IRelay relay, FreshContents fresh, CancellationToken abort)
{
    /// <summary>Makes an attempt, if the mail can be read.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="job">The envelope.</param>
    /// <param name="change">The change of the author's address with which the mail goes out; none when it goes out as it is stored.</param>
    /// <param name="signer">Signs what is changed.</param>
    public async Task<MailQueueInput> Made(string id, MailJob job, Option<AuthorChange> change, MailSigner signer)
    {
        var mail = fresh.Take(id) is { } kept ? Prelude.Right<UnreadableMail, IMailContent>(kept) : await spool.Content(id);
        return await mail.Match(
            Right: content => Ended(id, relay.Deliver(job, change, content, signer, abort)),
            Left: trouble => Task.FromResult<MailQueueInput>(trouble.IsLost
                ? new MailQueueInput.Damaged(id, trouble.Reason, Clock.Now)
                : new MailQueueInput.Unreadable(id, trouble.Reason, Clock.Now, Random.Shared.NextDouble())));
    }

    /// <summary>Waits for the end of one.</summary>
    public static async Task<MailQueueInput> Ended(string id, Task<DeliveryReport> attempt) =>
        new MailQueueInput.Attempted(id, await attempt, Clock.Now, Random.Shared.NextDouble());
}
