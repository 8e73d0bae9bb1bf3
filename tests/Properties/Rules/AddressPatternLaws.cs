using Laitos.Domain.Addresses;
using Laitos.Domain.Rules;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Rules;

public class AddressPatternLaws
{
    [TestCase("me@example.com", "me@example.com", true)]
    [TestCase("me@example.com", "ME@EXAMPLE.COM", true)]
    [TestCase("me@example.com", "me+shop@example.com", true)]
    [TestCase("me@example.com", "me+@example.com", true)]
    [TestCase("me@example.com", "+me@example.com", false)]
    [TestCase("me@example.com", "you@example.com", false)]
    [TestCase("me+shop@example.com", "me+shop@example.com", true)]
    [TestCase("me+shop@example.com", "me+shop+2@example.com", false)]
    [TestCase("me+*@example.com", "me@example.com", false)]
    [TestCase("*-list@example.com", "a-list+tag@example.com", true)]
    [TestCase("shop-*@example.com", "shop-1@blog.example.com", false)]
    [TestCase("sales@*", "sales@blog.example.com", true)]
    [TestCase("*@*.example.com", "a@example.com", false)]
    [TestCase("*@*.example.com", "a@b.c.example.com", true)]
    [TestCase("*@bücher.example", "a@xn--bcher-kva.example", true)]
    [TestCase("*@*.bücher.example", "a@x.xn--bcher-kva.example", true)]
    [TestCase("*@example.com.", "a@example.com", true)]
    [TestCase("\"a *\"@example.com", "\"a b\"@example.com", true)]
    [TestCase("*@*", "a@[192.0.2.1]", true)]
    public void Examples(string pattern, string address, bool isMatch) =>
        Assert.That(((AddressPattern)AddressPattern.Parse(pattern)).Matches(JourneyMails.Box(address)), Is.EqualTo(isMatch));

    [TestCase("")]
    [TestCase("me")]
    [TestCase("@example.com")]
    [TestCase("me@")]
    [TestCase("me@exa mple.com")]
    [TestCase("me@*ü.example")]
    [TestCase("me@a..b")]
    [TestCase("me@-*.example!")]
    [TestCase("a b@example.com")]
    [TestCase("a@b@example.com")]
    public void What_is_no_pattern_is_refused(string text) => Assert.That(AddressPattern.Parse(text).IsLeft);

    [Property(MaxTest = 200)]
    public Property What_is_written_is_read_back_as_the_same() =>
        Prop.ForAll(RuleArbitraries.Patterns.ToArbitrary(), pattern => (AddressPattern)AddressPattern.Parse(pattern.ToString()) == pattern);

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 200)]
    public bool Any_mailbox_is_matched_by_itself(Mailbox mailbox) =>
        mailbox.Domain.IsNone || AddressPattern.Parse(mailbox.ToString()).Match(pattern => pattern.Matches(mailbox), _ => false);

    [TestCase("shop+tag", "shop", "tag")]
    [TestCase("shop+a+b", "shop", "a+b")]
    [TestCase("shop+", "shop", "")]
    [TestCase("+shop", "+shop", null)]
    [TestCase("shop", "shop", null)]
    public void A_local_part_is_a_user_and_a_detail(string local, string user, string? detail) =>
        Assert.That(Subaddress.Of(local), Is.EqualTo(new Subaddress(user, Prelude.Optional(detail))));

    [TestCase("me@private.test", "shop", "me+shop@private.test")]
    [TestCase("me+in@private.test", "shop", "me+in+shop@private.test")]
    [TestCase("me@private.test", "", "me@private.test")]
    [TestCase("me@private.test", "a%b", "me@private.test")]
    [TestCase("me@private.test", "a!b", "me@private.test")]
    [TestCase("me@private.test", "a@other.test", "me@private.test")]
    [TestCase("me@private.test", "a b", "me@private.test")]
    [TestCase("me@private.test", "ä", "me@private.test")]
    [TestCase("me@private.test", ".a", "me@private.test")]
    [TestCase("me@private.test", "a..b", "me@private.test")]
    [TestCase("me@private.test", "0123456789012345678901234567890123456789012345678901234567890", "me+0123456789012345678901234567890123456789012345678901234567890@private.test")]
    [TestCase("me@private.test", "01234567890123456789012345678901234567890123456789012345678901", "me@private.test")]
    public void A_detail_is_put_behind_a_destination_where_it_means_nothing_else(string destination, string detail, string result) =>
        Assert.That(Subaddress.Attach(JourneyMails.Box(destination), detail), Is.EqualTo(JourneyMails.Box(result)));
}
