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
}
