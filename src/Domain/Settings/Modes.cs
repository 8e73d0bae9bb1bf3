namespace Laitos.Domain.Settings;

/// <summary>The key <c>MailDaemon.BlockAt</c>: when a blocked client is refused.</summary>
public enum BlockMoment
{
    /// <summary><c>"data"</c>: after the mail has been read, so that the log knows what was refused.</summary>
    Data,

    /// <summary><c>"rcpt"</c>: at its first recipient.</summary>
    Recipient,
}

/// <summary>The key <c>MailDaemon.Delivery</c>: when the sender is told that its mail has been taken.</summary>
public enum DeliveryChoice
{
    /// <summary><c>"cut-through"</c>: the first delivery is tried while the sender waits; what is still owed then goes to the spool.</summary>
    CutThrough,

    /// <summary><c>"spool-first"</c>: every mail is stored, then taken, then delivered.</summary>
    SpoolFirst,

    /// <summary><c>"no-spool"</c>: nothing is stored; a sender whose mail cannot be delivered now is asked to come back.</summary>
    NoSpool,
}

/// <summary>The key <c>MailDaemon.DmarcRewrite</c>: what becomes of an author address whose domain enforces DMARC (RFC 9989).</summary>
public enum DmarcRewriteMode
{
    /// <summary><c>"nodmarc"</c>: its domain is made one that publishes no policy.</summary>
    NoDmarc,

    /// <summary><c>"own-address"</c>: it is replaced by our own address.</summary>
    OwnAddress,

    /// <summary><c>"own-address-always"</c>: every author is replaced by our own address, whatever the policy of its domain, for relays that take only their own senders.</summary>
    OwnAddressAlways,

    /// <summary><c>"never"</c>: nothing.</summary>
    Never,
}

/// <summary>The key <c>MailDaemon.DnsUnavailable</c>: what happens to a mail whose DMARC policy cannot be learned.</summary>
public enum DnsUnavailableMode
{
    /// <summary><c>"rewrite"</c>: as if the policy were enforced, so it arrives now.</summary>
    Rewrite,

    /// <summary><c>"defer"</c>: the sender is asked to come back.</summary>
    Defer,
}

/// <summary>The key <c>MailFilters.Forward</c>: what happens to a mail that carries a command.</summary>
public enum ForwardChoice
{
    /// <summary><c>"masked"</c>: it is forwarded with asterisks in the place of its password.</summary>
    Masked,

    /// <summary><c>"untouched"</c>: it is forwarded as it came.</summary>
    Untouched,

    /// <summary><c>"kept"</c>: it is not forwarded.</summary>
    Kept,
}
