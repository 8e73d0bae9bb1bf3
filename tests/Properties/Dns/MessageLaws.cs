using System.Diagnostics;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

using Message = Laitos.Domain.Dns.Message;

public class MessageLaws
{
    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 300)]
    public bool Decoding_is_the_inverse_of_encoding(Message message) => MessageDecoder.Decode(Encoded(message)) == message;

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 40)]
    public bool Every_proper_prefix_of_a_packet_is_an_error(Message message)
    {
        var packet = Encoded(message);
        return Enumerable.Range(0, packet.Length).All(length => MessageDecoder.Decode(packet.Slice(0, length)).IsLeft);
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool What_follows_a_packet_is_passed_over(Message message, byte more) =>
        MessageDecoder.Decode(new Octets((byte[])[.. Encoded(message).Span, more])) == message;

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 500)]
    public bool Any_octets_give_a_message_or_an_error_within_the_packet(Packet packet) =>
        MessageDecoder.Decode(packet.Octets).Match(_ => true, error => error.Offset >= 0 && error.Offset <= packet.Octets.Length);

    /// What is decoded can be encoded again, and then means the same: nothing outside the rules gets in.
    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 500)]
    public bool What_was_decoded_survives_being_encoded(Packet packet) =>
        MessageDecoder.Decode(packet.Octets).Match(
            message => MessageEncoder.Encode(message).Match(again => MessageDecoder.Decode(again) == message, error => packet.Octets.Length > 5000),
            _ => true);

    [Property(Arbitrary = [typeof(DnsArbitraries)])]
    public bool A_name_is_written_once(OwnerName name)
    {
        var record = new ResourceRecord(name.Text, RecordType.Ns, ResourceRecord.Internet, 60, new RecordData.Name(name.Text));
        var one = Message.Query(1, new Question(name.Text, RecordType.Ns), default);
        return name.Text.Length == 0 || Encoded(one with { Answers = Seqs.Of(record) }).Length == Encoded(one).Length + 2 + 10 + 2;
    }

    /// RFC 2181 §8: 2147483647 seconds is the longest time; a number above it is none.
    [TestCase(0x7fff_ffff, 0x7fff_ffff)]
    [TestCase(0x8000_0000, 0)]
    [TestCase(0xffff_ffff, 0)]
    public void A_time_to_live_beyond_the_longest_is_none(long written, long read)
    {
        var record = new ResourceRecord("a", RecordType.Txt, ResourceRecord.Internet, written, new RecordData.Text(Octets.Utf8("x")));
        var decoded = MessageDecoder.Decode(Encoded(new Message(new Header(1, 0), default, Seqs.Of(record), default, default, default)));
        Assert.That(decoded.Map(message => message.Answers.Head.Ttl), Is.EqualTo(Prelude.Right<DnsFormatError, long>(read)));
    }

    [TestCase(0, true, TestName = "A_pointer_into_the_header_is_an_error")]
    [TestCase(12, false, TestName = "A_pointer_to_the_first_name_is_followed")]
    public void A_pointer(byte target, bool isError)
    {
        byte[] packet = [0, 1, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 1, 0, 1, 0xc0, target, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1];
        Assert.That(MessageDecoder.Decode(new Octets(packet)).IsLeft, Is.EqualTo(isError));
    }

    [Test]
    public void A_name_that_cannot_be_written_is_an_error() =>
        Assert.That(MessageEncoder.Encode(Message.Query(1, new Question("a..b", RecordType.A), default)).IsLeft);

    [Test]
    public void A_packet_of_more_than_64_KiB_is_an_error()
    {
        var half = new ResourceRecord("a", RecordType.Txt, ResourceRecord.Internet, 60, new RecordData.Text(new Octets(new byte[40_000])));
        var message = new Message(new Header(1, 0), default, Seqs.Of(half), default, default, default);
        Assert.That(MessageEncoder.Encode(message).IsRight);
        Assert.That(MessageEncoder.Encode(message with { Answers = Seqs.Of(half, half) }).IsLeft);
    }

    /// Every record begins with a pointer into the longest chain of pointers that the packet can hold: the costliest packet we know.
    [Test]
    public void The_costliest_packet_costs_little()
    {
        byte[] header = [0, 1, 0x80, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0];
        var packet = header.ToList();
        packet.AddRange([0, 0, 46, 0, 1, 0, 0, 0, 0, 0x3f, 0x00]);
        var first = packet.Count;
        packet.AddRange(Enumerable.Range(0, 0x1f80).SelectMany(i => Pointer(i == 0 ? 12 : first + ((i - 1) * 2))));
        var last = packet.Count - 2;
        while (packet.Count < 65_000)
        {
            packet.AddRange([.. Pointer(Math.Min(last, 0x3ffe)), 0, 46, 0, 1, 0, 0, 0, 0, 0, 0]);
        }

        var octets = new Octets(packet.ToArray());
        var began = Stopwatch.GetTimestamp();
        Assert.That(MessageDecoder.Decode(octets).IsLeft);
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(1)));

        static byte[] Pointer(int target) => [(byte)(0xc0 | (target >> 8)), (byte)target];
    }

    /// As many names of 255 octets as 64 KiB can hold, each reached by a pointer.
    [Test]
    public void A_packet_full_of_longest_names_costs_little()
    {
        var name = string.Join('.', new[] { 63, 63, 63, 61 }.Select(length => new string('x', length)));
        var record = new ResourceRecord(name, RecordType.Ptr, ResourceRecord.Internet, 60, new RecordData.Name(name));
        var message = new Message(new Header(1, 0x8000), default, Enumerable.Repeat(record, 1500).Gather(), default, default, default);
        var packet = Encoded(message);
        var began = Stopwatch.GetTimestamp();
        Assert.That(MessageDecoder.Decode(packet).IsRight);
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    static Octets Encoded(Message message) => MessageEncoder.Encode(message).Match(octets => octets, error => throw new InvalidOperationException(error.ToString()));
}
