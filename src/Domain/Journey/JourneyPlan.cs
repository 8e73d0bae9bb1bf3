using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
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
        policy.Forwarding, Transit(policy, arrival), need, policy.Style.For(need, arrival.Digits, policy.Forwarding.MailFrom)).Masked(Masks(policy, arrival));

    /// <summary>As an attachment of a warning.</summary>
    public static Plan Wrapped(JourneyPolicy policy, Arrival arrival, RewriteNeed need) => arrival.Sender.Match(
        sender => Plan.Wrapped(policy.Forwarding, Transit(policy, arrival), need, sender).Masked(Masks(policy, arrival)),
        () => Of(policy, arrival, need));

    /// <summary>With another author's address, since the relay refused it as it was.</summary>
    public static Plan Refused(JourneyPolicy policy, Arrival arrival, string words)
    {
        var need = new RewriteNeed.Refused(words);
        return Plan.Of(policy.Forwarding, Transit(policy, arrival), need, ModeUponRefusal(policy, arrival)).Masked(Masks(policy, arrival));
    }

    /// <summary>
    /// How the author's address is changed should a relay refuse the plan for lack of authentication: none where the plan changes it already, the owner does not let it be
    /// changed, or it cannot be. What goes back to a bounce address's sender stays as it is.
    /// </summary>
    public static Option<AuthorChange> ChangeUponRefusal(JourneyPolicy policy, Arrival arrival, Plan plan) =>
        plan.Need is RewriteNeed.NotNeeded && policy.Style.IsWhenNeeded() && BounceReturn.Of(policy.Forwarding.Bounces, arrival).IsNone
        && !FromRewriting.Plan(arrival.Header, ModeUponRefusal(policy, arrival)).IsEmpty
            ? AuthorChange.Of(plan, ModeUponRefusal(policy, arrival), arrival.Mail.Content.Facts.Size - arrival.Header.Size)
            : Option<AuthorChange>.None;

    /// A mail that failed DMARC here is not vouched for, whatever its author asks receivers to do.
    static RewriteMode ModeUponRefusal(JourneyPolicy policy, Arrival arrival) =>
        arrival.Sender.Exists(sender => sender.Dmarc.Exists(each => each.Result == DmarcResult.Fail))
            ? new RewriteMode.NoDmarc(arrival.Digits) { Marked = true }
            : policy.Style.For(arrival.Digits, policy.Forwarding.MailFrom);

    /// <summary>What the chain of a mail came to that is sealed; none for one that is not: where the owner does not want it or nothing was checked, for a warning of ours, and for what goes back to a sender.</summary>
    public static Option<ArcResult> Chain(JourneyPolicy policy, Arrival arrival, Plan plan) =>
        policy.Seals && plan.Need is not RewriteNeed.Unverified { IsWrapped: true } && BounceReturn.Of(policy.Forwarding.Bounces, arrival).IsNone
            ? arrival.Sender.Map(sender => sender.Signatures.Arc.Result)
            : Option<ArcResult>.None;

    /// <summary>The mail as a fresh entry of the queue.</summary>
    public static QueueEntry Entry(JourneyPolicy policy, Arrival arrival, Plan plan) =>
        arrival.Entry(policy.Acceptance.Retry, plan) with { AuthorChange = ChangeUponRefusal(policy, arrival, plan) };

    /// <summary>The mail as an entry of the queue of which some destinations are settled.</summary>
    public static QueueEntry After(Arrival arrival, JourneyPolicy policy, Plan plan, DeliveryReport settled, Instant now)
    {
        var entry = Entry(policy, arrival, plan);
        return entry with { Destinations = entry.Destinations.Map(destination => destination.After(settled, now)) };
    }

    static TransitMail Transit(JourneyPolicy policy, Arrival arrival) => new(arrival.Trace(policy.Forwarding.Hostname), arrival.Mail, Header(policy, arrival))
    {
        Findings = new MailFindings(arrival.Sender, policy.Scan.Map(scan => (scan, arrival.Scan))),
    };

    static HeaderSection Header(JourneyPolicy policy, Arrival arrival) => policy.Carrier == CarrierTreatment.Untouched ? arrival.Header : arrival.Shown;

    static Seq<Message.Mime.Overwrite> Masks(JourneyPolicy policy, Arrival arrival) => policy.Carrier == CarrierTreatment.Untouched ? default : arrival.Command.Masks;
}
