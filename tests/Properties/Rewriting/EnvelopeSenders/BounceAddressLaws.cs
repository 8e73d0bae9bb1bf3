using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Rewriting.EnvelopeSenders;

/// <summary>Nobody but the holder of a key makes an address that is taken for one of ours.</summary>
public class BounceAddressLaws
{
    static readonly BounceAddressPolicy Policy = BounceArbitraries.Policy;

    [Property(Arbitrary = [typeof(BounceArbitraries)], MaxTest = 3000)]
    public void No_forged_address_is_valid(Forgery forgery) =>
        Assert.That(Read(forgery.Local), Is.Not.InstanceOf<BounceAddress.Valid>());

    [Property(Arbitrary = [typeof(BounceArbitraries)], MaxTest = 1000)]
    public void One_character_changed_and_it_is_forged(Stranger sender, int at, char other)
    {
        foreach (var style in new[] { EnvelopeSenderStyle.Token, EnvelopeSenderStyle.Srs })
        {
            var local = Made(style, sender).Local.Value;
            var changed = local.ToCharArray();
            var position = (at & int.MaxValue) % local.Length;
            changed[position] = char.IsAsciiLetterOrDigit(other) ? other : 'q';
            if (char.ToUpperInvariant(changed[position]) != char.ToUpperInvariant(local[position]))
            {
                Assert.That(Read(new string(changed)), Is.Not.InstanceOf<BounceAddress.Valid>(), $"{local} as {new string(changed)}");
            }
        }
    }

    [Property(Arbitrary = [typeof(BounceArbitraries)])]
    public void Any_part_of_one_is_refused_or_no_such_address(Stranger sender, int length)
    {
        var local = Made(EnvelopeSenderStyle.Token, sender).Local.Value;
        Assert.That(Read(local[..((length & int.MaxValue) % local.Length)]), Is.Not.InstanceOf<BounceAddress.Valid>());
        Assert.That(Read(local + "a"), Is.Not.InstanceOf<BounceAddress.Valid>());
    }

    [Property(Arbitrary = [typeof(BounceArbitraries)])]
    public void With_other_keys_it_is_forged_and_without_keys_it_is_an_address_like_any_other(Stranger sender)
    {
        foreach (var style in new[] { EnvelopeSenderStyle.Token, EnvelopeSenderStyle.Srs })
        {
            if (Made(style, sender) is var made && made != BounceArbitraries.Owner)
            {
                Assert.That(BounceAddress.Read(Policy with { Keys = Seqs.Of(new Secret("a key that is not in the ring")) }, made, BounceArbitraries.Now), Is.EqualTo(new BounceAddress.Refused(BounceAddressFault.Forged)));
                Assert.That(BounceAddress.Read(Policy with { Keys = default }, made, BounceArbitraries.Now), Is.EqualTo(new BounceAddress.Other()));
                Assert.That(BounceAddress.Read(Policy, made with { Host = Host.Parse("elsewhere.test").Match(Right: host => host, Left: _ => made.Host) }, BounceArbitraries.Now), Is.EqualTo(new BounceAddress.Other()));
            }
        }
    }

    [TestCase(EnvelopeSenderStyle.Token)]
    [TestCase(EnvelopeSenderStyle.Srs)]
    public void It_is_good_for_its_lifetime(EnvelopeSenderStyle style)
    {
        var made = Made(style, new Stranger((Mailbox)Mailbox.Parse("alice@a.test")));
        foreach (var (days, isGood) in new[] { (-2, false), (-1, true), (0, true), (21, true), (22, false), (500, false) })
        {
            var read = BounceAddress.Read(Policy, made, new Instant(BounceArbitraries.Now.UnixMilliseconds + (days * 86_400_000L)));
            Assert.That(read, Is.EqualTo(isGood ? new BounceAddress.Valid((Mailbox)Mailbox.Parse("alice@a.test")) : (BounceAddress)new BounceAddress.Refused(BounceAddressFault.Expired)), $"after {days} days");
        }
    }

    [TestCase("SRS0=AAAA=AA=a.test", BounceAddressFault.Malformed, TestName = "Too few parts")]
    [TestCase("SRS1=AAAA", BounceAddressFault.Malformed, TestName = "Too few parts of the second kind")]
    [TestCase("b1aaaaaaaaaaaaaaaaaaaa", BounceAddressFault.Forged, TestName = "The shortest token")]
    [TestCase("b1aaaaaaaaaaaaaaaaaaab", BounceAddressFault.Malformed, TestName = "A digit that holds more than the rest of an octet")]
    [TestCase("b1aaaaaaaaaaaaaaaaaaa1", BounceAddressFault.Malformed, TestName = "A character that no token has")]
    public void What_has_the_form_and_is_none(string local, BounceAddressFault fault) => Assert.That(Read(local), Is.EqualTo(new BounceAddress.Refused(fault)));

    [TestCase("alice")]
    [TestCase("b1")]
    [TestCase("b1-team-of-the-second-floor")]
    [TestCase("b1aaaaaaaaaaaaaaaaaaa")]
    [TestCase("bartholomewfitzgeraldthethird")]
    [TestCase("srs")]
    [TestCase("srs0")]
    [TestCase("srs2=a=b")]
    public void What_is_an_address_like_any_other(string local) => Assert.That(Read(local), Is.EqualTo(new BounceAddress.Other()));

    /// <summary>Tokens under way must be read by every later version.</summary>
    [TestCase("alice@example.com", "b1lvarq35wydwjvt742b7nj3euh7il35q5o5xcm")]
    [TestCase("Bob.O'Neil+x@gmail.com", "b1ar2z6z2fwqfvbllmvskriydfd54p6nnumk3zlm4vka")]
    [TestCase("bounces+1234567-89ab-someone=example.net@em123.a-very-long-name.example", "b1kczk4bl6yduczvojc4za")]
    public void The_form_never_changes(string sender, string token)
    {
        var made = BounceToken.Write(Policy.Keys.Head, (Mailbox)Mailbox.Parse(sender), BounceArbitraries.Now);
        Assert.That(made, Is.EqualTo(token));
    }

    static BounceAddress Read(string local) => LocalPart.Parse(local).Match(
        Right: part => BounceAddress.Read(Policy, new Mailbox(part, new Host.Named(Policy.Domain)), BounceArbitraries.Now), Left: _ => new BounceAddress.Other());

    static Mailbox Made(EnvelopeSenderStyle style, Stranger sender) =>
        EnvelopeSender.For(Policy with { Style = style }, BounceArbitraries.Owner, sender.Path, BounceArbitraries.Now).Address.Single();
}
