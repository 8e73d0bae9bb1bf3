using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Message.Mime;

/// <summary>What is done to a body so that a mail becomes 7-bit.</summary>
public class SevenBitFormLaws
{
    [TestCase("", false, 998, BodyTreatment.Kept)]
    [TestCase("7bit", false, 998, BodyTreatment.Kept)]
    [TestCase("base64", false, 76, BodyTreatment.Kept)]
    [TestCase("x-unknown", false, 76, BodyTreatment.Kept)]
    [TestCase("8bit", false, 10, BodyTreatment.Relabelled)]
    [TestCase("8bits", false, 10, BodyTreatment.Relabelled)]
    [TestCase("Binary", false, 10, BodyTreatment.Relabelled)]
    [TestCase("", true, 10, BodyTreatment.Encoded)]
    [TestCase("8bit", true, 10, BodyTreatment.Encoded)]
    [TestCase("7bit", false, 999, BodyTreatment.Encoded)]
    [TestCase("binary", false, 999, BodyTreatment.Encoded)]
    [TestCase("quoted-printable", true, 10, BodyTreatment.Reencoded)]
    [TestCase("BASE64", true, 10, BodyTreatment.Reencoded)]
    public void A_body(string encoding, bool isEightBit, long longest, object expected) => Assert.That(SevenBitForm.Of(encoding, isEightBit, longest), Is.EqualTo(expected));

    [Property]
    public bool What_is_7_bit_with_short_lines_keeps_its_octets(string? encoding, ushort longest) =>
        longest > SevenBitForm.LongestLine || SevenBitForm.Of(encoding ?? "", isEightBit: false, longest) is BodyTreatment.Kept or BodyTreatment.Relabelled;

    [TestCase(BodyTreatment.Encoded, "8bit", BodyEncoding.QuotedPrintable, BodyEncoding.None, BodyEncoding.QuotedPrintable)]
    [TestCase(BodyTreatment.Encoded, "", BodyEncoding.Base64, BodyEncoding.None, BodyEncoding.Base64)]
    [TestCase(BodyTreatment.Reencoded, "BASE64", BodyEncoding.QuotedPrintable, BodyEncoding.Base64, BodyEncoding.Base64)]
    [TestCase(BodyTreatment.Reencoded, "quoted-printable", BodyEncoding.QuotedPrintable, BodyEncoding.QuotedPrintable, BodyEncoding.Base64)]
    [TestCase(BodyTreatment.Relabelled, "8bit", BodyEncoding.Base64, BodyEncoding.None, BodyEncoding.None)]
    public void From_which_encoding_into_which(BodyTreatment treatment, string encoding, BodyEncoding best, BodyEncoding from, BodyEncoding to) =>
        Assert.That(SevenBitForm.Recoding(treatment, encoding, best), Is.EqualTo((from, to)));

    /// Whatever the section said, it says each thing once afterwards: a mail that it is MIME and what its body is, and every section how the body stands.
    [Property]
    public void A_labelled_section_says_each_thing_once(bool isMail, bool hasVersion, bool hasType, bool hasEncoding, bool isUtf8)
    {
        foreach (var encoding in Enum.GetValues<BodyEncoding>())
        {
            var label = SevenBitLabel.Of(new BodyDescription(isMail, hasVersion, hasType, hasEncoding), encoding, isUtf8);
            var section = HeaderSection.Parse(Octets.Utf8(
                $"Subject: s\r\n{(hasVersion ? "MIME-Version: 1.0\r\n" : "")}{(hasType ? "Content-Type: image/png\r\n" : "")}{label.InPlace}X-Last: 1\r\n{label.Behind}\r\n"));
            int Count(string name) => section.Fields.Count(field => field.Is(name));
            Assert.That(
                (Count("MIME-Version"), Count("Content-Type"), Count("Content-Transfer-Encoding"), section.Fields.Count),
                Is.EqualTo((isMail || hasVersion ? 1 : 0, isMail || hasType ? 1 : 0, 1, 3 + (isMail || hasVersion ? 1 : 0) + (isMail || hasType ? 1 : 0))));
            Assert.That(label.InPlace.Length > 0, Is.EqualTo(hasEncoding), "a field stands in the place of a field alone");
            Assert.That(label.InPlace + label.Behind, Does.Contain(encoding == BodyEncoding.None ? ": 7bit\r\n" : encoding == BodyEncoding.Base64 ? ": base64\r\n" : ": quoted-printable\r\n"));
            Assert.That(label.Behind.Contains("unknown-8bit", StringComparison.Ordinal), Is.EqualTo(isMail && !hasType && !isUtf8));
        }
    }
}
