using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Journey;

/// <summary>What becomes of a mail to a bounce address whose mail goes back to the original sender.</summary>
public abstract record BounceReturn
{
    BounceReturn() { }

    /// <summary>It goes to the original sender.</summary>
    public sealed record To(Mailbox Sender) : BounceReturn;

    /// <summary>It goes nowhere.</summary>
    /// <param name="Reply">What the sending server is told.</param>
    /// <param name="Reason">The same for the log.</param>
    public sealed record Refused(Reply Reply, string Reason) : BounceReturn;

    /// <summary>
    /// The way back; none for a mail that goes the way of any other. Only notices travel back, those from the null sender and those that say that a program
    /// wrote them (RFC 3834 §2): otherwise whoever has seen such an address could write through us to somebody who does not know us.
    /// </summary>
    /// <param name="policy">How bounce addresses are read; none when they are not.</param>
    /// <param name="arrival">The mail.</param>
    public static Option<BounceReturn> Of(Option<BounceAddressPolicy> policy, Arrival arrival) =>
        arrival.Mail.Envelope is { ForwardPaths: [var path] } envelope
            ? Read(policy, path, arrival.At) switch
            {
                BounceAddress.Valid({ IsSome: true } sender) when GoesBack(policy) => envelope.ReversePath is ReversePath.Null || AutomaticMail.Is(arrival.Header)
                    ? sender.Map(BounceReturn (mailbox) => new To(mailbox))
                    : new Refused(BounceReplies.NotANotice, "no notice, and to a bounce address"),
                // Its last day has ended between RCPT and the data.
                BounceAddress.Refused(var fault) => new Refused(BounceReplies.To(fault), "a bounce address that is not good"),
                _ => Option<BounceReturn>.None,
            }
            : Option<BounceReturn>.None;

    /// <summary>
    /// The reply to a recipient that cannot be added to a transaction. A bounce address whose mail goes back is the only recipient of its mail: what is
    /// meant for others must not leave the house with it.
    /// </summary>
    /// <param name="policy">How bounce addresses are read; none when they are not.</param>
    /// <param name="envelope">The transaction so far.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="now">The time.</param>
    public static Option<Reply> Refusal(Option<BounceAddressPolicy> policy, Envelope envelope, ForwardPath recipient, Instant now) => Read(policy, recipient, now) switch
    {
        BounceAddress.Refused(var fault) => BounceReplies.To(fault),
        var address when IsAlone(policy, address) && envelope.ForwardPaths.Exists(path => path != recipient) => BounceReplies.Alone,
        _ when envelope.ForwardPaths is [var only] && only != recipient && IsAlone(policy, Read(policy, only, now)) => BounceReplies.Alone,
        _ => Option<Reply>.None,
    };

    /// <summary>True for an address that we have made.</summary>
    public static bool IsBounceAddress(Option<BounceAddressPolicy> policy, ForwardPath recipient, Instant now) => Read(policy, recipient, now) is BounceAddress.Valid;

    /// <summary>True for one whose mail goes back to the original sender.</summary>
    public static bool GoesBack(Option<BounceAddressPolicy> policy, ForwardPath recipient, Instant now) => IsAlone(policy, Read(policy, recipient, now));

    static bool IsAlone(Option<BounceAddressPolicy> policy, BounceAddress address) => GoesBack(policy) && address is BounceAddress.Valid { Sender.IsSome: true };

    static bool GoesBack(Option<BounceAddressPolicy> policy) => policy.Exists(each => each.To == BounceRecipient.Sender);

    static BounceAddress Read(Option<BounceAddressPolicy> policy, ForwardPath path, Instant now) =>
        path is ForwardPath.Recipient(var mailbox) && policy.Case is BounceAddressPolicy bounces ? BounceAddress.Read(bounces, mailbox, now) : Another;

    static readonly BounceAddress Another = new BounceAddress.Other();
}

/// <summary>The replies to mail for bounce addresses, by name.</summary>
public static class BounceReplies
{
    /// <summary>To a recipient that has the form of a bounce address and is not good.</summary>
    public static Reply To(BounceAddressFault fault) => fault switch
    {
        BounceAddressFault.Malformed => Reply.Of(550, 1, 1, "No such address: it looks like a bounce address and is incomplete"),
        BounceAddressFault.Forged => Reply.Of(550, 7, 1, "This bounce address was not made here: no mail of ours was sent from it"),
        BounceAddressFault.Expired => Reply.Of(550, 1, 1, "This bounce address has expired"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>To a bounce address beside other recipients: it is taken in a transaction of its own (RFC 5321 §4.5.3.1.10).</summary>
    public static Reply Alone { get; } = Reply.Of(452, 5, 3, "A bounce address takes a transaction of its own; send again to the rest");

    /// <summary>To a mail for a bounce address that is no notice.</summary>
    public static Reply NotANotice { get; } = Reply.Of(550, 7, 1, "This bounce address takes notices only: mail from <>, or mail that says it is automatic");
}
