using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message.Mime;

/// <summary>Asterisks in the mail show as asterisks in its text, and nothing else changes.</summary>
public class MaskingLaws
{
    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 1000)]
    public Property Masked_characters_become_asterisks_and_nothing_else_changes(Wrapped wrapped, int part, int line, int start, int length)
    {
        var parts = Walks.Parts(wrapped.Mail);
        var lines = parts[(part & int.MaxValue) % parts.Count].Lines;
        if (lines.IsEmpty)
        {
            return true.ToProperty();
        }

        var text = lines[line = (line & int.MaxValue) % lines.Count];
        (start, var end) = Whole(text.Text, start = (start & int.MaxValue) % (text.Text.Length + 1), start + ((length & int.MaxValue) % (text.Text.Length - start + 1)));
        var masked = Walks.Overwrite(wrapped.Mail, text.Mask.Mask(start, end - start));
        var (before, after) = (parts.Map(Walks.LinesOf), Walks.Parts(masked).Map(Walks.LinesOf));
        var shown = after.Count > part % parts.Count ? string.Join("\n", after.AsEnumerable().SelectMany(all => all)) : "";
        return (after.Count == before.Count
                && Enumerable.Range(0, before.Count).All(p => after[p].Length == before[p].Length
                    && Enumerable.Range(0, before[p].Length).All(l => p == (part & int.MaxValue) % parts.Count && l == line ? IsMasked(before[p][l], after[p][l], start, end, wrapped.MimeWrapping) : before[p][l] == after[p][l]))
                && HeaderSection.Parse(masked).Render() == HeaderSection.Parse(wrapped.Mail).Render())
            .Label($"{start}..{end} of line {line} [{text.Text}]\nafter: {shown}\n{masked.ToLatin1()}");
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 700)]
    public bool All_of_a_mail_can_be_masked_at_once(Wrapped wrapped)
    {
        var all = Walks.Parts(wrapped.Mail).SelectEach(part => part.Lines.Map(line => new LineRange(line, 0, line.Text.Length)));
        var after = Walks.Lines(Walks.Overwrite(wrapped.Mail, Masking.Of(all)));
        return after.Sum(lines => lines.Length) == all.Count && after.All(lines => lines.All(line => line.All(IsLeft)));
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 1000)]
    public bool Masking_stays_within_any_mail(MimeSoup head, MimeSoup body)
    {
        var mail = new Octets((byte[])[.. head.Octets.Span, .. "\r\n"u8, .. body.Octets.Span]);
        var size = HeaderSection.Parse(mail).Size;
        var overwrites = Masking.Of(Walks.Parts(mail).SelectEach(part => part.Lines.Map(line => new LineRange(line, -1, line.Text.Length + 2))));
        var ends = overwrites.AsEnumerable().Select(one => (one.Offset, End: one.Offset + one.Octets.Length)).ToArray();
        return ends.All(one => one.Offset >= size && one.End <= mail.Length) && ends.Zip(ends.Skip(1), (one, next) => one.End < next.Offset).All(isApart => isApart);
    }

    [TestCase("7bit", "abc", "7bit", "a*c")]
    [TestCase("8bit", "a\u00e9c", "8bit", "a*c")]
    [TestCase("quoted-printable", "a=e9=\r\nc", "quoted-printable", "a=2A=\r\nc")]
    [TestCase("quoted-printable", "ab=\r\nc", "quoted-printable", "a*=\r\nc")]
    [TestCase("quoted-printable", "a=ZZ", "quoted-printable", "a*ZZ")]
    [TestCase("base64", "YWJj", "base64", "YSpj")]
    [TestCase("base64", "YW\r\n!Jj", "base64", "YS\r\n!pj")]
    [TestCase("base64", "YWI=", "base64", "YSo=")]
    [TestCase("base64", "YQ==YmM=", "base64", "YQ==KmM=")]
    public void One_character(string encoding, string body, string _, string masked)
    {
        var mail = Octets.Latin1($"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        Assert.That(Walks.Overwrite(mail, Walks.Parts(mail).Head.Lines.Head.Mask.Mask(1, 1)).ToLatin1(), Does.EndWith($"\r\n\r\n{masked}"));
    }

    [TestCase("a&amp;c", 1, 1, "a*****c")]
    [TestCase("a&nbsp;c", 1, 1, "a******c")]
    [TestCase("a<b>b</b>c", 0, 3, "*<b>*</b>*")]
    [TestCase("a <b> c", 1, 1, "a*<b>*c")]
    [TestCase("a <b> c", 1, 2, "a*<b>**")]
    [TestCase("a \r\n c", 0, 3, "* \r\n *")]
    [TestCase("<blockquote>ab</blockquote>", 0, 4, "<blockquote>**</blockquote>")]
    public void A_stretch_of_HTML(string body, int start, int length, string masked)
    {
        var mail = Octets.Latin1($"Content-Type: text/html\r\n\r\n{body}");
        Assert.That(Walks.Overwrite(mail, Walks.Parts(mail).Head.Lines.Head.Mask.Mask(start, length)).ToLatin1(), Does.EndWith($"\r\n\r\n{masked}"));
    }

    [Test]
    public void Changes_of_one_group_are_made_together()
    {
        var mail = Octets.Latin1("Content-Transfer-Encoding: base64\r\n\r\nYQpi"); // a LF b
        var lines = Walks.Parts(mail).Head.Lines;
        var overwrites = Masking.Of(lines.Map(line => new LineRange(line, 0, 1)));
        Assert.That(overwrites.Count, Is.EqualTo(1));
        Assert.That(Walks.Lines(Walks.Overwrite(mail, overwrites))[0], Is.EqualTo(new[] { "*", "*" }));
    }

    static bool IsMasked(string before, string after, int start, int end, MimeWrapping mimeWrapping)
    {
        var tail = before.Length - end;
        return after.Length >= before.Length && after[..start] == before[..start] && after[^tail..] == before[^tail..]
            && after[start..^tail].All(c => c is '*' or '＊' || (IsLeft(c) && (mimeWrapping.KeepsMarks || c == ' ')));
    }

    /// Marks that hold lines apart stay, and blanks that hold them together.
    static bool IsLeft(char c) => c is '*' or '＊' or '>' or '-' or ' ';

    static (int Start, int End) Whole(string text, int start, int end) =>
        (start > 0 && start < text.Length && char.IsLowSurrogate(text[start]) ? start - 1 : start, end > 0 && end < text.Length && char.IsLowSurrogate(text[end]) ? end + 1 : end);
}
