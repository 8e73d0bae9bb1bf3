using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message;

/// <summary>What is shown of a mail is one bounded, harmless line.</summary>
public class FieldsForPeopleLaws
{
    [Property(MaxTest = 500)]
    public bool Whatever_a_field_holds_one_bounded_line_is_shown(byte[] octets)
    {
        var section = HeaderSection.Parse(new Octets((byte[])[.. "Subject: "u8, .. octets, .. "\r\nMessage-ID: "u8, .. octets, .. "\r\n\r\n"u8]));
        return Shown(Subject.Of(section, 20)).All(text => text.Length <= 20 * 4 + 1 && !text.Any(char.IsControl))
            && Shown(MessageId.Of(section)).All(text => text.Length <= MessageId.Limit * 4 + 1 && !text.Any(char.IsControl));
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 300)]
    public bool An_encoded_subject_is_shown_decoded(HeaderText headerText) =>
        headerText.Text.Trim().Length == 0
        || Subject.Of(HeaderSection.Parse(Octets.Utf8(Folding.Fold("Subject:", EncodedWord.Encode(headerText.Text)) + "\r\n\r\n")), 10_000) == headerText.Text;

    [TestCase("Subject: a\r\n\tb\r\n", "a\\tb")]
    [TestCase("subject :  x  \r\n", "x")]
    [TestCase("Subject: =?utf-8?q?a=0D=0Ab=1B?=\r\n", "a\\r\\nb\\x1b")]
    [TestCase("Subject: \xe5\xad\x97\r\n", "字")]
    [TestCase("Subject:\r\n", "")]
    [TestCase("Subject: one\r\nSubject: two\r\n", "one")]
    [TestCase("X: y\r\n\r\nSubject: body\r\n", "none")]
    public void A_subject(string mail, string shown) => Assert.That(Subject.Of(SampleMails.Section(mail)).IfNone("none"), Is.EqualTo(shown));

    [TestCase("Message-Id: <a@b>\r\n", "<a@b>")]
    [TestCase("MESSAGE-ID:\r\n <a@b>\r\n", "<a@b>")]
    [TestCase("Message-ID: \r\n", "none")]
    [TestCase("X: y\r\n", "none")]
    public void An_identifier(string mail, string shown) => Assert.That(MessageId.Of(SampleMails.Section(mail)).IfNone("none"), Is.EqualTo(shown));

    [Test]
    public void A_long_subject_is_cut() => Assert.That(Subject.Of(SampleMails.Section("Subject: " + new string('x', 100_000) + "\r\n")).IfNone(""), Is.EqualTo(new string('x', 200) + "…"));

    static IEnumerable<string> Shown(Option<string> text) => text.AsEnumerable();
}
