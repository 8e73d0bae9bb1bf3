using System.Diagnostics;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;

namespace Laitos.Properties.Message;

/// <summary>Input made to cost more than it weighs costs no more than other input of its size.</summary>
public class MessageBombs
{
    const int Mebibyte = 1 << 20;

    static readonly string[] Addresses =
    [
        "(", ")", "()", "(()", "\"", "\"\\", "[", "@[", "a@[", "<", "<@", "<@a,", "<@a:", ",", ";", ":", "a:", "@", "a@", "a@b", "a@b,", "<a@b>", "<a@b", "a.", ".", "a@(c)", "a ", "\\",
        "=?", "=?=?q?", "=?utf-8?q?a?= ", "=?utf-8?q?", "\r\n ", "\xe9@\xe9,", "a: b@c;", "\"q\"", "\"q\"@",
    ];

    [TestCaseSource(nameof(Addresses))]
    public void An_address_field_made_of_one_piece(string piece)
    {
        var body = Octets.Latin1(string.Concat(Enumerable.Repeat(piece, Mebibyte / 4 / piece.Length)));
        Within(() => _ = AddressList.Parse(body).IsRight);
    }

    [TestCaseSource(nameof(Addresses))]
    public void A_From_field_made_of_one_piece_is_rewritten(string piece)
    {
        var mail = Octets.Latin1("From: a@b.example, " + string.Concat(Enumerable.Repeat(piece, Mebibyte / 16 / piece.Length)) + "\r\n\r\n");
        Within(() =>
        {
            SampleMails.Edit(mail, FromRewriting.Plan(HeaderSection.Parse(mail), new RewriteMode.NoDmarc(1)));
            SampleMails.Edit(mail, FromRewriting.Plan(HeaderSection.Parse(mail), new RewriteMode.OwnAddress((Laitos.Domain.Addresses.Mailbox)Laitos.Domain.Addresses.Mailbox.Parse("a@b.example"))));
        });
    }

    [TestCaseSource(nameof(Addresses))]
    public void An_Authentication_Results_field_made_of_one_piece(string piece)
    {
        var body = Octets.Latin1(string.Concat(Enumerable.Repeat(piece, Mebibyte / piece.Length)));
        Within(() => _ = ClaimedResults.IsClaim(body, (Laitos.Domain.Addresses.DomainName)Laitos.Domain.Addresses.DomainName.Parse("mx.example.com")));
    }

    [TestCase("=?")]
    [TestCase("=?utf-8?q?a?= ")]
    [TestCase("=?utf-8?b?w6?=")]
    [TestCase("=?a?")]
    [TestCase("=?utf-8?q?a")]
    public void Encoded_words_of_one_mebibyte(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Mebibyte / piece.Length));
        Within(() => _ = EncodedWord.Decode(text));
    }

    [TestCase("X: y\r\n")]
    [TestCase("From: a@b.example\r\n")]
    [TestCase("X:\n")]
    [TestCase("X: y\r\n z\r\n")]
    [TestCase("X: y\r\n \r\n \r\n \r\n")]
    [TestCase(" ")]
    [TestCase(" x\r\n")]
    [TestCase("x")]
    [TestCase("\r")]
    [TestCase("\n")]
    public void A_section_of_one_mebibyte(string line)
    {
        var mail = Octets.Latin1(string.Concat(Enumerable.Repeat(line, Mebibyte / line.Length)));
        Within(() =>
        {
            var section = HeaderSection.Parse(mail);
            SampleMails.Edit(mail, FromRewriting.Plan(section, new RewriteMode.NoDmarc(1)));
            _ = (TraceFields.Hops(section), Subject.Of(section), MessageId.Of(section), Authors.Domains(section));
        });
    }

    [Test]
    public void Twenty_thousand_fields_are_kept_apart()
    {
        var mail = Octets.Latin1(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"X-{i}: {i}\r\n")) + "\r\n");
        var section = HeaderSection.Parse(mail);
        Assert.That(section.Fields.Count, Is.EqualTo(20_000));
        Assert.That(section.Named("x-19999").Head.Value, Is.EqualTo("19999"));
        var script = Enumerable.Range(0, 20_000).Select(i => (HeaderEdit)new HeaderEdit.Remove(i)).Gather();
        Within(() => Assert.That(HeaderEdits.Apply(section, script, mail.Length), Is.EqualTo(Seqs.Of<Segment>(new Segment.Original(mail.Length - 2, 2)))));
    }

    /// Processor time of all that runs, which a busy or slow machine lengthens somewhat; the square of the size would exceed it by far.
    static void Within(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        Assert.That(process.TotalProcessorTime - before, Is.LessThan(TimeSpan.FromSeconds(25)));
    }
}
