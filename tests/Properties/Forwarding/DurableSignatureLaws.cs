using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Forwarding;

/// <summary>Each weakness of a signature is enough, and nothing else is one.</summary>
public class DurableSignatureLaws
{
    static readonly SignatureResult Plain = Signed("from");

    [TestCase(0, true)]
    [TestCase(-1, true)]
    [TestCase(1, false)]
    [TestCase(null, false)]
    public void One_that_expires_no_later_than_the_last_attempt_is_weak(int? seconds, bool isWeak) =>
        Assert.That(DurableSignature.Weakness(Signed("from") with { Expires = seconds.ToOption().Map(more => JourneyMails.Noon + TimeSpan.FromSeconds(more)) }, Passage()).IsSome, Is.EqualTo(isWeak));

    [Test]
    public void Whatever_breaks_it_on_the_way_is_a_weakness() => Assert.Multiple(() =>
    {
        Assert.That(DurableSignature.Weakness(Plain, Passage()).IsNone);
        Assert.That(DurableSignature.Weakness(Plain with { HasBodyLimit = true }, Passage()).IsSome, "a text may be appended");
        Assert.That(DurableSignature.Weakness(Plain, Passage() with { IsUnchangedByRelay = false }).IsSome);
        Assert.That(DurableSignature.Weakness(Plain, Passage() with { IsMasked = true }).IsSome);
    });

    [TestCase("", "received", true, Description = "it forbids the first")]
    [TestCase("Received: x\r\n", "received", false)]
    [TestCase("Received: x\r\n", "received received", true)]
    [TestCase("", "x-other x-other", false, Description = "nobody adds that")]
    public void One_that_forbids_what_is_put_in_front_is_weak(string fields, string covered, bool isWeak) =>
        Assert.That(DurableSignature.Weakness(Signed([.. covered.Split(' ')]), Passage(fields)).IsSome, Is.EqualTo(isWeak));

    [TestCase(true, "from authentication-results", true)]
    [TestCase(false, "from authentication-results", false)]
    [TestCase(true, "from", false)]
    public void One_that_covers_results_suffers_where_one_of_them_is_taken_away(bool removes, string covered, bool isWeak) =>
        Assert.That(DurableSignature.Weakness(Signed([.. covered.Split(' ')]), Passage("Authentication-Results: mx.example.com; none\r\n") with { Removed = removes ? Seqs.Of("Authentication-Results") : default }).IsSome, Is.EqualTo(isWeak));

    static SignatureResult Signed(params string[] covered) => new SignatureCase("bank.test", DkimResult.Pass, null, false, false, covered).Found;

    static Passage Passage(string fields = "") => new(
        HeaderSection.Parse(Octets.Latin1(fields + "From: a@bank.test\r\n\r\n")), Plan.AddedFields(JourneyMails.Policy().Forwarding), default, false, true, JourneyMails.Noon);
}
