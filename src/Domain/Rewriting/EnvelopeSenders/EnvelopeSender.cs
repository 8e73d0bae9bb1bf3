using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting.EnvelopeSenders;

/// <summary>The reverse-path of a forwarded mail. Ours, for SPF judges it by our address; where notices of failure find their way.</summary>
public static class EnvelopeSender
{
    /// <summary>
    /// A null sender stays null (RFC 5321 §4.5.5). A sender at one of our own domains becomes <paramref name="mailFrom"/>: what came back to it would come to
    /// us anyway. So does one that SRS cannot express in 64 octets.
    /// </summary>
    /// <param name="policy">How bounce addresses are made; none when they are not.</param>
    /// <param name="mailFrom">The one address that is good for all.</param>
    /// <param name="received">The envelope sender that the mail came with.</param>
    /// <param name="now">The time.</param>
    public static ReversePath For(Option<BounceAddressPolicy> policy, Mailbox mailFrom, ReversePath received, Instant now) => received switch
    {
        ReversePath.Null => received,
        ReversePath.Sender when policy.IsNone => new ReversePath.Sender(mailFrom),
        ReversePath.Sender(var sender) => new ReversePath.Sender(policy
            .Filter(each => !each.IsLocal(sender.Domain))
            .Bind(each => Made(each, sender, now))
            .IfNone(mailFrom)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Option<Mailbox> Made(BounceAddressPolicy policy, Mailbox sender, Instant now) =>
        from key in policy.Keys.HeadOrNone()
        from local in policy.Style switch
        {
            EnvelopeSenderStyle.MailFrom => Option<string>.None,
            EnvelopeSenderStyle.Token => BounceToken.Write(key, sender, now),
            EnvelopeSenderStyle.Srs => SrsAddress.Write(key, policy.SrsHashLength, sender, now).Filter(text => text.Length <= BounceAddressPolicy.MostOctets),
            _ => throw new System.Diagnostics.UnreachableException(),
        }
        from part in LocalPart.Parse(local).ToOption()
        select new Mailbox(part, new Host.Named(policy.Domain));
}
