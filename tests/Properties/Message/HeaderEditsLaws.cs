using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message;

/// <summary>An edit script does what it says and nothing else.</summary>
public class HeaderEditsLaws
{
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool An_empty_script_is_the_whole_mail_in_one_stretch(Head head)
    {
        var segments = HeaderEdits.Apply(HeaderSection.Parse(head.Octets), default, head.Octets.Length);
        return head.Octets.IsEmpty ? segments.IsEmpty : segments == Seqs.Of<Segment>(new Segment.Original(0, head.Octets.Length));
    }

    /// <summary>Whatever is edited, masked or put around a mail: where its tail is said to stay, the outgoing mail ends with those octets.</summary>
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public Property A_tail_that_is_said_to_stay_stays(Head head, Script script, ushort at, byte kind)
    {
        var mail = head.Octets;
        var tail = mail.Length == 0 ? 0 : at % (mail.Length + 1);
        var edited = HeaderEdits.Apply(HeaderSection.Parse(mail), script.Edits, mail.Length);
        var place = mail.Length - Math.Min(tail, 1);
        var segments = (kind % 4) switch
        {
            0 => edited.Then(Seqs.Of<Segment>(new Segment.Fresh(Octets.Utf8("end")))),
            1 => Seqs.Of<Segment>(new Segment.Original(0, place), new Segment.Fresh(Octets.Utf8("#")), new Segment.Original(place, mail.Length - place)),
            _ => edited,
        };
        var rendered = segments.Fold("", (text, segment) => text + (segment is Segment.Fresh(var fresh) ? fresh.ToLatin1() : mail.ToLatin1().Substring((int)((Segment.Original)segment).Offset, (int)((Segment.Original)segment).Length)));
        var stays = Segments.EndWith(segments, mail.Length, tail);
        return (!stays || rendered.EndsWith(mail.Slice(mail.Length - tail).ToLatin1(), StringComparison.Ordinal)).Classify(stays && tail > 0, "stays").Classify(!stays, "does not");
    }

    /// <summary>The same on lists of fields, the slow and plain way.</summary>
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool A_script_edits_a_mail_as_it_would_edit_a_list_of_fields(WellFormed mail, Script script)
    {
        var fields = mail.Fields.Select(one => (string?)one).ToArray();
        var front = "";
        foreach (var edit in script.Edits)
        {
            switch (edit)
            {
                case HeaderEdit.Prepend(var field):
                    front += field.ToLatin1();
                    break;
                case HeaderEdit.Replace(var index, var field) when index >= 0 && index < fields.Length:
                    fields[index] = field.ToLatin1();
                    break;
                case HeaderEdit.Remove(var index) when index >= 0 && index < fields.Length:
                    fields[index] = null;
                    break;
            }
        }

        return SampleMails.Edit(mail.Octets, script.Edits).ToLatin1() == front + string.Concat(fields) + "\r\n" + mail.Body;
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Stretches_lie_in_order_within_the_mail_and_never_touch(Head head, Script script)
    {
        var segments = HeaderEdits.Apply(HeaderSection.Parse(head.Octets), script.Edits, head.Octets.Length).ToArray();
        var stretches = segments.OfType<Segment.Original>().ToArray();
        return stretches.All(one => one.Length > 0 && one.Offset >= 0 && one.Offset + one.Length <= head.Octets.Length)
            && stretches.Zip(stretches.Skip(1)).All(pair => pair.Item1.Offset + pair.Item1.Length <= pair.Item2.Offset)
            && segments.Zip(segments.Skip(1)).All(pair => pair is not (Segment.Original left, Segment.Original right) || left.Offset + left.Length < right.Offset);
    }

    /// <summary>Whatever the mail is, a trace field in front of it is one more field, and the rest reads as it did.</summary>
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool A_field_put_in_front_swallows_nothing(Head head)
    {
        var before = HeaderSection.Parse(head.Octets);
        var mail = SampleMails.Edit(head.Octets, Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(Octets.Latin1("Received: by us\r\n"))));
        var after = HeaderSection.Parse(mail);
        return after.Fields.Head.Raw == Octets.Latin1("Received: by us\r\n")
            && after.Fields.Tail.Map(one => one.Raw) == before.Fields.Map(one => one.Raw)
            && mail.Slice(after.Size) == head.Octets.Slice(before.Size)
            && after.Preamble == before.Preamble;
    }

    [TestCase("hello\r\nFrom: a@b\r\n", "R: x\r\n\r\nhello\r\nFrom: a@b\r\n")]
    [TestCase(" From: a@b\r\n\r\n", "R: x\r\n\r\n From: a@b\r\n\r\n")]
    [TestCase("\r\nhello", "R: x\r\n\r\nhello")]
    [TestCase("", "R: x\r\n")]
    [TestCase("A: b", "R: x\r\nA: b")]
    [TestCase("From a@b\r\nA: b\r\n\r\n", "From a@b\r\nR: x\r\nA: b\r\n\r\n")]
    public void A_mail_without_fields_gets_the_empty_line_it_lacks(string mail, string expected) =>
        Assert.That(SampleMails.Edit(Octets.Latin1(mail), Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(Octets.Latin1("R: x\r\n")))).ToLatin1(), Is.EqualTo(expected));

    [Test]
    public void The_body_may_be_larger_than_what_the_core_sees()
    {
        var section = SampleMails.Section("A: 1\r\nB: 2\r\n\r\nbody");
        var segments = HeaderEdits.Apply(section, Seqs.Of<HeaderEdit>(new HeaderEdit.Remove(0)), 5_000_000_000);
        Assert.That(segments, Is.EqualTo(Seqs.Of<Segment>(new Segment.Original(6, 4_999_999_994))));
    }
}
