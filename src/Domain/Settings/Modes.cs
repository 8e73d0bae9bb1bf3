namespace Laitos.Domain.Settings;

/// <summary>The key <c>MailDaemon.BlockAt</c>: when a blocked client is refused.</summary>
public enum BlockMoment
{
    /// <summary><c>"data"</c>: after the mail has been read, so that the log knows what was refused.</summary>
    Data,

    /// <summary><c>"rcpt"</c>: at its first recipient.</summary>
    Recipient,
}

/// <summary>The key <c>MailDaemon.DnsUnavailable</c>: what happens to a mail whose DMARC policy cannot be learned.</summary>
public enum DnsUnavailableMode
{
    /// <summary><c>"rewrite"</c>: as if the policy were enforced, so it arrives now.</summary>
    Rewrite,

    /// <summary><c>"defer"</c>: the sender is asked to come back.</summary>
    Defer,
}
