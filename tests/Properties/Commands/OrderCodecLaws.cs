using System.Text.Json;
using Laitos.Domain.Commands;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Commands;

/// <summary>The stored form of an order.</summary>
public class OrderCodecLaws
{
    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public bool What_was_written_is_read_back(CommandOrder order) => OrderCodec.Read(OrderCodec.Write(order)) == order;

    [Property]
    public bool Any_octets_give_an_answer(byte[] octets) => OrderCodec.Read(Octets.Copy(octets ?? [])) is { IsLeft: true } or { IsRight: true };

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 100)]
    public bool No_beginning_of_an_order_passes_for_one(CommandOrder order, byte cut)
    {
        var whole = OrderCodec.Write(order);
        return OrderCodec.Read(whole.Slice(0, (whole.Length - 1) * cut / 255)).IsLeft;
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public bool A_changed_octet_is_refused_or_gives_an_order(CommandOrder order, uint at, byte octet)
    {
        var octets = OrderCodec.Write(order).Span.ToArray();
        octets[at % octets.Length] = octet;
        return OrderCodec.Read(new Octets(octets)) is { IsLeft: true } or { IsRight: true };
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 30)]
    public bool An_order_without_one_of_its_members_is_refused_unless_it_may_lack(CommandOrder order)
    {
        var written = JsonDocument.Parse(OrderCodec.Write(order).Memory).RootElement;
        return written.EnumerateObject().Where(member => member.Name is not ("replyTo" or "messageId" or "started")).All(missing =>
        {
            var rest = string.Join(",", written.EnumerateObject().Where(member => member.Name != missing.Name).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"));
            return OrderCodec.Read(Octets.Utf8("{" + rest + "}")).IsLeft;
        });
    }

    [TestCase("PLANTED7")]
    [TestCase("{\"v\":1,\"id\":\"i\",\"text\":\"PLANTED7")]
    [TestCase("{\"v\":1,\"id\":\"i\",\"at\":\"PLANTED7\"}")]
    [TestCase("{\"v\":1,\"id\":\"i\",\"at\":1,\"client\":\"PLANTED7\"}")]
    public void The_error_shows_nothing_of_a_damaged_order(string text)
    {
        var error = OrderCodec.Read(Octets.Utf8(text));
        Assert.That(error.IsLeft, Is.True);
        Assert.That(error.ToString(), Does.Not.Contain(Orders.Planted));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{\"v\":2}")]
    [TestCase("{\"v\":1,\"id\":\"\\ud800\"}")]
    public void What_is_no_order_of_this_version_is_refused(string text) => Assert.That(OrderCodec.Read(Octets.Utf8(text)).IsLeft, Is.True);

    [Test]
    public void Deep_nesting_is_refused() => Assert.That(OrderCodec.Read(Octets.Utf8(new string('[', 100_000))).IsLeft, Is.True);

    [Test]
    public void The_form_of_version_1() => Assert.That(OrderCodec.Write(Orders.Fresh() with { StartedAt = Orders.Noon }).ToUtf8(), Is.EqualTo(
        "{\"v\":1,\"id\":\"id1\",\"at\":1795000000000,\"client\":\"192.0.2.1\",\"replyTo\":\"alice@sender.test\",\"messageId\":\"\\u003Cm@sender.test\\u003E\","
        + "\"references\":[\"\\u003Cr@sender.test\\u003E\"],\"started\":1795000000000,\"text\":\".x hello\"}"));
}
