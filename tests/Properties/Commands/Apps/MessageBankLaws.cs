using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class MessageBankLaws
{
    static readonly MessageSlot In = new("default", MessageDirection.In), Out = new("default", MessageDirection.Out);

    [TestCase("s default in hello there", "default", MessageDirection.In, "hello there")]
    [TestCase("S LoRaWAN OUT  two  blanks", "LoRaWAN", MessageDirection.Out, "two  blanks")]
    public void A_message_is_stored_under_its_tag_and_direction(string argument, string tag, MessageDirection direction, string text) =>
        Assert.That(AppRuns.Ask(Policy, ".b", argument), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.StoreMessage(new MessageSlot(tag, direction), text))));

    [TestCase("", "expected: ")]
    [TestCase("x", "expected: ")]
    [TestCase("s default in", "expected: ")]
    [TestCase("g default", "expected: ")]
    [TestCase("g default in more", "expected: ")]
    [TestCase("s default up x", "in or out")]
    [TestCase("g a.b in", "a tag is")]
    [TestCase("g 123456789012345678901234567890123 in", "a tag is")]
    public void What_is_not_written_so_is_refused(string argument, string reason) => Assert.That(AppRuns.Ask(Policy, ".b", argument).Refusal(), Does.Contain(reason));

    [Test]
    public void A_message_has_at_most_1000_characters_and_is_one_line()
    {
        Assert.That(AppRuns.Ask(Policy, ".b", "s default in " + new string('x', 1001)).Refusal(), Does.Contain("1000"));
        var stored = (AppRequest.StoreMessage)AppRuns.Ask(Policy, ".b", "s default in a\nb\ud800").IfLeft(error => throw new AssertionException(error));
        Assert.That(stored.Text, Is.EqualTo("a b\ufffd"));
    }

    [Test]
    public void Whoever_stores_hears_the_latest_that_waits_for_him()
    {
        var bank = MessageBank.Empty.Store(new BankMessage(In, Noon, "to you"));
        Assert.That(Said("s default in to you", bank), Is.EqualTo("message has been stored"));
        var answered = bank.Store(new BankMessage(Out, Noon, "old")).Store(new BankMessage(Out with { Tag = "DEFAULT" }, Noon + TimeSpan.FromSeconds(1), "new"));
        Assert.That(Said("s default in to you", answered), Is.EqualTo("Stored. Last outbound message was: 20261123T120001Z new"));
        Assert.That(Said("g Default out", answered), Is.EqualTo("20261123T120000Z old\n20261123T120001Z new\n"));
        Assert.That(Said("g LoRaWAN out", answered), Is.Empty);
    }

    [Property(MaxTest = 30)]
    public bool The_bank_stays_within_its_bounds_and_keeps_the_newest(byte tags, ushort count)
    {
        var slots = Enumerable.Range(0, (tags % 20) + 1).Select(n => new MessageSlot($"t{n}", MessageDirection.In)).ToArray();
        var messages = Enumerable.Range(0, count % 1500).Select(n => new BankMessage(slots[n % slots.Length], new Instant(n), $"{n}")).ToArray();
        var bank = messages.Aggregate(MessageBank.Empty, (filled, message) => filled.Store(message));
        var expected = messages.Where((_, n) => n >= messages.Length - Math.Min(MessageBank.Most, slots.Length * MessageBank.MostInSlot));
        return bank.Messages.SequenceEqual(expected) && slots.All(slot => bank.In(slot).Count <= MessageBank.MostInSlot);
    }

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 100)]
    public bool It_is_read_from_the_disk_as_it_was_written(AppResponse response) =>
        response is not AppResponse.Messages(var bank) || MessageBankCodec.Read(MessageBankCodec.Write(bank)) == Prelude.Right<SyntaxError, MessageBank>(bank);

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("""{"v": 2, "messages": []}""")]
    [TestCase("""{"v": 1, "messages": [{"tag": "a", "direction": "up", "at": 0, "text": "private"}]}""")]
    [TestCase("""{"v": 1, "messages": [{"tag": "a", "direction": "in", "at": -1, "text": "private"}]}""")]
    [TestCase("""{"v": 1, "messages": "private"}""")]
    public void A_damaged_one_is_refused_without_its_messages(string text) =>
        Assert.That(MessageBankCodec.Read(Octets.Utf8(text)).Match(_ => "read", error => error.ToString()), Does.Not.Contain("private").And.Not.EqualTo("read"));

    static string Said(string argument, MessageBank bank) => AppRuns.Conclude(Policy, ".b", argument, new AppResponse.Messages(bank)).Output;
}
