using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>Refusals of a mail for lack of authentication: its author's address would have to be another one.</summary>
public static class AuthenticationRefusal
{
    /// <summary>
    /// True for the replies of RFC 7372 that concern DKIM or several methods at once (x.7.20, x.7.21, x.7.22, x.7.26), for 5.7.509 as one big provider says it, and for a
    /// refusal for policy reasons (x.7.x) whose words name DMARC.
    /// </summary>
    public static bool Is(Reply reply) =>
        !reply.IsPositive && reply.Status.Exists(status => status.Subject == 7)
        && (reply.Status.Exists(status => status.Detail is 20 or 21 or 22 or 26 or 509) || reply.Text.Contains("DMARC", StringComparison.OrdinalIgnoreCase));

    /// <summary>The first such reply of a report, if there is one.</summary>
    public static Option<Reply> In(DeliveryReport report) => report.Outcomes.Pick(static item => Is(item.Outcome.Because) ? item.Outcome.Because : Option<Reply>.None);

    /// <summary>The recipients that such replies were given for.</summary>
    public static Seq<Mailbox> Refusing(DeliveryReport report) => report.Outcomes.Filter(item => Is(item.Outcome.Because)).Map(item => item.Recipient);

    /// <summary>The report without them.</summary>
    public static DeliveryReport Accepted(DeliveryReport report) => report with { Outcomes = report.Outcomes.Filter(item => !Is(item.Outcome.Because)) };

    /// <summary>The report with the outcomes of a second attempt for them.</summary>
    public static DeliveryReport Settled(DeliveryReport first, DeliveryReport second) =>
        first with { Outcomes = first.Outcomes.Map(item => second.Outcomes.Find(again => again.Recipient == item.Recipient).IfNone(item)) };
}
