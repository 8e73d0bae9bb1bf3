using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>A mail as it enters its journey: what the session received, and what the shell adds: identity, time, chance.</summary>
/// <param name="Id">Names the mail in the log, in its Received field and in our reply.</param>
/// <param name="At">When its data were complete.</param>
/// <param name="Digits">0 to 999, drawn at random, for a rewritten sender.</param>
/// <param name="Mail">The client, the envelope and the content.</param>
/// <param name="Header">The header section of the content.</param>
/// <param name="Lists">How the block lists do.</param>
/// <param name="Answers">What the DNS has told so far.</param>
/// <param name="Duplicate">Where the same mail was seen before, if it was.</param>
/// <param name="Load">How busy the way to the relay is.</param>
public sealed record Arrival(string Id, Instant At, int Digits, ReceivedMail Mail, HeaderSection Header, BlocklistHealth Lists, Knowledge Answers, Option<Duplicate> Duplicate, RelayLoad Load)
{
    /// <summary>The domains of the authors, each once.</summary>
    public Seq<DomainName> Authors { get; } = Message.Authors.Domains(Header);

    /// <summary>The command that the mail carries; nothing before it has been looked for.</summary>
    public MailCommand Command { get; init; } = MailCommand.None;

    /// <summary>True when it is for the mailboxes of roles alone: it is refused neither for its client nor as spam.</summary>
    public bool IsForRoles { get; init; }

    /// <summary>What the block lists said of the client; none before they have been asked.</summary>
    public Option<ScreeningVerdict> Screened { get; init; }

    /// <summary>What was found out about who sent it; none before that has been checked, or where it is not.</summary>
    public Option<SenderAuthentication> Sender { get; init; }

    /// <summary>What became of its scan for spam; none before that, and where there is no scanner.</summary>
    public Option<ScanOutcome> Scan { get; init; }

    /// <summary>What the relay lets us do, and leaves of a mail.</summary>
    public RelayProfile Relay { get; init; } = RelayProfile.Unknown;

    /// <summary>What of the mail decides whether a relay changes it.</summary>
    public RelayedContent Relayed => new(
        Mail.Content.Facts.Size, Mail.Content.Facts.EightBit,
        Mail.Envelope.Utf8 && Header.Fields.Exists(one => !System.Text.Ascii.IsValid(one.Raw.Span)) ? Utf8Need.Text : Utf8Need.Nothing,
        Mail.Content.Facts.LongestLine);

    /// <summary>The header section without the secrets of the command that the mail carries: what is shown, stored and rewritten.</summary>
    public HeaderSection Shown => Command.Masks.IsEmpty ? Header : HeaderSection.Parse(Overwriting.Within(Header.Render(), Command.Masks));

    /// <summary>What must be known of the mail to tell whether a command in it may run.</summary>
    /// <param name="policy">What commands go by.</param>
    /// <param name="seen">What its text holds.</param>
    /// <param name="now">The time.</param>
    public CommandFacts Facts(CommandPolicy policy, CommandCandidate seen, Instant now) => new(
        Id, now, Mail.Peer.Address, Header, Mail.Envelope.ReversePath is ReversePath.Null, seen,
        seen is CommandCandidate.Command command ? CommandOrders.Of(Id, At, Mail.Peer.Address, Mail.Envelope.ReversePath, Header, command) : Option<CommandOrder>.None)
    {
        Author = Sender.Match(sender => sender.ProvesAuthors ? AuthorProof.Proven : AuthorProof.Unproven, () => AuthorProof.NotChecked),
    };

    /// <summary>What the Received field of this mail tells.</summary>
    /// <param name="hostname">Our name.</param>
    public TraceFacts Trace(DomainName hostname) => new(
        Mail.Hello.Name, Mail.Hello.Extended, Mail.Envelope.Utf8,
        Mail.Tls.Map(tls => (tls.Protocol, tls.Cipher)), Mail.Peer.Address, hostname, Id, OnlyRecipient, At);

    /// <summary>What SPF checks of it.</summary>
    /// <param name="hostname">Our name.</param>
    public SpfRequest SpfRequest(DomainName hostname) => Authentication.Spf.SpfRequest.Of(
        Mail.Peer.Address, Mail.Hello.Name, Mail.Envelope.ReversePath, hostname, At);

    /// <summary>This mail as a fresh entry of the queue.</summary>
    /// <param name="retry">When it is tried again.</param>
    /// <param name="plan">What is sent.</param>
    public QueueEntry Entry(RetryPolicy retry, Plan plan) => QueueEntry.Of(
        retry, Id, EntryKind.Mail, At, new Queue.OriginalEnvelope(Mail.Envelope.ReversePath, Mail.Envelope.ForwardPaths, Sender.Map(sender => sender.ProvesSender)) { Routes = Mail.Envelope.Routes },
        plan.Job, JourneyLog.Grounds(this, plan), Shown.Render());

    Option<Mailbox> OnlyRecipient =>
        Mail.Envelope.ForwardPaths is [ForwardPath.Recipient(var mailbox)] ? mailbox : Option<Mailbox>.None;
}

/// <summary>The command that a mail carries, if it carries one.</summary>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Masks">The changes that hide its secrets: in the header section, and in the text of a mail that is forwarded without them.</param>
public sealed record MailCommand(CommandVerdict Verdict, Seq<Overwrite> Masks)
{
    /// <summary>No command.</summary>
    public static MailCommand None { get; } = new(new CommandVerdict.None(), default);

    /// <summary>The command that is to run.</summary>
    public Option<CommandVerdict.Run> Command => Verdict is CommandVerdict.Run run ? run : Option<CommandVerdict.Run>.None;

    /// <summary>True when a command is to run: the mail is stored together with it, for both or neither are taken.</summary>
    public bool IsOrdered => Verdict is CommandVerdict.Run;
}
