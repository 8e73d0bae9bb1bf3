using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>What the pickup folder tells the queue.</summary>
public class PickupResultLaws
{
    static IEnumerable<TestCaseData> Results { get; } =
    [
        new TestCaseData(new PickupResult.Stored("x.eml"), "250 2.0.0 stored as x.eml"),
        new TestCaseData(new PickupResult.Interrupted(), "451 4.3.2 storing the mail was interrupted"),
        new TestCaseData(new PickupResult.NoSpace(), "452 4.3.1 no space left for the mail"),
        new TestCaseData(new PickupResult.WrongSize(9, 10), "451 4.3.0 the mail could not be stored: it has 9 octets instead of 10"),
        new TestCaseData(new PickupResult.Failed("Access to the path is denied."), "451 4.3.0 the mail could not be stored: Access to the path is denied."),
    ];

    [TestCaseSource(nameof(Results))]
    public void Only_what_is_on_the_disk_is_delivered(PickupResult result, string reply)
    {
        Assert.That(result.Outcome.Because.ToString(), Is.EqualTo(reply));
        Assert.That(result.Outcome is Outcome.Delivered, Is.EqualTo(result is PickupResult.Stored));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool A_fault_of_any_words_is_a_clean_reply(HostileText words) =>
        new PickupResult.Failed(words.Value).Outcome is Outcome.Deferred { Reply: var reply } && reply.Lines.ForAll(line => line.All(c => c is >= ' ' and <= '~'));

    [Test]
    public void A_file_is_named_by_time_and_chance() =>
        Assert.That(PickupResult.FileName(QueueArbitraries.Noon, [0xab, 0x01]), Is.EqualTo("20261118T110640000Z-ab01.eml"));
}
