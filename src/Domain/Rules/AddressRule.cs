using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Rules;

/// <summary>What becomes of mail for some addresses, from some senders, for some time.</summary>
/// <param name="To">Which addresses; empty for all of ours.</param>
/// <param name="From">From which envelope senders; empty for all.</param>
/// <param name="Until">From when on the rule matches nothing any more; none for never.</param>
/// <param name="Action">What becomes of the mail.</param>
public sealed record AddressRule(Seq<AddressPattern> To, Seq<SenderPattern> From, Option<Instant> Until, RuleAction Action)
{
    /// <summary>Whether the rule decides about a recipient, and why not.</summary>
    /// <param name="sender">The envelope sender.</param>
    /// <param name="recipient">The recipient, at one of our domains.</param>
    /// <param name="now">The time.</param>
    public RuleFit Fit(ReversePath sender, Mailbox recipient, Instant now) =>
        !To.IsEmpty && !To.Exists(pattern => pattern.Matches(recipient)) ? RuleFit.OtherAddress
        : Until.Exists(end => end <= now) ? RuleFit.Expired
        : !From.IsEmpty && !From.Exists(pattern => pattern.Matches(sender)) ? RuleFit.OtherSender
        : !Action.Delivers && AddressPattern.IsPostmaster(recipient) ? RuleFit.Postmaster
        : RuleFit.Matches;
}

/// <summary>Whether a rule decides about a recipient.</summary>
public enum RuleFit
{
    /// <summary>It does.</summary>
    Matches,

    /// <summary>It is for other addresses.</summary>
    OtherAddress,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is for other senders.</summary>
    OtherSender,

    /// <summary>Mail for postmaster is neither refused nor dropped (RFC 5321 §4.5.1).</summary>
    Postmaster,
}

/// <summary>What a rule does with mail.</summary>
public abstract record RuleAction
{
    RuleAction() { }

    /// <summary>It goes to these mailboxes.</summary>
    /// <param name="Destinations">The mailboxes; at least one, none at a domain of ours.</param>
    /// <param name="Detail">What becomes of the detail of the address.</param>
    public sealed record Forward(Seq<Mailbox> Destinations, DetailTreatment Detail) : RuleAction;

    /// <summary>It goes where mail goes without rules.</summary>
    /// <param name="Detail">What becomes of the detail of the address.</param>
    public sealed record ForwardToDefault(DetailTreatment Detail) : RuleAction;

    /// <summary>Its recipient is refused.</summary>
    /// <param name="Reply">A 4yz or a 5yz reply.</param>
    public sealed record Refuse(Reply Reply) : RuleAction;

    /// <summary>It is taken, and goes nowhere.</summary>
    public sealed record Drop : RuleAction;

    /// <summary>True when somebody gets the mail.</summary>
    public bool Delivers => this is Forward or ForwardToDefault;
}

/// <summary>What becomes of the detail of an address (RFC 5233) when its mail is forwarded.</summary>
public enum DetailTreatment
{
    /// <summary>The destination gets nothing of it.</summary>
    Cut,

    /// <summary>It is put behind the local part of each destination.</summary>
    Keep,
}
