using Laitos.Domain.Addresses;

namespace Laitos.Domain.Queue;

/// <summary>From whom notices come, and where they go.</summary>
/// <param name="Hostname">Our name.</param>
/// <param name="From">The author: the address that the relay takes mail from, for many relays take no other.</param>
/// <param name="Postmaster">The owner's address for notices, as it is shown.</param>
/// <param name="Recipients">The mailboxes that a notice to the owner is sent to; at least one.</param>
public sealed record NoticePolicy(DomainName Hostname, Mailbox From, Mailbox Postmaster, Seq<Mailbox> Recipients)
{
    /// <summary>
    /// The policy of a daemon. Mail to a postmaster at our own domains would come back to ourselves, where our mark would stop it as a loop (RFC 5321 §6.3);
    /// so its notices go at once where such mail goes in the end.
    /// </summary>
    /// <param name="hostname">Our name.</param>
    /// <param name="mailFrom">The address that our mail is sent from.</param>
    /// <param name="postmaster">The owner's address for notices.</param>
    /// <param name="myDomains">The domains whose mail we take.</param>
    /// <param name="destinations">Where that mail goes.</param>
    public static NoticePolicy Of(DomainName hostname, Mailbox mailFrom, Mailbox postmaster, Seq<DomainName> myDomains, Seq<Mailbox> destinations) => new(
        hostname, mailFrom, postmaster, postmaster.Domain.Exists(domain => myDomains.Contains(domain)) ? destinations : Seqs.Of(postmaster));

    /// <summary>Where a notice goes that is about these destinations: not to them, unless there is nobody else.</summary>
    public Seq<Mailbox> RecipientsAbout(Seq<Destination> concerned)
    {
        var others = Recipients.Filter(recipient => !concerned.Exists(destination => destination.Mailbox == recipient));
        return others.IsEmpty ? Recipients : others;
    }
}

/// <summary>Whom a notice addresses.</summary>
public enum Audience
{
    /// <summary>The owner of this daemon, who is told everything.</summary>
    Owner,

    /// <summary>The original sender, who learns nothing of the owner's private addresses, nor of the relay's words, which might hold them.</summary>
    Sender,
}
