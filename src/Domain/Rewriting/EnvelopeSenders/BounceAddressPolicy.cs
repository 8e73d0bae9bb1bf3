using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting.EnvelopeSenders;

/// <summary>From which envelope sender a mail is forwarded whose own is not null.</summary>
public enum EnvelopeSenderStyle
{
    /// <summary>From one and the same address, whose owner gets what comes back.</summary>
    MailFrom,

    /// <summary>From an address of our own domain that holds the original sender under encryption: <see cref="BounceToken"/>.</summary>
    Token,

    /// <summary>By the Sender Rewriting Scheme: <see cref="SrsAddress"/>.</summary>
    Srs,
}

/// <summary>Who gets what comes back to a bounce address.</summary>
public enum BounceRecipient
{
    /// <summary>The owner, as with any mail.</summary>
    Owner,

    /// <summary>The original sender.</summary>
    Sender,
}

/// <summary>How bounce addresses are made and read.</summary>
/// <param name="Style">How they are made.</param>
/// <param name="Domain">Where they live: one of <paramref name="LocalDomains"/>.</param>
/// <param name="LocalDomains">Our domains; at each of them bounce addresses are recognised.</param>
/// <param name="Keys">The key ring: the first makes addresses, all read them. Without keys none is made, and none recognised.</param>
/// <param name="Lifetime">How long an address is good; whole days count.</param>
/// <param name="SrsHashLength">Characters of the hash in SRS addresses.</param>
/// <param name="To">Who gets what comes back.</param>
public sealed record BounceAddressPolicy(
    EnvelopeSenderStyle Style, DomainName Domain, Seq<DomainName> LocalDomains, Seq<Secret> Keys, TimeSpan Lifetime, int SrsHashLength, BounceRecipient To)
{
    /// <summary>The most octets of a local part that is made here (RFC 5321 §4.5.3.1.1).</summary>
    public const int MostOctets = 64;

    /// <summary>True for a domain of ours.</summary>
    internal bool IsLocal(Option<DomainName> domain) => domain.Exists(each => LocalDomains.Exists(mine => mine == each));

    /// <summary>The day that a point in time lies in, counted from 1970.</summary>
    internal static int DayOf(Instant now) => (int)Math.Clamp(Math.Floor(now.UnixMilliseconds / TimeSpan.FromDays(1).TotalMilliseconds), 0, ushort.MaxValue);

    /// <summary>Whole days of the lifetime, at least one.</summary>
    internal int Days => Math.Max(1, (int)Math.Ceiling(Lifetime.TotalDays));
}
