using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>A mail on its way into the queue.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Content">The mail exactly as it shall go out.</param>
sealed record QueuedMail(QueueEntry Entry, IMailContent Content)
{
    /// <summary>A mail of our own.</summary>
    public static QueuedMail Of(QueueEntry entry, Octets content) => new(entry, new MemoryContent(content.Memory));

    /// <summary>The mail by which a notice is told; none when there is nothing to tell.</summary>
    public static QueuedMail[] Of(NoticePolicy noticing, RetryPolicy retry, Option<Notice> notice) => [.. notice
        .Map(some => NoticeMail.Of(noticing, retry, some, Clock.NewId(), Clock.Now))
        .Map(mail => Of(mail.Entry, mail.Content)).AsEnumerable()];
}
