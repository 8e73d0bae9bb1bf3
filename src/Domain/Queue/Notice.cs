using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp;
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

    /// <summary>
    /// The recipients that got the mail nowhere, now that these destinations have failed, each with the first of its failures. A recipient whose copy goes to other destinations, or was dropped, is not
    /// among them; where nothing was decided about recipients, it is all of them or none.
    /// </summary>
    public Seq<(ForwardPath Recipient, Destination Failure)> Lost => About.OriginalEnvelope.Routes.IsEmpty
        ? IsTotal ? Concerned.HeadOrNone().Match(first => About.OriginalEnvelope.ForwardPaths.Map(path => (path, first)), () => default) : default
        : About.OriginalEnvelope.Routes.AsEnumerable().SelectMany(route => LostBy(route).AsEnumerable()).Gather();

    Option<(ForwardPath, Destination)> LostBy(RecipientRoute route)
    {
        var mine = About.Destinations.Filter(destination => route.Destinations.Contains(destination.Mailbox));
        return mine.ForAll(destination => destination.State is DestinationState.Failed)
            ? Concerned.Find(destination => route.Destinations.Contains(destination.Mailbox)).Map(failure => (route.Recipient, failure))
            : Option<(ForwardPath, Destination)>.None;
    }
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
        hostname, mailFrom, postmaster, postmaster.Domain.Exists(domain => myDomains.Contains(domain)) ? destinations : Seqs.Of(postmaster))
    { Private = destinations };

    /// <summary>The owner's mailboxes, which no stranger is shown.</summary>
    public Seq<Mailbox> Private { get; init; }

    /// <summary>The address that is shown as the author; none where the host stands for it: a stranger is not shown one of <see cref="Private"/>.</summary>
    public Option<Mailbox> Author(Audience audience) => audience == Audience.Sender && Private.Contains(From) ? Option<Mailbox>.None : From;

    /// <summary>Who is named where the relay refuses the null sender.</summary>
    public Option<Mailbox> Fallback(Audience audience) => Author(audience);

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

/// <summary>A mail of our own, ready for the spool: its entry and its octets.</summary>
public sealed record NoticeMail(QueueEntry Entry, Octets Content)
{
    /// <summary>
    /// The mails by which a notice is told: one to the owner in any case, and one to the original sender when a recipient got it nowhere and the sender is known to
    /// be the true one (<see cref="Backscatter"/>). Both have the null sender, and beget no notices (RFC 5321 §4.5.5).
    /// </summary>
    /// <param name="policy">From whom they come and where they go.</param>
    /// <param name="retry">How they are tried.</param>
    /// <param name="notice">What they tell.</param>
    /// <param name="ids">Two fresh ids, for the owner's mail and the sender's.</param>
    /// <param name="now">Their date.</param>
    public static Seq<NoticeMail> Of(NoticePolicy policy, RetryPolicy retry, Notice notice, (string Owner, string Sender) ids, Instant now)
    {
        var owner = Mail(policy, retry, notice, Audience.Owner, policy.Postmaster, policy.RecipientsAbout(notice.Concerned), ids.Owner, now);
        return notice.About.OriginalEnvelope.ReversePath.Address.Filter(_ => TellsSender(notice, now)).Match(
            sender => Seqs.Of(owner, Mail(policy, retry, notice, Audience.Sender, sender, Seqs.Of(sender), ids.Sender, now)),
            () => Seqs.Of(owner));
    }

    static bool TellsSender(Notice notice, Instant now) =>
        notice is { Kind: NoticeKind.Failure, Lost.IsEmpty: false, About.Kind: EntryKind.Mail } && Backscatter.MayTellSender(new SenderStanding(
            notice.About.OriginalEnvelope.ReversePath, HeaderSection.Parse(notice.About.Header), notice.About.AcceptedAt, now, notice.About.OriginalEnvelope.Authenticated));

    static NoticeMail Mail(
        NoticePolicy policy, RetryPolicy retry, Notice notice, Audience audience, Mailbox to, Seq<Mailbox> recipients, string id, Instant now)
    {
        var content = StatusNotification.Compose(policy, retry, notice, audience, to, id, now);
        var job = new MailJob(
            new ReversePath.Null(), policy.Fallback(audience), recipients, content.Length, EightBit: false, Utf8Need.Nothing);
        var kind = audience == Audience.Owner ? EntryKind.NoticeToOwner : EntryKind.NoticeToSender;
        var grounds = Seqs.Of(("notice", notice.Kind switch { NoticeKind.Failure => "failure", NoticeKind.Delay => "delay", _ => "damage" }), ("about", notice.About.Id));
        var entry = QueueEntry.Of(
            retry, id, kind, now, new OriginalEnvelope(new ReversePath.Null(), default, Option<bool>.None), job, grounds, HeaderSection.Parse(content).Render());
        return new NoticeMail(entry, content);
    }
}
