using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>Something that must be told about a mail that we took. It is stored together with the change that it tells of.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="About">The mail, as it stands after that change.</param>
/// <param name="Concerned">The destinations that it is about; at least one.</param>
/// <param name="At">When it came about.</param>
public sealed record Notice(NoticeKind Kind, QueueEntry About, Seq<Destination> Concerned, Instant At)
{
    /// <summary>True when no destination has got the mail or may still get it.</summary>
    public bool IsTotal => About.Destinations.ForAll(destination => destination.State is DestinationState.Failed);
}

/// <summary>What a notice tells: the action of RFC 3464 §2.3.3.</summary>
public enum NoticeKind
{
    /// <summary>Destinations failed for good.</summary>
    Failure,

    /// <summary>Destinations have not got the mail for long; attempts go on.</summary>
    Delay,

    /// <summary>Destinations have not got the mail, for it is damaged on the disk: it is held until the owner decides.</summary>
    Damage,
}

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

/// <summary>A mail of our own, ready for the spool: its entry and its octets.</summary>
public sealed record NoticeMail(QueueEntry Entry, Octets Content)
{
    /// <summary>
    /// The mail by which a notice is told to the owner. It has the null sender, and begets no other notice (RFC 5321 §4.5.5). The original sender gets none:
    /// nothing proves that it is the true one, and a notice to a forged sender is spam.
    /// </summary>
    /// <param name="policy">From whom it comes and where it goes.</param>
    /// <param name="retry">How it is tried.</param>
    /// <param name="notice">What it tells.</param>
    /// <param name="id">A fresh id.</param>
    /// <param name="now">Its date.</param>
    public static NoticeMail Of(NoticePolicy policy, RetryPolicy retry, Notice notice, string id, Instant now)
    {
        var content = StatusNotification.Compose(policy, retry, notice, id, now);
        var recipients = policy.RecipientsAbout(notice.Concerned);
        var job = new MailJob(
            new ReversePath.Null(), policy.From, recipients, content.Length, EightBit: false, Utf8Need.Nothing);
        var grounds = Seqs.Of(("notice", notice.Kind switch { NoticeKind.Failure => "failure", NoticeKind.Delay => "delay", _ => "damage" }), ("about", notice.About.Id));
        var entry = QueueEntry.Of(
            retry, id, EntryKind.Notice, now, new OriginalEnvelope(new ReversePath.Null(), default), job, grounds, HeaderSection.Parse(content).Render());
        return new NoticeMail(entry, content);
    }
}
