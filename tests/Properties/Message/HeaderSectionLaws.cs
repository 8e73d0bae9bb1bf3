using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message;

/// <summary>A header section is its octets, cut at the right places.</summary>
public class HeaderSectionLaws
{
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Rendering_gives_back_the_octets_in_front_of_the_body(Head head)
    {
        var section = HeaderSection.Parse(head.Octets);
        return section.Render() == head.Octets.Slice(0, section.Size);
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Fields_follow_one_another_without_a_gap(Head head)
    {
        var section = HeaderSection.Parse(head.Octets);
        var at = section.Preamble.Length;
        foreach (var one in section.Fields)
        {
            if (one.Offset != at || one.Raw != head.Octets.Slice(at, one.Raw.Length) || one.Name.Length == 0)
            {
                return false;
            }

            at += one.Raw.Length;
        }

        return at + section.Separator.Length == section.Size;
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public bool A_well_formed_section_gives_its_fields(WellFormed mail)
    {
        var section = HeaderSection.Parse(mail.Octets);
        return section.Fields.AsEnumerable().Select(one => one.Raw.ToLatin1()).SequenceEqual(mail.Fields)
            && section.Size == mail.Octets.Length - mail.Body.Length
            && section.Separator.ToLatin1() == "\r\n";
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool The_body_has_no_say_in_the_section(WellFormed mail, Head other) =>
        HeaderSection.Parse(mail.Octets) == HeaderSection.Parse(new WellFormed(mail.Fields, other.Octets.ToLatin1()).Octets);

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool A_name_is_found_in_any_letter_case(WellFormed mail) =>
        HeaderSection.Parse(mail.Octets).Named("FROM").Count
        == mail.Fields.Count(one => string.Equals(one[..one.IndexOf(':', StringComparison.Ordinal)].Trim(), "from", StringComparison.OrdinalIgnoreCase));

    [TestCase("Subject: a\r\n", "Subject", " a\r\n", "a")]
    [TestCase("Subject:a", "Subject", "a", "a")]
    [TestCase("sUBJECT \t: a\r\n\tb\r\n", "sUBJECT", " a\r\n\tb\r\n", "a\tb")]
    [TestCase("X:\r\n folded \r\n", "X", "\r\n folded \r\n", "folded")]
    [TestCase("X: caf\xc3\xa9\r\n", "X", " caf\xc3\xa9\r\n", "café")]
    [TestCase("X: caf\xe9\r\n", "X", " caf\xe9\r\n", "café")]
    [TestCase("X: a:b\r\n", "X", " a:b\r\n", "a:b")]
    public void A_field_has_a_name_a_body_and_a_value(string text, string name, string body, string value)
    {
        var field = SampleMails.Section(text).Fields.Head;
        Assert.That((field.Name, field.Body.ToLatin1(), field.Value), Is.EqualTo((name, body, value)));
    }

    [TestCase("hello\r\nFrom: a@b\r\n\r\n", 0, 0, TestName = "Text_without_a_header_section_has_no_fields")]
    [TestCase("\r\nFrom: a@b\r\n\r\n", 0, 2, TestName = "A_mail_may_begin_with_its_body")]
    [TestCase(" From: a@b\r\nX: y\r\n\r\n", 0, 0, TestName = "A_folded_line_that_continues_nothing_is_body")]
    [TestCase("X: y\r\nno field\r\nFrom: a@b\r\n\r\n", 1, 6, TestName = "A_line_that_is_no_field_ends_the_section")]
    [TestCase("X: y\r\nHello there: x\r\n\r\n", 1, 6, TestName = "A_name_has_no_blank_inside")]
    [TestCase("From a@b Thu\r\nX: y\r\n\r\n", 1, 22, TestName = "An_envelope_line_may_stand_in_front")]
    [TestCase(">From a@b Thu\nX: y\n\nX: z\n", 1, 20, TestName = "So_may_one_with_a_mark")]
    [TestCase("From here on\r\nonly text\r\n", 0, 0, TestName = "Text_that_begins_like_an_envelope_line_is_body")]
    [TestCase("From : a@b\r\n\r\n", 1, 14, TestName = "A_blank_before_the_colon_is_the_obsolete_syntax")]
    [TestCase("X: y\r\rFrom: a@b\r\n\r\n", 1, 19, TestName = "A_bare_CR_ends_no_line")]
    public void Section_ends(string text, int fields, int size)
    {
        var section = SampleMails.Section(text);
        Assert.That((section.Fields.Count, section.Size), Is.EqualTo((fields, size)));
    }
}
