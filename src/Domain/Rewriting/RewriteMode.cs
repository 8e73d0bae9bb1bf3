using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting;

/// <summary>What to do with the From field of a mail whose author domain asks receivers to reject what it did not send (RFC 7960 §2 describes the trouble).</summary>
public abstract record RewriteMode
{
    RewriteMode() { }

    /// <summary>Each author's domain is made one that does not exist, recognisable to a reader: <c>name@bank-laitos-nodmarc-042.example</c>.</summary>
    /// <param name="Random">Three decimal digits, 0 to 999, drawn for this mail; of another number the last three digits count.</param>
    public sealed record NoDmarc(int Random) : RewriteMode
    {
        /// <summary>True to write <c>(sender not verified)</c> behind the name of each author.</summary>
        public bool Marked { get; init; }
    }

    /// <summary>The daemon's own address, named after the author: <c>"Name (name at bank.example)" &lt;forwarder@home.example&gt;</c>.</summary>
    /// <param name="MailFrom">The own address.</param>
    public sealed record OwnAddress(Mailbox MailFrom) : RewriteMode;

    /// <summary>Nothing.</summary>
    public sealed record Never : RewriteMode;
}

/// <summary>How the owner wants the author's address rewritten where it must be.</summary>
public enum RewriteStyle
{
    /// <summary>As <see cref="NoDmarc"/>, and only where the copy would fail DMARC at the next hop: a signature that will still hold there is enough.</summary>
    WhenNeeded,

    /// <summary>As <see cref="OwnAddress"/>, and only where the copy would fail DMARC at the next hop.</summary>
    WhenNeededOwnAddress,

    /// <summary>By a label that makes the domain another one, as laitos does.</summary>
    NoDmarc,

    /// <summary>By the daemon's own address under the author's name.</summary>
    OwnAddress,

    /// <summary>By the daemon's own address in every mail, for relays that take only their own senders. Nothing is asked.</summary>
    OwnAddressAlways,

    /// <summary>Not at all: nothing is asked and nothing changed.</summary>
    Never,
}

/// <summary>The style made the mode for one mail.</summary>
public static class RewriteStyles
{
    /// <summary>True where the author's address is changed only if the copy would fail DMARC otherwise.</summary>
    public static bool IsWhenNeeded(this RewriteStyle style) => style is RewriteStyle.WhenNeeded or RewriteStyle.WhenNeededOwnAddress;

    /// <summary>
    /// The mode for a need. A mail that failed DMARC, or of which it is not known, never leaves under an address of our own where this was checked: that would
    /// vouch for a forgery.
    /// </summary>
    public static RewriteMode For(this RewriteStyle style, RewriteNeed need, int digits, Mailbox mailFrom) => need switch
    {
        RewriteNeed.Unverified => new RewriteMode.NoDmarc(digits) { Marked = true },
        RewriteNeed.Demanded => new RewriteMode.OwnAddress(mailFrom),
        RewriteNeed.Unknown when style.IsWhenNeeded() => new RewriteMode.NoDmarc(digits),
        _ => style.For(digits, mailFrom),
    };

    /// <summary>The mode, with what it needs of this mail and of the settings.</summary>
    /// <param name="style">The style.</param>
    /// <param name="digits">Three random digits, 0 to 999.</param>
    /// <param name="mailFrom">The daemon's own address.</param>
    public static RewriteMode For(this RewriteStyle style, int digits, Mailbox mailFrom) => style switch
    {
        RewriteStyle.NoDmarc or RewriteStyle.WhenNeeded => new RewriteMode.NoDmarc(digits),
        RewriteStyle.OwnAddress or RewriteStyle.WhenNeededOwnAddress or RewriteStyle.OwnAddressAlways => new RewriteMode.OwnAddress(mailFrom),
        RewriteStyle.Never => new RewriteMode.Never(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
