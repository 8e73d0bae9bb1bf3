using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

/// <summary>
/// A command that we took responsibility for: what is kept on disk from before the mail is answered with 250 until the replies are in the queue. It holds no
/// password. It runs at most once: <paramref name="StartedAt"/> is on disk before it starts.
/// </summary>
/// <param name="Id">The id of the mail that carried it.</param>
/// <param name="At">When the mail was complete.</param>
/// <param name="Text">The command, as <see cref="CommandCandidate.Command"/> has it.</param>
/// <param name="Client">Who handed the mail in.</param>
/// <param name="ReplyTo">Whom the result is mailed to; none when nobody may be written to.</param>
/// <param name="MessageId">The Message-ID of the mail, to reply to; with its angle brackets.</param>
/// <param name="References">The message ids of its References field, or else of In-Reply-To; with angle brackets, at most 20.</param>
/// <param name="StartedAt">When it was started; none before that.</param>
public sealed record CommandOrder(
    string Id, Instant At, string Text, IpAddress Client, Option<Mailbox> ReplyTo, Option<string> MessageId, Seq<string> References, Option<Instant> StartedAt)
{
    /// <summary>The order as one of which nobody knows whether it was started: it counts as started.</summary>
    public CommandOrder AsStarted() => this with { StartedAt = StartedAt.IfNone(At) };

    /// <summary>Without the text of the command, which may hold what nobody should see.</summary>
    public override string ToString() => $"CommandOrder {Id} of {At} from {Client}";
}

/// <summary>What came out of a command.</summary>
/// <param name="Error">What went wrong; none when all went well.</param>
/// <param name="Output">What it said.</param>
public sealed record CommandResult(Option<string> Error, string Output)
{
    /// <summary>A result without an error.</summary>
    public static CommandResult Ok(string output) => new(Option<string>.None, output);

    /// <summary>A result without output.</summary>
    public static CommandResult Failed(string error) => new(error, "");

    /// <summary>Without its texts, which may hold what nobody should see.</summary>
    public override string ToString() => Error.IsSome ? "CommandResult with an error" : "CommandResult";
}

/// <summary>A mail of our own about a command, ready to be queued.</summary>
/// <param name="Recipients">To whom it is addressed on the envelope; its reverse-path is null (RFC 3834 §3.3).</param>
/// <param name="Content">Its octets.</param>
public sealed record CommandMail(Seq<Mailbox> Recipients, Octets Content)
{
    /// <summary>Without its content, which may hold what nobody should see.</summary>
    public override string ToString() => $"CommandMail of {Content.Length} octets to {string.Join(", ", Recipients)}";
}

/// <summary>From the mail that carried a command to its order: who may be answered, and what the answer refers to.</summary>
public static class CommandOrders
{
    /// <summary>The order of a command that was found in a mail.</summary>
    /// <param name="id">The id of the mail.</param>
    /// <param name="at">When the mail was complete.</param>
    /// <param name="client">Who handed it in.</param>
    /// <param name="reversePath">Its sender on the envelope.</param>
    /// <param name="header">Its header section.</param>
    /// <param name="command">The command.</param>
    public static CommandOrder Of(string id, Instant at, IpAddress client, ReversePath reversePath, HeaderSection header, CommandCandidate.Command command)
    {
        var parent = MessageIds.Of(header, "Message-ID").HeadOrNone();
        return new CommandOrder(id, at, command.Text, client, ReplyTo(reversePath, header), parent, References(header), Option<Instant>.None);
    }

    /// Nobody is answered who has a null sender, or where a program wrote (RFC 3834 §2), or who answers to an answer of ours.
    static Option<Mailbox> ReplyTo(ReversePath reversePath, HeaderSection header) =>
        reversePath is ReversePath.Null || AutomaticMail.Is(header) || ReplyMail.IsOurs(header)
            ? Option<Mailbox>.None
            : Correspondent(header).Filter(mailbox => !AutomaticMail.IsRobot(mailbox));

    /// The first address of Reply-To, or else of From (RFC 5322 §3.6.2).
    static Option<Mailbox> Correspondent(HeaderSection header) =>
        First(header.Named("Reply-To").SelectEach(field => AddressList.Parse(field.Body).IfLeft(default(Seq<AddressEntry>)))) || First(Authors.Of(header));

    /// None where the first address can be read in two ways (<c>a@b@c</c>): the answer might go to the wrong one.
    static Option<Mailbox> First(Seq<AddressEntry> entries) => entries.HeadOrNone()
        .Filter(first => !entries.Skip(1).HeadOrNone().Exists(second => second.Start < first.DomainPlace.End && second.Start >= first.Start))
        .Bind(first => first.Mailbox);

    /// The References of the parent, or else its In-Reply-To if that names one mail alone (RFC 5322 §3.6.4).
    static Seq<string> References(HeaderSection header)
    {
        var references = MessageIds.Of(header, "References");
        var parents = MessageIds.Of(header, "In-Reply-To");
        return MessageIds.Bounded(references.IsEmpty && parents.Count == 1 ? parents : references);
    }
}
