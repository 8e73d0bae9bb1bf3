using System.Text;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Smtp;

/// <summary>What the codec of replies promises to the side that writes, and to the side that reads whatever comes.</summary>
public class ReplyCodecLaws
{
    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 300)]
    public bool What_is_written_reads_back(Reply reply)
    {
        var wire = reply.OnTheWire();
        return ReplyCodec.Read(ReplyProgress.Start, wire.Span) == new ReplyRead.Complete(reply, wire.Length);
    }

    [Property(MaxTest = 300)]
    public bool Hostile_text_leaves_as_one_bounded_printable_line_each(int code, string?[] texts)
    {
        var lines = texts.Select(text => text + "\r\n250 ok\0é" + new string('x', (code & 3) * 200)).Gather();
        var wire = new Reply(200 + (Math.Abs(code % 400)), new EnhancedStatus(5, 999, 999), lines).OnTheWire().ToLatin1();
        var written = wire.Split("\r\n");
        return written[^1].Length == 0
            && written.Length == Math.Max(1, lines.Count) + 1
            && written.All(line => line.Length <= 510 && line.All(c => c is >= ' ' and <= '~'));
    }

    [Property(MaxTest = 500)]
    public Property Any_octets_read_the_same_whole_and_one_by_one() =>
        Prop.ForAll(SmtpClientArbitraries.Wire.ToArbitrary(), wire => ReadAll(wire, wire.Length).SequenceEqual(ReadAll(wire, 1)));

    [Property(MaxTest = 300)]
    public Property What_lies_behind_a_reply_is_left_alone() =>
        Prop.ForAll(SmtpClientArbitraries.Replies.ToArbitrary(), SmtpClientArbitraries.Wire.ToArbitrary(), (reply, rest) =>
        {
            var wire = reply.OnTheWire().Span.ToArray();
            return ReplyCodec.Read(ReplyProgress.Start, [.. wire, .. rest]) == new ReplyRead.Complete(reply, wire.Length);
        });

    [TestCase("250\r\n", 250, "", "")]
    [TestCase("250\n", 250, "", "")]
    [TestCase("250 \r\n", 250, "", "")]
    [TestCase("250 2.1.5\r\n", 250, "2.1.5", "")]
    [TestCase("250 2.1.5 ok then\r\n", 250, "2.1.5", "ok then")]
    [TestCase("550 2.1.5 wrong class\r\n", 550, "", "2.1.5 wrong class")]
    [TestCase("250 2.1.5.6 x\r\n", 250, "", "2.1.5.6 x")]
    [TestCase("250 2.01.5 x\r\n", 250, "", "2.01.5 x")]
    [TestCase("250 2.1.1234 x\r\n", 250, "", "2.1.1234 x")]
    [TestCase("550-5.7.1 a\r\n550 5.7.1 b\r\n", 550, "5.7.1", "a b")]
    [TestCase("550-5.7.1 a\r\n550 b\r\n", 550, "5.7.1", "a b")]
    [TestCase("250-a\r\n550 b\r\n", 550, "", "a b")]
    [TestCase("250-a\r\n250\r\n", 250, "", "a ")]
    [TestCase("250 a\0b\tc\u001b\r\n", 250, "", "a?b?c?")]
    public void Replies_of_the_field(string wire, int code, string status, string text)
    {
        var read = (ReplyRead.Complete)ReplyCodec.Read(ReplyProgress.Start, Encoding.Latin1.GetBytes(wire));
        Assert.That((read.Reply.Code, read.Reply.Status.Match(s => s.ToString(), () => ""), read.Reply.Text), Is.EqualTo((code, status, text)));
    }

    [TestCase("")]
    [TestCase("25")]
    [TestCase("250 no end")]
    [TestCase("250-first\r\n")]
    public void Not_yet_a_reply(string wire) =>
        Assert.That(ReplyCodec.Read(ReplyProgress.Start, Encoding.Latin1.GetBytes(wire)), Is.InstanceOf<ReplyRead.NeedMore>());

    [TestCase("\r\n")]
    [TestCase("25 x\r\n")]
    [TestCase("150 x\r\n")]
    [TestCase("650 x\r\n")]
    [TestCase("250:x\r\n")]
    [TestCase("HTTP/1.1 400 Bad Request\r\n")]
    public void Not_a_reply(string wire) =>
        Assert.That(ReplyCodec.Read(ReplyProgress.Start, Encoding.Latin1.GetBytes(wire)), Is.InstanceOf<ReplyRead.Malformed>());

    [Test]
    public void Endless_replies_are_cut_off()
    {
        var line = Encoding.ASCII.GetBytes("250-" + new string('x', 1000) + "\r\n");
        Assert.Multiple(() =>
        {
            Assert.That(ReadAll(Repeat("250-\r\n"u8.ToArray(), ReplyCodec.MaxLines), 4096)[^1], Is.InstanceOf<ReplyRead.NeedMore>());
            Assert.That(ReadAll(Repeat("250-\r\n"u8.ToArray(), ReplyCodec.MaxLines + 1), 4096)[^1], Is.InstanceOf<ReplyRead.Malformed>());
            Assert.That(ReadAll(Repeat(line, ReplyCodec.MaxOctets / line.Length), 4096)[^1], Is.InstanceOf<ReplyRead.NeedMore>());
            Assert.That(ReadAll(Repeat(line, (ReplyCodec.MaxOctets / line.Length) + 1), 4096)[^1], Is.InstanceOf<ReplyRead.Malformed>());
            Assert.That(ReplyCodec.Read(ReplyProgress.Start, new byte[ReplyCodec.MaxLineRead - 1]), Is.InstanceOf<ReplyRead.NeedMore>());
            Assert.That(ReplyCodec.Read(ReplyProgress.Start, new byte[ReplyCodec.MaxLineRead]), Is.InstanceOf<ReplyRead.Malformed>());
        });
    }

    static byte[] Repeat(byte[] line, int count) => [.. Enumerable.Repeat(line, count).SelectMany(octets => octets)];

    /// All replies of a stream that arrives in pieces, and what came of its end; counts are left out, for they depend on the pieces.
    static List<object> ReadAll(byte[] wire, int piece)
    {
        var results = new List<object>();
        var (held, progress) = (Array.Empty<byte>(), ReplyProgress.Start);
        foreach (var chunk in wire.Chunk(Math.Max(1, piece)))
        {
            held = [.. held, .. chunk];
            while (true)
            {
                switch (ReplyCodec.Read(progress, held))
                {
                    case ReplyRead.Complete(var reply, var consumed):
                        results.Add(reply);
                        (held, progress) = (held[consumed..], ReplyProgress.Start);
                        continue;
                    case ReplyRead.NeedMore(var more, var consumed):
                        (held, progress) = (held[consumed..], more);
                        break;
                    case ReplyRead.Malformed malformed:
                        results.Add(malformed with { Error = malformed.Error with { Found = "" } });
                        return results;
                }

                break;
            }
        }

        results.Add(new ReplyRead.NeedMore(progress, 0));
        return results;
    }
}
