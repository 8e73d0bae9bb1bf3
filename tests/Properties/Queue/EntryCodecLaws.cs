using System.Text;
using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>The stored form of an entry.</summary>
public class EntryCodecLaws
{
    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool What_was_written_is_read_back(QueueEntry entry) => EntryCodec.Read(EntryCodec.Write(entry)) == entry;

    [Property(Arbitrary = [typeof(QueueArbitraries), typeof(AddressArbitraries)], MaxTest = 100)]
    public bool What_was_decided_about_recipients_is_read_back(QueueEntry entry, ForwardPath recipient, Mailbox destination)
    {
        var routes = Seqs.Of(new RecipientRoute(recipient, Seqs.Of(destination, Entries.Mailbox("me@private.example")), "Rules[0]"), new RecipientRoute(recipient, default, "Rules[12]"));
        var routed = entry with { OriginalEnvelope = entry.OriginalEnvelope with { Routes = routes } };
        return EntryCodec.Read(EntryCodec.Write(routed)) == routed;
    }

    [Property]
    public bool Any_octets_give_an_answer(byte[] octets) => EntryCodec.Read(Octets.Copy(octets ?? [])) is { IsLeft: true } or { IsRight: true };

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 100)]
    public bool No_beginning_of_an_entry_passes_for_one(QueueEntry entry, byte cut)
    {
        var whole = EntryCodec.Write(entry);
        return EntryCodec.Read(whole.Slice(0, (whole.Length - 1) * cut / 255)).IsLeft;
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool A_changed_octet_is_refused_or_gives_an_entry(QueueEntry entry, uint at, byte octet)
    {
        var octets = EntryCodec.Write(entry).Span.ToArray();
        octets[at % octets.Length] = octet;
        return EntryCodec.Read(new Octets(octets)) is { IsLeft: true } or { IsRight: true };
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 20)]
    public bool An_entry_without_one_of_its_members_is_refused_unless_it_may_lack(QueueEntry entry)
    {
        var written = JsonDocument.Parse(EntryCodec.Write(entry).Memory).RootElement;
        return written.EnumerateObject().Where(member => member.Name is not ("held" or "authorChange")).All(missing =>
        {
            var rest = string.Join(",", written.EnumerateObject().Where(member => member.Name != missing.Name).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"));
            return EntryCodec.Read(Octets.Utf8("{" + rest + "}")).IsLeft;
        });
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"v\":0}")]
    [TestCase("{\"v\":2}")]
    [TestCase("{\"v\":3}")]
    [TestCase("{\"v\":\"1\"}")]
    [TestCase("{\"v\":1,\"id\":\"\\ud800\"}")]
    [TestCase("{\"v\":1.5}")]
    [TestCase("{\"v\":1}x")]
    public void What_is_no_entry_of_this_version_is_refused(string text) => Assert.That(EntryCodec.Read(Octets.Utf8(text)).IsLeft, Is.True);

    [Test]
    public void Deep_nesting_is_refused() => Assert.That(EntryCodec.Read(Octets.Utf8(new string('[', 100_000))).IsLeft, Is.True);

    [Test]
    public void A_time_that_cannot_be_shown_is_refused()
    {
        var text = Encoding.UTF8.GetString(EntryCodec.Write(Entries.Fresh()).Span);
        var due = Entries.Noon.UnixMilliseconds.ToString();
        Assert.That(EntryCodec.Read(Octets.Utf8(text.Replace($"\"due\":{due}", "\"due\":9223372036854775807"))).IsLeft, Is.True);
        Assert.That(EntryCodec.Read(Octets.Utf8(text.Replace($"\"due\":{due}", "\"due\":253402300799999"))).IsRight, Is.True);
    }

    [TestCase("mail", EntryKind.Mail)]
    [TestCase("notice-to-owner", EntryKind.NoticeToOwner)]
    [TestCase("notice-to-sender", EntryKind.NoticeToSender)]
    [TestCase("reply", EntryKind.Reply)]
    public void Every_kind_that_was_ever_written_is_read(string word, EntryKind kind)
    {
        var text = EntryCodec.Write(Entries.Fresh()).ToUtf8().Replace("\"kind\":\"mail\"", $"\"kind\":\"{word}\"");
        Assert.That(EntryCodec.Read(Octets.Utf8(text)) == (Entries.Fresh() with { Kind = kind }), Is.True);
    }

    [Test]
    public void What_version_1_wrote_is_read_and_written_as_version_2()
    {
        var octets = EntryCodec.Write(Entries.Fresh());
        var earlier = Octets.Utf8(octets.ToUtf8().Replace("{\"v\":2,", "{\"v\":1,", StringComparison.Ordinal));
        Assert.That(earlier, Is.Not.EqualTo(octets));
        Assert.That(EntryCodec.Read(earlier).Map(EntryCodec.Write) == octets, Is.True);
    }

    [Test]
    public void The_form_of_version_2()
    {
        var entry = Entries.Fresh() with
        {
            Destinations = Seqs.Of(
                Entries.Owed("me@private.example", Reply.Of(451, 4, 1, "away")),
                Entries.Box("us@private.example") with { State = new DestinationState.Delivered(Reply.Of(250, "ok"), Entries.Noon) }),
            Held = "by the owner",
            AuthorChange = new AuthorChange(new RewriteMode.NoDmarc(42), 300, 100, 420, "550 5.7.26 unauthenticated"),
        };
        Assert.That(EntryCodec.Write(entry).ToUtf8(), Is.EqualTo(
            "{\"v\":2,\"id\":\"id1\",\"kind\":\"mail\",\"accepted\":1795000000000,\"expires\":1795259200000,"
            + "\"origin\":{\"reversePath\":\"a@sender.test\",\"forwardPaths\":[\"x@example.com\"],\"authenticated\":true},"
            + "\"transfer\":{\"sender\":\"forwarder@own.example\",\"fallback\":\"forwarder@own.example\",\"size\":1000,\"eightBit\":false,\"utf8\":false},"
            + "\"destinations\":[{\"mailbox\":\"me@private.example\",\"state\":\"owed\",\"reply\":{\"code\":451,\"status\":\"4.4.1\",\"lines\":[\"away\"]}},"
            + "{\"mailbox\":\"us@private.example\",\"state\":\"delivered\",\"reply\":{\"code\":250,\"lines\":[\"ok\"]},\"at\":1795000000000}],"
            + "\"attempts\":0,\"due\":1795000000000,\"held\":\"by the owner\",\"delayTold\":false,\"grounds\":[{\"name\":\"client\",\"value\":\"192.0.2.1\"}],"
            + "\"header\":\"U3ViamVjdDogaGVsbG8NCg==\","
            + "\"authorChange\":{\"mode\":\"domain\",\"digits\":42,\"marked\":false,\"front\":300,\"seal\":100,\"head\":420,\"refusal\":\"550 5.7.26 unauthenticated\"}}"));
    }
}
