using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>What the session refuses by the same rules before the journey of a mail begins: for those who want to know without a session.</summary>
/// <param name="Reply">The reply to the first recipient that is refused, or else to the end of faulty data.</param>
/// <param name="DecidedBy">What decided about the recipient; none where the reply tells all.</param>
public sealed record SessionRefusal(Reply Reply, Option<string> DecidedBy)
{
    /// <summary>The refusal, or the mail as its session submits it: with what was decided about each recipient.</summary>
    /// <param name="policy">What sessions may do.</param>
    /// <param name="recipients">What decides about recipients.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="now">The time.</param>
    public static Either<SessionRefusal, ReceivedMail> Of(SessionPolicy policy, RecipientPolicy recipients, ReceivedMail mail, Instant now)
    {
        var taken = mail.Envelope with { ForwardPaths = default };
        foreach (var path in mail.Envelope.ForwardPaths.AsEnumerable().Distinct())
        {
            switch (OfRecipient(policy, recipients, taken, path, now))
            {
                case RecipientVerdict.Refused(var reply, var decidedBy):
                    return new SessionRefusal(reply, decidedBy);
                case RecipientVerdict.Taken(var route):
                    taken = taken.With(path, route);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return MailTransaction.Refusal(policy, mail.Content.Facts.Faults).Match(
            reply => Prelude.Left<SessionRefusal, ReceivedMail>(new SessionRefusal(reply, Option<string>.None)),
            () => mail with { Envelope = taken });
    }

    /// <summary>The verdict on one recipient.</summary>
    /// <param name="policy">What sessions may do.</param>
    /// <param name="recipients">What decides about recipients at our domains.</param>
    /// <param name="envelope">The transaction so far.</param>
    /// <param name="recipient">The recipient.</param>
    /// <param name="now">The time.</param>
    public static RecipientVerdict OfRecipient(SessionPolicy policy, RecipientPolicy recipients, Envelope envelope, Addresses.ForwardPath recipient, Instant now) =>
        MailTransaction.IsLocal(policy, recipient) ? recipients.Judge(envelope, recipient, now) : new RecipientVerdict.Refused(Replies.RelayDenied, Option<string>.None);
}
