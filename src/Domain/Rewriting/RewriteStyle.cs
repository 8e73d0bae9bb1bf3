using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting;

/// <summary>How the owner wants the author's address rewritten where it must be.</summary>
public enum RewriteStyle
{
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
    /// <summary>The mode, with what it needs of this mail and of the settings.</summary>
    /// <param name="style">The style.</param>
    /// <param name="digits">Three random digits, 0 to 999.</param>
    /// <param name="mailFrom">The daemon's own address.</param>
    public static RewriteMode For(this RewriteStyle style, int digits, Mailbox mailFrom) => style switch
    {
        RewriteStyle.NoDmarc => new RewriteMode.NoDmarc(digits),
        RewriteStyle.OwnAddress or RewriteStyle.OwnAddressAlways => new RewriteMode.OwnAddress(mailFrom),
        RewriteStyle.Never => new RewriteMode.Never(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
