using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

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
