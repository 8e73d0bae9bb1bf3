using Laitos.Domain.Message.Mime;
using Laitos.Properties.Support;

namespace Laitos.Properties.Message.Mime;

/// <summary>Mails that others have recorded.</summary>
public class RecordedMime
{
    /// <summary>Where we see other text than laitos did, and why.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        ["Content-Type: multipart/mixed; boundary=B; boundary=C\n\n--B\n\na\n--B--"] = "of two boundaries the first counts; laitos takes the field for ill-formed",
        ["Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\ninner\n--B--\n--A--\n"] = "nested multiparts are read (defect 33)",
        ["Content-Type: message/rfc822\n\nSubject: inner\n\nbody"] = "a mail within the mail is not looked at (defect 33)",
        ["Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc =C3=A9 =ZZ =\n"] = "the charset is read (defect 33)",
        ["Content-Transfer-Encoding: x-quoted-printable\n\na=3Db"] = "an unknown encoding is no text (RFC 2045 §6.4)",
        ["Content-Transfer-Encoding: base64\n\nYWJj"] = "base64 is decoded (defect 33)",
        ["Sub ject: x\n\nq"] = "a line that is no field begins the body",
        ["text\n Content-Transfer-Encoding: quoted-printable\n"] = "a line that is no field begins the body",
        ["\u00ef\u00bb\u00bfSubject: bom\n\nq"] = "a line that is no field begins the body",
    };

    [Test]
    public void Recorded_parts_are_read_as_laitos_reads_them()
    {
        var checkedCases = 0;
        foreach (var line in Suites.Lines("vectors/unit-inet-head.jsonl").Where(line => line.GetProperty("fn").GetString() == "WalkMailMessage"))
        {
            var (mail, result) = (line.GetProperty("in").GetString()!, line.GetProperty("out"));
            var ours = Walks.Lines(mail);
            if (result.GetProperty("error").ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                var theirs = result.GetProperty("parts").EnumerateArray().SelectMany(part => Cut(part.GetProperty("body").GetString()!));
                Assert.That(ours.SequenceEqual(theirs), Is.EqualTo(!Differences.ContainsKey(mail)), $"{Printable.Escape(mail)}: {string.Join('|', ours)}");
                checkedCases++;
            }
        }

        Assert.That(checkedCases, Is.GreaterThan(30));
    }

    [TestCase("testdata/mail/attachment-only.raw", "")]
    [TestCase("testdata/mail/attachment-only-text-attachment.raw", "")]
    [TestCase("testdata/mail/attachment.raw", "A text section")]
    [TestCase("testdata/mail/epilogue-sample.raw", "A text section")]
    [TestCase("testdata/mail/mime-alternative.raw", "Section one|Section two")]
    [TestCase("testdata/mail/mime-mixed-related.raw", "html1|html2")]
    [TestCase("testdata/mail/mime-signed.raw", "Section one|Section two")]
    [TestCase("testdata/mail/multipart-wo-boundary.raw", "")]
    [TestCase("testdata/mail/non-mime-html.raw", "This is a test mailing")]
    [TestCase("testdata/mail/non-mime-html-charset-header-only.raw", "Test Müller")]
    [TestCase("testdata/mail/other-multi-related.raw", "Plain text.|HTML text.")]
    [TestCase("testdata/low-quality/bad-final-boundary.raw", "A text section")]
    [TestCase("testdata/low-quality/malformed-base64-attach.raw", "A text section")]
    [TestCase("testdata/low-quality/unk-charset-html-only.raw", "Hello World!")]
    [TestCase("testdata/parts/badboundary.raw", "A text section|An HTML section")]
    [TestCase("testdata/parts/extra-base64-character.raw", "Hello World!|Hello World")]
    [TestCase("testdata/parts/html-with-boundary.raw", "An HTML section")]
    [TestCase("testdata/parts/multi-malformed.raw", "Section one|I'm section without headers|Section two")]
    [TestCase("testdata/parts/nestedmulti.raw", "A text section|An HTML section")]
    [TestCase("testdata/parts/quoted-printable.raw", "Start=ABC=Finish")]
    [TestCase("testdata/parts/similar-boundary.raw", "Section one|A text section|An HTML section")]
    [TestCase("dsn/testdata/dsn_with_multipart_alternative.raw", "[human-readable explanation goes here]|[human-readable explanation goes here]")]
    public void The_first_line_of_each_text_part(string file, string lines)
    {
        var parts = Walks.Lines(Octets.Copy(File.ReadAllBytes(Suites.Path($"suites/mime/enmime/{file}"))));
        Assert.That(string.Join('|', parts.Select(all => all.FirstOrDefault(line => line.Length > 0)).Where(line => line is not null)), Is.EqualTo(lines));
    }

    [Test]
    public void Recorded_mails_may_arrive_in_any_pieces()
    {
        foreach (var mail in Directory.GetFiles(Suites.Path("suites/mime/enmime"), "*.raw", SearchOption.AllDirectories).Select(file => Octets.Copy(File.ReadAllBytes(file))))
        {
            Assert.That(Walks.Parts(mail, [1, 7, 64]), Is.EqualTo(Walks.Parts(mail)));
            var masked = Walks.Overwrite(mail, Masking.Of(Walks.Parts(mail).SelectEach(part => part.Lines.Map(line => new LineRange(line, 0, line.Text.Length)))));
            Assert.That(masked.Length, Is.EqualTo(mail.Length));
        }
    }

    static string[] Cut(string body) => body.Length == 0 ? [] : [.. (body.EndsWith('\n') ? body[..^1] : body).Split('\n').Select(line => line.TrimEnd('\r'))];
}
