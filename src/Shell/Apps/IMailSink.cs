using Laitos.Domain.Addresses;

namespace Laitos.Shell.Apps;

/// <summary>Takes mails that apps send.</summary>
public interface IMailSink
{
    /// <summary>Puts a mail in the queue; null once it is there, or what went wrong.</summary>
    Task<string?> Send(Mailbox to, string subject, string body);
}
