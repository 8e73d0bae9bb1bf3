using System.Buffers;
using System.Text;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>What dot-stuffing promises, against an unstuffing written to be obviously right.</summary>
public class DotStuffingLaws
{
    [Property(MaxTest = 500)]
    public Property Unstuffing_gives_back_the_mail_with_its_last_line_ended() =>
        Prop.ForAll(SmtpClientArbitraries.Contents.ToArbitrary(), content =>
            Unstuff(Stuff(content)).SequenceEqual(content.Length == 0 || content.AsSpan().EndsWith("\r\n"u8) ? content : [.. content, .. "\r\n"u8]));

    [Property(MaxTest = 500)]
    public Property Pieces_of_any_size_give_the_same_octets() =>
        Prop.ForAll(SmtpClientArbitraries.Contents.ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), (content, size) =>
            Stuff([.. content.Chunk(size)]).SequenceEqual(Stuff(content)));

    [Property(MaxTest = 500)]
    public Property The_end_of_data_occurs_once_and_last() =>
        Prop.ForAll(SmtpClientArbitraries.Contents.ToArbitrary(), content =>
        {
            var wire = (byte[])[.. "\r\n"u8, .. Stuff(content)];
            return wire.AsSpan().IndexOf("\r\n.\r\n"u8) == wire.Length - 5;
        });

    [TestCase("", ".\r\n")]
    [TestCase(".", "..\r\n.\r\n")]
    [TestCase("a", "a\r\n.\r\n")]
    [TestCase("a\r", "a\r\r\n.\r\n")]
    [TestCase("a\n.b\r\n", "a\n.b\r\n.\r\n")]
    [TestCase(".\r\n", "..\r\n.\r\n")]
    [TestCase("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n.\r\n")]
    public void Borders(string content, string wire) =>
        Assert.That(Encoding.Latin1.GetString(Stuff(Encoding.Latin1.GetBytes(content))), Is.EqualTo(wire));

    static byte[] Stuff(params byte[][] pieces)
    {
        var sink = new ArrayBufferWriter<byte>();
        var place = pieces.Aggregate(LinePlace.Start, (place, piece) => DotStuffing.Feed(place, piece, sink));
        DotStuffing.Finish(place, sink);
        return sink.WrittenSpan.ToArray();
    }

    /// Lines end at CRLF; one leading dot is dropped; a lone dot ends the mail.
    static byte[] Unstuff(byte[] wire)
    {
        var lines = Encoding.Latin1.GetString(wire).Split("\r\n");
        var content = lines.TakeWhile(line => line != ".").Select(line => (line.StartsWith('.') ? line[1..] : line) + "\r\n");
        return Encoding.Latin1.GetBytes(string.Concat(content));
    }
}
