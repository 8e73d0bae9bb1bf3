using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting.EnvelopeSenders;

/// <summary>What is wrong with an address that has the form of a bounce address.</summary>
public enum BounceAddressFault
{
    /// <summary>It is incomplete or garbled.</summary>
    Malformed,

    /// <summary>None of the keys has made it.</summary>
    Forged,

    /// <summary>Its time is over, or has not come.</summary>
    Expired,
}

/// <summary>What a recipient at one of our domains is, read as a bounce address.</summary>
public abstract record BounceAddress
{
    BounceAddress() { }

    /// <summary>It is none: an address like any other.</summary>
    public sealed record Other : BounceAddress;

    /// <summary>We made it.</summary>
    /// <param name="Sender">Whose mail was sent from it; none where it was too long to be kept in the address.</param>
    public sealed record Valid(Option<Mailbox> Sender) : BounceAddress;

    /// <summary>It has the form of one, and is refused.</summary>
    public sealed record Refused(BounceAddressFault Fault) : BounceAddress;

    /// <summary>
    /// Reads an address. Whatever letter case it has got on its way, the result is the same. Tokens and SRS addresses are read whatever is made now, so that a
    /// change of the settings does not cut off what is under way.
    /// </summary>
    public static BounceAddress Read(BounceAddressPolicy policy, Mailbox recipient, Instant now)
    {
        var local = recipient.Local.Value;
        return policy.Keys.IsEmpty || !policy.IsLocal(recipient.Domain) ? new Other()
            : BounceToken.Looks(local) ? Outcome(BounceToken.Read(policy.Keys, policy.Days, local, now))
            : SrsAddress.Looks(local) ? Outcome(SrsAddress.Read(policy.Keys, policy.SrsHashLength, policy.Days, local, now).Map(Prelude.Some))
            : new Other();
    }

    static BounceAddress Outcome(Either<BounceAddressFault, Option<Mailbox>> read) =>
        read.Match<BounceAddress>(Right: sender => new Valid(sender), Left: fault => new Refused(fault));
}
