using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>
/// What is still owed of one mail that we took responsibility for (RFC 5321 §4.2.5, §6.1). This is what is kept on disk: an entry that is
/// stored owes the mail to at least one destination.
/// </summary>
/// <param name="Id">Names the mail in the log, in replies and in the spool.</param>
/// <param name="Kind">A mail, or one of our own.</param>
/// <param name="AcceptedAt">When we took it.</param>
/// <param name="ExpiresAt">When it is given up: the last attempt is made then.</param>
/// <param name="OriginalEnvelope">What was received.</param>
/// <param name="Transfer">What is sent.</param>
/// <param name="Destinations">Where to, each once, in the order of the configuration, and how each has fared.</param>
/// <param name="Attempts">How many attempts have been made.</param>
/// <param name="Due">When the next attempt is to be made, unless the entry is held.</param>
/// <param name="Held">Why the entry does not go by its schedule; none when it does.</param>
/// <param name="DelayTold">True once the owner has been told that the mail is late.</param>
/// <param name="Grounds">The facts that the decision about the mail rests on, for people: names and values.</param>
/// <param name="Header">The header section of the mail as it was received, at most <see cref="MaxHeader"/> octets of it.</param>
public sealed record QueueEntry(
    string Id, EntryKind Kind, Instant AcceptedAt, Instant ExpiresAt, OriginalEnvelope OriginalEnvelope, TransferFacts Transfer, Seq<Destination> Destinations,
    int Attempts, Instant Due, Option<string> Held, bool DelayTold, Seq<(string Name, string Value)> Grounds, Octets Header)
{
    /// <summary>How the author's address is changed should the relay refuse the mail as it came, or is changed since it has; none where it is never changed.</summary>
    public Option<AuthorChange> AuthorChange { get; init; }

    /// <summary>The change of the author's address that is made when the mail goes out; none while it goes out as it is stored.</summary>
    public Option<AuthorChange> ChangeMade => AuthorChange.Filter(change => change.IsMade);

    /// <summary>The most octets of a header section that are kept for a notice.</summary>
    public const int MaxHeader = 64 << 10;

    /// <summary>An entry of which no attempt has been made: it is due at once, and owed to all.</summary>
    /// <param name="policy">When it expires.</param>
    /// <param name="id">Its name.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="now">The time.</param>
    /// <param name="originalEnvelope">What was received.</param>
    /// <param name="job">What is sent, and where to.</param>
    /// <param name="grounds">Why it was decided so.</param>
    /// <param name="header">The header section of the mail as it was received, of any length.</param>
    public static QueueEntry Of(
        RetryPolicy policy, string id, EntryKind kind, Instant now, OriginalEnvelope originalEnvelope, MailJob job, Seq<(string Name, string Value)> grounds, Octets header) => new(
            id, kind, now, now + policy.Expire, originalEnvelope, TransferFacts.Of(job), job.Recipients.Map(Destination.NotTried), Attempts: 0, Due: now,
            Held: Option<string>.None, DelayTold: false, grounds, header.Slice(0, Math.Min(header.Length, MaxHeader)));

    /// <summary>The destinations that have not got the mail and may still get it.</summary>
    public Seq<Mailbox> Owed => Destinations.Filter(destination => destination.State is DestinationState.Pending).Map(destination => destination.Mailbox);

    /// <summary>True when some destination may still get the mail.</summary>
    public bool OwesAnything => Destinations.Exists(destination => destination.State is DestinationState.Pending);

    /// <summary>What the relay is to be given: the mail for those, and only those, to whom it is owed.</summary>
    public MailJob Job => new(Transfer.Sender, Transfer.Fallback, Owed, Transfer.Size, Transfer.EightBit, Transfer.Utf8);

    /// <summary>Its place in the order of time: when it is due, or behind all others while it is held.</summary>
    public ScheduledEntry Place => new(Held.IsSome ? ScheduledEntry.Never : Due, Id);

    /// <summary>True when it is attempted as soon as it is stored: where several daemons work on a spool, the one that stores it has it from the start.</summary>
    public bool IsClaimedFromTheStart => Attempts == 0 && Held.IsNone;

    /// What it waits for.
    internal QueueEffect Wait => Held.IsSome ? new QueueEffect.AwaitOwner() : new QueueEffect.AwaitDue(Due);

    /// <summary>The entry when the mail has got one field more in front.</summary>
    /// <param name="length">Octets of the field.</param>
    public QueueEntry WithField(int length) => this with { Transfer = Transfer with { Size = Transfer.Size + length } };

    /// <summary>The entry once the relay has refused the mail as it came: it goes out with another author's address from now on.</summary>
    /// <param name="reply">What the relay said.</param>
    public QueueEntry Changed(Reply reply)
    {
        var refused = new RewriteNeed.Refused(reply.ToString());
        return this with
        {
            AuthorChange = AuthorChange.Map(change => change with { Refusal = refused.Words }),
            Grounds = Grounds.Then(Seqs.Of(("verdict", RewriteNeed.Refused.Code), ("rewritten", refused.Explanation))),
        };
    }

    /// <summary>The reply that the first destination still owed got in the last attempt; none before any.</summary>
    public Option<Reply> LastReply => OwedReplies.HeadOrNone().Map(owed => owed.Reply);

    /// <summary>The destinations still owed that have been tried, each with its own last reply.</summary>
    public Seq<(Mailbox Mailbox, Reply Reply)> OwedReplies => Destinations.AsEnumerable()
        .Where(destination => destination.State is DestinationState.Pending)
        .SelectMany(destination => destination.Reply.Map(reply => (destination.Mailbox, reply)).AsEnumerable())
        .Gather();
}

/// <summary>What an entry of the queue is.</summary>
public enum EntryKind
{
    /// <summary>A mail that was received. Its failure is reported.</summary>
    Mail,

    /// <summary>A notice of ours to the owner. It begets no other notice (RFC 5321 §6.1), and it is kept when it cannot be delivered.</summary>
    NoticeToOwner,

    /// <summary>A notice of ours to the original sender. It begets no other notice; the owner's own notice tells the same.</summary>
    NoticeToSender,

    /// <summary>A mail of ours that tells of a command. Its failure is reported to the owner, and to nobody else.</summary>
    Reply,
}

/// <summary>What was received, as far as a notice must know it.</summary>
/// <param name="ReversePath">The original sender.</param>
/// <param name="ForwardPaths">The addresses that the original sender wrote to.</param>
/// <param name="Authenticated">Whether the original sender's domain was proved to be the true one; none when that is unknown.</param>
public sealed record OriginalEnvelope(ReversePath ReversePath, Seq<ForwardPath> ForwardPaths, Option<bool> Authenticated)
{
    /// <summary>Where the copy for each recipient goes; empty where all of them go to all destinations.</summary>
    public Seq<RecipientRoute> Routes { get; init; }
}

/// <summary>The facts of a sending dialogue that are the same for each attempt; see <see cref="MailJob"/>.</summary>
/// <param name="Sender">The reverse-path to announce.</param>
/// <param name="Fallback">Who to name instead when the relay refuses a null reverse-path.</param>
/// <param name="Size">Octets of the content as it is sent.</param>
/// <param name="EightBit">True when the content holds octets above 127.</param>
/// <param name="Utf8">What of the header section needs SMTPUTF8.</param>
public sealed record TransferFacts(ReversePath Sender, Option<Mailbox> Fallback, long Size, bool EightBit, Utf8Need Utf8)
{
    /// <summary>What a job says apart from its recipients.</summary>
    public static TransferFacts Of(MailJob job) => new(job.Sender, job.Fallback, job.Size, job.EightBit, job.Utf8);
}
