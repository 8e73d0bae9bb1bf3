using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting.EnvelopeSenders;

namespace Laitos.Properties.Arbitraries;

/// <summary>A sender who lives elsewhere than at our domains.</summary>
public sealed record Stranger(Mailbox Mailbox)
{
    public ReversePath Path => new ReversePath.Sender(Mailbox);
}

/// <summary>A local part that no key has made, and that begins as a bounce address does.</summary>
public sealed record Forgery(string Local);

public static class BounceArbitraries
{
    public static Instant Now { get; } = new(1_790_000_000_000);

    /// <summary>The two characters by which SRS tells the day of <see cref="Now"/>.</summary>
    const string Stamp = "HN";

    public static BounceAddressPolicy Policy { get; } = new(
        EnvelopeSenderStyle.Token, AuthenticationArbitraries.Name("bounce.home.test"), Seqs.Of(AuthenticationArbitraries.Name("bounce.home.test"), AuthenticationArbitraries.Name("home.test")),
        Seqs.Of(new Secret("the first key of the ring"), new Secret("the second key of the ring")), TimeSpan.FromDays(21), 8, BounceRecipient.Owner);

    public static Mailbox Owner { get; } = (Mailbox)Mailbox.Parse("forwarder@home.test");

    public static Arbitrary<Stranger> Strangers() => Gen.Frequency(
            (3, AddressArbitraries.Mailboxes().Generator),
            (3, from local in Word
                from tail in Gen.Elements("", ".smith", "+tag", "=x.test", "ER")
                from domain in Gen.Elements("gmail.com", "example.org", "mail.example.co.uk", "d.test")
                select (Mailbox)Mailbox.Parse($"{local}{tail}@{domain}")),
            (1, Gen.Elements($"SRS0=tpAO={Stamp}=example.com=test@fwd.test", $"srs1=uNkN=fwd.test==tpAO={Stamp}=example.com=test@second.test", "SRS0=x@y.test", "SRS1=x@y.test", $"SRS0+a={Stamp}=c.test=d@fwd.test", "SRS1=h=f.test=garbage@y.test")
                .Select(text => (Mailbox)Mailbox.Parse(text))))
        .Where(mailbox => !mailbox.Domain.Exists(domain => Policy.LocalDomains.Exists(mine => mine == domain))).Select(mailbox => new Stranger(mailbox)).ToArbitrary();

    public static Arbitrary<Forgery> Forgeries() => Gen.OneOf(
            from length in Gen.Choose(20, 64) from digits in Gen.Elements("abcdefghijklmnopqrstuvwxyz234567".ToCharArray()).ListOf(length) select $"b1{string.Concat(digits)}",
            from length in Gen.Choose(20, 90) from digits in Gen.Elements("abz0189ABZ".ToCharArray()).ListOf(length) select $"B1{string.Concat(digits)}",
            from kind in Gen.Elements("SRS0=", "srs1=", "SRS0+", "SRS1-") from parts in Gen.Elements("", "=", "a", "tpAO+ou4", "AA", "example.com", "test", "==", "SRS0=").ListOf() select kind + string.Join('=', parts),
            from hash in Gen.Elements("abcdefgh", "AAAAAAAA", "+/+/+/+/") from stamp in Gen.Elements("AA", "Z7", "19") from rest in Gen.Elements("a.test=b", "a.test=", "=", "a=b=c") select $"SRS0={hash}={stamp}={rest}")
        .Where(local => LocalPart.Parse(local).IsRight).Select(local => new Forgery(local)).ToArbitrary();

    static Gen<string> Word => from length in Gen.Choose(1, 30) from letters in Gen.Elements("abcdeimnorstu0129.".ToCharArray()).ListOf(length) select "a" + string.Concat(letters).Replace(".", "", StringComparison.Ordinal);
}
