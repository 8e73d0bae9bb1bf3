using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Rewriting.EnvelopeSenders;

/// <summary>Which envelope sender a forwarded mail gets, in each style.</summary>
public class EnvelopeSenderLaws
{
    static readonly EnvelopeSenderStyle[] Styles = Enum.GetValues<EnvelopeSenderStyle>();

    [TestCaseSource(nameof(Styles))]
    public void A_null_sender_stays_null(EnvelopeSenderStyle style) =>
        Assert.That(For(style, new ReversePath.Null()), Is.EqualTo(new ReversePath.Null()));

    [TestCaseSource(nameof(Styles))]
    public void A_sender_at_a_domain_of_ours_becomes_the_one_address(EnvelopeSenderStyle style) =>
        Assert.That(For(style, new ReversePath.Sender((Mailbox)Mailbox.Parse("me@home.test"))).Address, Is.EqualTo(Prelude.Some(BounceArbitraries.Owner)));

    [Property(Arbitrary = [typeof(BounceArbitraries)])]
    public void By_default_every_sender_becomes_the_one_address(Stranger sender)
    {
        Assert.That(For(EnvelopeSenderStyle.MailFrom, sender.Path).Address, Is.EqualTo(Prelude.Some(BounceArbitraries.Owner)));
        Assert.That(EnvelopeSender.For(Option<BounceAddressPolicy>.None, BounceArbitraries.Owner, sender.Path, BounceArbitraries.Now).Address, Is.EqualTo(Prelude.Some(BounceArbitraries.Owner)));
    }

    /// <summary>In ASCII, at a domain of ours, within the limits of RFC 5321 §4.5.3.1, and as an address that is read as it is written.</summary>
    [Property(Arbitrary = [typeof(BounceArbitraries)], MaxTest = 2000)]
    public void Whatever_the_sender_the_address_is_one_that_servers_take(Stranger sender)
    {
        foreach (var style in Styles)
        {
            var address = For(style, sender.Path).Address.Single();
            Assert.That(address.ToString(), Does.Match("^[!-~]{1,64}@(bounce[.])?home[.]test$"));
            Assert.That(Mailbox.Parse(address.ToString()) == address, address.ToString());
        }
    }

    /// <summary>A key ring whose first key has been replaced, in any letter case, within its time.</summary>
    [Property(Arbitrary = [typeof(BounceArbitraries)], MaxTest = 2000)]
    public void What_comes_back_finds_its_sender(Stranger sender, int seed)
    {
        var random = new Random(seed);
        foreach (var style in Styles.Where(style => style != EnvelopeSenderStyle.MailFrom))
        {
            var made = For(style, sender.Path).Address.Single();
            if (made == BounceArbitraries.Owner)
            {
                continue;
            }

            var policy = BounceArbitraries.Policy with { Keys = Seqs.Of(new Secret("a newer key of the ring")).Then(BounceArbitraries.Policy.Keys) };
            var later = new Instant(BounceArbitraries.Now.UnixMilliseconds + random.NextInt64((long)TimeSpan.FromDays(21).TotalMilliseconds));
            var folded = new string([.. made.Local.Value.Select(c => random.Next(3) switch { 0 => char.ToUpperInvariant(c), 1 => char.ToLowerInvariant(c), _ => c })]);
            var read = BounceAddress.Read(policy, (Mailbox)Mailbox.Parse($"{folded}@home.test"), later);
            var back = read is BounceAddress.Valid(var found) ? found : throw new AssertionException($"{sender} in {style} is read as {read}");
            Assert.That(back.IsNone || back.Map(Unwrapped) == Unwrapped(sender.Mailbox), $"{sender} became {back}");
            Assert.That(back.IsSome || style == EnvelopeSenderStyle.Token, "SRS never leaves the sender out");
        }
    }

    /// <summary>What was an SRS address of a third comes back as one of the first forwarder.</summary>
    static string Unwrapped(Mailbox mailbox) => mailbox.Local.Value.Split('=', 3) is [['S' or 's', 'R' or 'r', 'S' or 's', '1'], _, var rest] && rest.Split('=', 2) is [var host, var srs0]
        ? $"SRS0{srs0}@{host}".ToUpperInvariant()
        : mailbox.ToString().ToUpperInvariant();

    static ReversePath For(EnvelopeSenderStyle style, ReversePath received) =>
        EnvelopeSender.For(BounceArbitraries.Policy with { Style = style }, BounceArbitraries.Owner, received, BounceArbitraries.Now);
}
