using Laitos.Domain.Smtp.Client;

namespace Laitos.Shell.Relay;

/// <summary>Where mails go: a relay, or a folder.</summary>
public interface IRelay
{
    /// <summary>
    /// Hands over one mail and tells how each recipient fared. Trouble of any kind is an outcome, not an exception;
    /// a cancellation defers what is not settled yet.
    /// </summary>
    Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel);
}
