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
}
