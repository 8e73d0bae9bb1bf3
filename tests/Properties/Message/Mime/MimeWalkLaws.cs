using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message.Mime;

/// <summary>The same text in every wrapping gives the same lines, however the mail arrives.</summary>
public class MimeWalkLaws
{
    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 1000)]
    public Property Every_wrapping_of_a_text_shows_its_lines(Wrapped wrapped)
    {
        var shown = Walks.Lines(wrapped.Mail);
        var agrees = shown.Length == wrapped.MimeWrapping.Parts && shown.All(lines => lines.Select(Tabless).SequenceEqual(wrapped.Lines.Select(Tabless)));
        return agrees.Label(string.Join("\n--\n", shown.Select(lines => string.Join('\n', lines.Select(line => $"[{Printable.Escape(line)}]")))));

        // HTML beside plain text shows no tabs.
        static string Tabless(string line) => line.Replace('\t', ' ');
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 300)]
    public bool Where_the_octets_of_a_mail_are_cut_does_not_matter(Wrapped wrapped, Cuts cuts) =>
        Walks.Parts(wrapped.Mail, cuts.Sizes) == Walks.Parts(wrapped.Mail);

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 700)]
    public bool Where_any_octets_are_cut_does_not_matter(MimeSoup soup, MimeSoup body, Cuts cuts)
    {
        var mail = new Octets((byte[])[.. "Content-Type: multipart/mixed; boundary=B\r\n"u8, .. soup.Octets.Span, .. "\r\n--B\r\n"u8, .. body.Octets.Span]);
        return Walks.Parts(mail, cuts.Sizes) == Walks.Parts(mail) && Walks.Parts(soup.Octets, cuts.Sizes) == Walks.Parts(soup.Octets);
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 300)]
    public bool A_walk_may_be_used_again(MimeSoup soup, MimeSoup one, MimeSoup other)
    {
        var walk = MimeWalk.Begin(HeaderSection.Parse(Octets.Latin1("Content-Type: multipart/mixed; boundary=B\r\n\r\n"))).Advance("--B\r\n"u8).Next.Advance(soup.Octets.Span).Next;
        var before = Rest(walk, one);
        Rest(walk, other);
        return Rest(walk, one) == before;

        static Seq<TextPart> Rest(MimeWalk walk, MimeSoup soup) => walk.Advance(soup.Octets.Span) is var (next, parts) ? parts.Then(next.End()) : default;
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 1000)]
    public bool A_line_has_no_line_ending(MimeSoup head, MimeSoup body) =>
        Walks.Lines(new Octets((byte[])[.. head.Octets.Span, .. "\r\n"u8, .. body.Octets.Span])).All(lines => lines.All(line => !line.Contains('\r', StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal)));

    [Test]
    public void What_is_within_an_attachment_or_a_mail_within_the_mail_is_not_looked_at()
    {
        Assert.That(Walks.Lines("Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nverysecret.s inner\r\n"), Is.Empty);
        Assert.That(Walks.Lines("Content-Disposition: attachment\r\n\r\nverysecret.s\r\n"), Is.Empty);
        Assert.That(Walks.Lines("Content-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n\r\nSubject: x\r\n\r\nverysecret.s\r\n--B\r\nContent-Type: text/plain\r\n\r\nseen\r\n--B--\r\n"), Is.EqualTo(new[] { "seen" }));
        Assert.That(Walks.Lines("Content-Type: multipart/mixed; boundary=B\r\nContent-Disposition: attachment\r\n\r\n--B\r\n\r\nverysecret.s\r\n--B--\r\n"), Is.Empty);
    }

    [TestCase("Content-Disposition: inline\r\n", true)]
    [TestCase("Content-Disposition: INLINE; size=3\r\n", true)]
    [TestCase("Content-Disposition: ; x=y\r\n", true)]
    [TestCase("Content-Disposition: Attachment\r\n", false)]
    [TestCase("Content-Disposition: unheard-of\r\n", false)]
    [TestCase("Content-Disposition: inline; filename=x\r\n", false)]
    [TestCase("Content-Disposition: inline; filename*0*=utf-8''x\r\n", false)]
    [TestCase("Content-Disposition: inline; FileName*=utf-8''x\r\n", false)]
    [TestCase("Content-Type: text/plain; name=x\r\n", false)]
    [TestCase("Content-Type: text/plain (name=x)\r\n", true)]
    [TestCase("Content-Type: text/calendar\r\n", false)]
    [TestCase("Content-Type: text\r\n", true)]
    [TestCase("Content-Type:\r\n", true)]
    [TestCase("Content-Transfer-Encoding: x-uuencode\r\n", false)]
    [TestCase("Content-Transfer-Encoding: BINARY (so to say)\r\n", true)]
    public void What_is_text(string fields, bool isText) => Assert.That(Walks.Lines(fields + "\r\ntext\r\n"), Is.EqualTo(isText ? new[] { "text" } : []));

    [TestCase("boundary=B", "B")]
    [TestCase("boundary=\"B\"", "B")]
    [TestCase("boundary=\"B   \"", "B")]
    [TestCase("boundary=\"B", "B")]
    [TestCase("boundary=a=b:c/d", "a=b:c/d")]
    [TestCase("x; boundary=B", "B")]
    [TestCase("boundary=B; boundary=C", "B")]
    [TestCase("charset=\"a;boundary=C\";boundary=B;", "B")]
    [TestCase("boundary (c (d)) = (e) B (f)", "B")]
    [TestCase("boundary*=us-ascii'en'a%3Db", "a=b")]
    [TestCase("boundary*0=a;boundary*1=b;boundary*3=d", "ab")]
    [TestCase("boundary=\"\u00e9\"", "\u00e9")]
    public void How_a_boundary_is_named(string parameter, string boundary) =>
        Assert.That(Walks.Lines($"Content-Type: multipart/mixed; {parameter}\r\n\r\n--{boundary}\r\n\r\ntext\r\n--{boundary}--\r\nx"), Is.EqualTo(new[] { "text" }));

    [Test]
    public void A_delimiter_is_a_whole_line()
    {
        const string head = "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n";
        Assert.That(Walks.Lines(head + "a\r\n --B\r\n--BC\r\n--B-\r\n--B--x\r\nb\r\n--B \t\r\n\r\nc"), Is.EqualTo(new[] { "a", " --B", "--BC", "--B-", "--B--x", "b", "c" }));
        Assert.That(Walks.Lines(head + "a\r\n--B--"), Is.EqualTo(new[] { "a" }));
        Assert.That(Walks.Lines(head + "a\r\n--B"), Is.EqualTo(new[] { "a" }));
        Assert.That(Walks.Lines(head + "a\n--B\n\nb\n--B--\n"), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void An_outer_delimiter_ends_the_multiparts_within() =>
        Assert.That(
            Walks.Lines("Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\na\r\n--A\r\n\r\nb\r\n--B\r\n\r\nstill b\r\n--A--\r\n--B\r\n\r\nno"),
            Is.EqualTo(new[] { "a", "b", "--B", "", "still b" }));

    [Test]
    public void A_part_without_an_empty_line_is_text() =>
        Assert.That(Walks.Lines("Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nno field\r\n--B\r\nContent-Type: text/plain\r\nno field\r\n\r\nmore\r\n--B\r\n--B--\r\n"), Is.EqualTo(new[] { "no field", "no field", "", "more" }));

    [Test]
    public void A_part_that_is_too_large_is_passed_over()
    {
        Assert.That(Sizes(MimeWalk.MaxText, ""), Is.EqualTo(new[] { MimeWalk.MaxText, 1 }));
        Assert.That(Sizes(MimeWalk.MaxText + 1, ""), Is.EqualTo(new[] { 1 }));
        Assert.That(Sizes(32 << 20, ""), Is.EqualTo(new[] { 1 }));
        Assert.That(Sizes(MimeWalk.MaxText / 3 * 4, "base64"), Is.EqualTo(new[] { MimeWalk.MaxText / 3 * 3, 1 }));
        Assert.That(Sizes((MimeWalk.MaxText / 3 * 4) + 4, "base64"), Is.EqualTo(new[] { 1 }));
        Assert.That(Sizes(MimeWalk.MaxText + 1, "quoted-printable"), Is.EqualTo(new[] { 1 }));

        static int[] Sizes(int size, string encoding) =>
            [.. Walks.Lines(Octets.Latin1($"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{new string('A', size)}\r\n--B\r\n\r\nx\r\n--B--\r\n")).Select(lines => lines.Sum(line => line.Length))];
    }

    [TestCase(16, true)]
    [TestCase(17, false)]
    [TestCase(2000, false)]
    public void Multiparts_nest_sixteen_deep(int depth, bool isSeen)
    {
        var levels = Enumerable.Range(0, depth).Select(level => $"Content-Type: multipart/mixed; boundary=B{level}\r\n\r\n--B{level}\r\n");
        Assert.That(Walks.Lines(string.Concat(levels) + "\r\ntext\r\n"), Is.EqualTo(isSeen ? new[] { "text" } : []));
    }

    [Test]
    public void A_thousand_parts_are_looked_at()
    {
        var mail = "Content-Type: multipart/mixed; boundary=B\r\n" + string.Concat(Enumerable.Range(0, 1200).Select(part => $"\r\n--B\r\n\r\n{part}"));
        Assert.That(Walks.Lines(mail), Is.EqualTo(Enumerable.Range(0, MimeWalk.MaxParts).Select(part => $"{part}")));
    }

    [TestCase(MimeWalk.MaxHeader - 14, true)]
    [TestCase(MimeWalk.MaxHeader, false)]
    public void The_header_section_of_a_part_is_bounded(int length, bool isSeen) =>
        Assert.That(Walks.Lines($"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nX: {new string('x', length)}\r\n\r\na\r\n--B\r\n\r\nb\r\n"), Is.EqualTo(isSeen ? new[] { "a", "b" } : ["b"]));

    [TestCase(70, true)]
    [TestCase(71, false)]
    public void A_boundary_has_at_most_seventy_characters(int length, bool isSeen) =>
        Assert.That(Walks.Lines($"Content-Type: multipart/mixed; boundary={new string('b', length)}\r\n\r\n--{new string('b', length)}\r\n\r\na\r\n"), Is.EqualTo(isSeen ? new[] { "a" } : []));
}
