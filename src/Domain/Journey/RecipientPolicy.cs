using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Journey;

/// <summary>What decides about each recipient at one of our domains.</summary>
/// <param name="Bounces">How bounce addresses are read; none when there are none.</param>
/// <param name="Rules">The rules for addresses; none when every address goes the same way.</param>
public sealed record RecipientPolicy(Option<BounceAddressPolicy> Bounces, Option<AddressRules> Rules)
{
    /// <summary>Every recipient is taken.</summary>
    public static RecipientPolicy TakesAll { get; } = new(default, default);

    /// <summary>True when there is something to decide.</summary>
    public bool Decides => Bounces.IsSome || Rules.IsSome;

    /// <summary>
    /// The verdict on a recipient. A bounce address that we made is no address of the owner's choice: no rule is asked about it, and what comes back to it is never lost by one.
    /// </summary>
    /// <param name="envelope">The transaction so far.</param>
    /// <param name="recipient">The recipient, at one of our domains.</param>
    /// <param name="now">The time.</param>
    public RecipientVerdict Judge(Envelope envelope, ForwardPath recipient, Instant now) =>
        BounceReturn.Refusal(Bounces, envelope, recipient, now).Match(
            reply => new RecipientVerdict.Refused(reply, Option<string>.None),
            () => Rules.Match(
                rules => BounceReturn.GoesBack(Bounces, recipient, now) ? RecipientVerdict.Plain
                    : BounceReturn.IsBounceAddress(Bounces, recipient, now) ? rules.ToDefault(recipient, "default (bounce address)")
                    : rules.Decide(envelope.ReversePath, recipient, now),
                () => RecipientVerdict.Plain));
}
