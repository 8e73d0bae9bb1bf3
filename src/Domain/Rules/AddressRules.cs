using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Rules;

/// <summary>
/// What becomes of each address of ours: the first rule that matches decides, and an address that no rule takes does not exist. Only recipients at our own domains come here, so no rule can
/// let anything in for another.
/// </summary>
/// <param name="Rules">The rules in their order; at least one.</param>
/// <param name="Hostname">The domain of a postmaster that is named without one.</param>
/// <param name="Default">Where mail goes without rules: the owner's mailboxes.</param>
public sealed record AddressRules(Seq<AddressRule> Rules, DomainName Hostname, Seq<Mailbox> Default)
{
    /// <summary>The verdict on a recipient, whatever it is.</summary>
    /// <param name="sender">The envelope sender.</param>
    /// <param name="recipient">The recipient, at one of our domains.</param>
    /// <param name="now">The time.</param>
    public RecipientVerdict Decide(ReversePath sender, ForwardPath recipient, Instant now)
    {
        var address = AddressOf(recipient);
        for (var i = 0; i < Rules.Count; i++)
        {
            if (Rules[i].Fit(sender, address, now) == RuleFit.Matches)
            {
                return Apply(Rules[i].Action, recipient, address, NameOf(i));
            }
        }

        // RFC 5321 §4.5.1: mail for postmaster is always taken.
        return AddressPattern.IsPostmaster(address)
            ? ToDefault(recipient, "default (postmaster)")
            : new RecipientVerdict.Refused(RuleReplies.NoSuchAddress, "no rule");
    }

    /// <summary>The verdict on a recipient that the owner gets, whatever the rules say.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="reason">Why.</param>
    public RecipientVerdict ToDefault(ForwardPath recipient, string reason) => new RecipientVerdict.Taken(new RecipientRoute(recipient, Default, reason));

    /// <summary>The rules for an address that would decide about it, if it were not for the sender, the time, or its being postmaster's: up to the rule that does decide.</summary>
    public Seq<(string Rule, RuleFit Fit)> PassedOver(ReversePath sender, ForwardPath recipient, Instant now)
    {
        var address = AddressOf(recipient);
        return Rules.AsEnumerable().Select((rule, i) => (Rule: NameOf(i), Fit: rule.Fit(sender, address, now)))
            .TakeWhile(each => each.Fit != RuleFit.Matches).Where(each => each.Fit != RuleFit.OtherAddress).Gather();
    }

    /// <summary>The place of a rule in the configuration.</summary>
    public static string NameOf(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Rules[{index}]");

    RecipientVerdict Apply(RuleAction action, ForwardPath recipient, Mailbox address, string name)
    {
        return action switch
        {
            RuleAction.Forward(var destinations, var treatment) => To(destinations, treatment),
            RuleAction.ForwardToDefault(var treatment) => To(Default, treatment),
            RuleAction.Refuse(var reply) => new RecipientVerdict.Refused(reply, name),
            RuleAction.Drop => To(default, DetailTreatment.Cut),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        RecipientVerdict To(Seq<Mailbox> destinations, DetailTreatment treatment) =>
            new RecipientVerdict.Taken(new RecipientRoute(recipient, WithDetail(destinations, address, treatment).AsEnumerable().Distinct().Gather(), name));
    }

    static Seq<Mailbox> WithDetail(Seq<Mailbox> destinations, Mailbox address, DetailTreatment treatment) =>
        treatment == DetailTreatment.Cut
            ? destinations
            : Subaddress.Of(address.Local.Value).Detail.Match(detail => destinations.Map(destination => Subaddress.Attach(destination, detail)).Strict(), () => destinations);

    Mailbox AddressOf(ForwardPath recipient) => recipient is ForwardPath.Recipient(var mailbox) ? mailbox : AddressPattern.Postmaster(Hostname);
}

/// <summary>What is said to recipients that rules refuse, by name.</summary>
public static class RuleReplies
{
    /// <summary>To an address that no rule takes.</summary>
    public static Reply NoSuchAddress { get; } = Reply.Of(550, 1, 1, "No such address here");
}
