using Laitos.Domain.Commands;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>The plan for a mail on its journey, without the secrets of its command.</summary>
static class JourneyPlan
{
    /// <summary>As it is, or with another author's address.</summary>
    public static Plan Of(JourneyPolicy policy, Arrival arrival, RewriteNeed need) => Plan.Of(
        policy.Forwarding, arrival.Trace(policy.Forwarding.Hostname), arrival.Mail, Header(policy, arrival), need,
        policy.Style.For(need, arrival.Digits, policy.Forwarding.MailFrom), arrival.Sender).Masked(Masks(policy, arrival));

    /// <summary>As an attachment of a warning.</summary>
    public static Plan Wrapped(JourneyPolicy policy, Arrival arrival, RewriteNeed need) => arrival.Sender.Match(
        sender => Plan.Wrapped(policy.Forwarding, arrival.Trace(policy.Forwarding.Hostname), arrival.Mail, Header(policy, arrival), need, sender).Masked(Masks(policy, arrival)),
        () => Of(policy, arrival, need));

    /// <summary>True for a plan that leaves the author's address alone, where the owner lets it be changed and it can be. What goes back to a bounce address's sender stays as it is.</summary>
    public static bool CanBeRewritten(JourneyPolicy policy, Arrival arrival, Plan plan) =>
        plan.Need is RewriteNeed.NotNeeded && policy.Style.IsWhenNeeded() && BounceReturn.Of(policy.Forwarding.Bounces, arrival).IsNone
        && !FromRewriting.Plan(arrival.Header, policy.Style.For(arrival.Digits, policy.Forwarding.MailFrom)).IsEmpty;

    /// <summary>The mail as an entry of the queue of which some destinations are settled.</summary>
    public static QueueEntry After(Arrival arrival, JourneyPolicy policy, Plan plan, DeliveryReport settled, Instant now)
    {
        var entry = arrival.Entry(policy.Acceptance.Retry, plan);
        return entry with { Destinations = entry.Destinations.Map(destination => destination.After(settled, now)) };
    }

    static HeaderSection Header(JourneyPolicy policy, Arrival arrival) => policy.Carrier == CarrierTreatment.Untouched ? arrival.Header : arrival.Shown;

    static Seq<Message.Mime.Overwrite> Masks(JourneyPolicy policy, Arrival arrival) => policy.Carrier == CarrierTreatment.Untouched ? default : arrival.Command.Masks;
}
