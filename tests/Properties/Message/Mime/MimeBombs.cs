using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Message.Mime;

/// <summary>Mail made to cost more than it weighs. What is counted is memory, which unlike time is the same on every machine.</summary>
public class MimeBombs
{
    const string Multipart = "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n";

    /// <summary>A part of twice the size costs about twice as much: nothing grows with the square.</summary>
    [TestCase("text/plain", "7bit", "\n")]
    [TestCase("text/plain", "7bit", "é\r")]
    [TestCase("text/plain", "quoted-printable", "=")]
    [TestCase("text/plain", "quoted-printable", "=\r\n")]
    [TestCase("text/plain", "quoted-printable", " ")]
    [TestCase("text/plain", "base64", "=")]
    [TestCase("text/plain", "base64", "YQ==")]
    [TestCase("text/plain; charset=iso-2022-jp", "7bit", "\u001b")]
    [TestCase("text/plain; charset=iso-2022-jp", "7bit", "\u001b(")]
    [TestCase("text/plain; charset=iso-2022-jp", "7bit", "\u001b$B")]
    [TestCase("text/plain; charset=gb18030", "7bit", "\u0081")]
    [TestCase("text/plain; format=flowed", "7bit", "a \n")]
    [TestCase("text/plain; format=flowed", "7bit", "> \n")]
    [TestCase("text/plain; format=flowed", "7bit", ">")]
    [TestCase("text/html", "7bit", "<")]
    [TestCase("text/html", "7bit", "<a ")]
    [TestCase("text/html", "7bit", "<a b=\"")]
    [TestCase("text/html", "7bit", "<!--")]
    [TestCase("text/html", "7bit", "</script ")]
    [TestCase("text/html", "7bit", "<script>")]
    [TestCase("text/html", "7bit", "&")]
    [TestCase("text/html", "7bit", "&#;")]
    [TestCase("text/html", "7bit", "&amp")]
    [TestCase("text/html", "7bit", "<blockquote>a")]
    [TestCase("text/html", "7bit", "<br>")]
    [TestCase("text/html", "7bit", " <b>")]
    public void A_text_made_of_one_piece(string type, string encoding, string piece)
    {
        var (half, whole) = (Cost(1 << 16), Cost(1 << 17));
        Assert.That(whole, Is.LessThan((2.5 * half) + 100_000));
        Assert.That(whole, Is.LessThan(64 << 20));

        long Cost(int size) => Allocated(Octets.Latin1($"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{string.Concat(Enumerable.Repeat(piece, size / piece.Length))}"), size);
    }

    [TestCase("Content-Type: text/plain", ";")]
    [TestCase("Content-Type: text/plain", "(")]
    [TestCase("Content-Type: text/plain", ";a=\"\\")]
    [TestCase("Content-Type: text/plain", "; boundary*")]
    [TestCase("Content-Type: text/plain; a=", "\"")]
    [TestCase("Content-Disposition: inline", "()")]
    public void A_field_made_of_one_piece(string field, string piece)
    {
        var (half, whole) = (Cost(1 << 14), Cost(1 << 15));
        Assert.That(whole, Is.LessThan((2.5 * half) + 100_000));

        long Cost(int size) => Allocated(Octets.Latin1($"{Multipart}{field}{string.Concat(Enumerable.Repeat(piece, size / piece.Length))}\r\n\r\nx"), size);
    }

    [Test]
    public void Many_sections_of_a_parameter() =>
        Assert.That(Walks.Lines($"Content-Type: text/plain{string.Concat(Enumerable.Range(0, 4000).Select(index => $"; charset*{index}=x"))}\r\n\r\na"), Is.EqualTo(new[] { "a" }));

    /// <summary>Lines of delimiters of an open part, of deep nesting, and of none.</summary>
    [TestCase("--B\r\n")]
    [TestCase("--B--\r\n")]
    [TestCase("--x\r\n")]
    [TestCase("--")]
    [TestCase("--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n")]
    [TestCase("--B\r\nContent-Type: text/html\r\n\r\n")]
    [TestCase("\r\n")]
    [TestCase("x")]
    public void A_body_of_32_MiB_made_of_one_piece_is_not_kept(string piece)
    {
        var header = HeaderSection.Parse(Octets.Latin1("Content-Type: multipart/mixed; boundary=B\r\n\r\n"));
        var chunk = Octets.Latin1(string.Concat(Enumerable.Repeat(piece, (64 << 10) / piece.Length)));
        var walk = MimeWalk.Begin(header).Advance("--B\r\n\r\n"u8).Next;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 512; count++)
        {
            walk = walk.Advance(chunk.Span).Next;
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 << 20));
    }

    [Test]
    public void Octets_that_arrive_one_by_one_are_copied_a_few_times_only()
    {
        var (half, whole) = (Cost(1 << 16), Cost(1 << 17));
        Assert.That(whole, Is.LessThan(2.5 * half));

        static long Cost(int size)
        {
            var walk = MimeWalk.Begin(HeaderSection.Parse(Octets.Latin1("X: y\r\n\r\n")));
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var count = 0; count < size; count++)
            {
                walk = walk.Advance("x"u8).Next;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    static long Allocated(Octets mail, int size)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parts = Walks.Parts(mail);
        Masking.Of(parts.SelectEach(part => part.Lines.Map(line => new LineRange(line, 0, Math.Min(size, line.Text.Length)))));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
