using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>What the session refuses by the same rules before the journey of a mail begins: for those who want to know without a session.</summary>
public static class SessionRefusal
{
    /// <summary>The reply to the first recipient that is refused, or else to the end of faulty data; none for a mail whose journey begins.</summary>
    /// <param name="policy">What sessions may do.</param>
    /// <param name="bounces">How bounce addresses are read; none when they are not.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="now">The time.</param>
    public static Option<Reply> Of(SessionPolicy policy, Option<BounceAddressPolicy> bounces, ReceivedMail mail, Instant now)
    {
        var taken = mail.Envelope with { ForwardPaths = default };
        foreach (var path in mail.Envelope.ForwardPaths)
        {
            if ((MailTransaction.IsLocal(policy, path) ? BounceReturn.Refusal(bounces, taken, path, now) : Replies.RelayDenied) is { IsSome: true } refusal)
            {
                return refusal;
            }

            taken = taken with { ForwardPaths = taken.ForwardPaths.Add(path) };
        }

        return MailTransaction.Refusal(policy, mail.Content.Facts.Faults);
    }
}
