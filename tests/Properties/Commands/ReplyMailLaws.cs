using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Queue;

namespace Laitos.Properties.Commands;

/// <summary>The mails that tell of a command.</summary>
public class ReplyMailLaws
{
    static readonly string[] ReplyFields =
        ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 500)]
    public bool Every_mail_is_ASCII_in_well_formed_lines_with_our_fields_alone(CommandOrder order, HostileText shown, HostileText text, bool isSecret) =>
        Mails(order, shown.Value, text.Value, isSecret).ForAll(mail =>
        {
            var wire = mail.Content.ToLatin1();
            var header = HeaderSection.Parse(mail.Content);
            return wire.All(c => c is (>= ' ' and <= '~') or '\t' or '\r' or '\n')
                && wire.Replace("\r\n", "", StringComparison.Ordinal).All(c => c is not ('\r' or '\n'))
                && wire.EndsWith("\r\n", StringComparison.Ordinal) | !header.Named("Content-Transfer-Encoding").Exists(field => field.Value == "7bit")
                && Folding.LongestLine(mail.Content) <= Folding.Limit
                && !header.Separator.IsEmpty
                && header.Fields.ForAll(field => ReplyFields.Contains(field.Name)) && header.Fields.Map(field => field.Name).Distinct().Count() == header.Fields.Count;
        });

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 500)]
    public bool The_subject_is_read_back_as_it_was(HostileText shown)
    {
        var expected = Whole(Printable.Escape("laitos-reply-" + shown.Value));
        var read = Orders.SubjectOf(Mails(Orders.Fresh(), shown.Value, "", false).Head.Content);
        return expected.Length <= 200 ? read == expected : read.Length <= 200 && read.EndsWith('…') && expected.StartsWith(read[..^1], StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 500)]
    public bool The_text_is_read_back_as_its_lines(HostileText text)
    {
        var lines = Whole(text.Value).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var expected = lines.EndsWith('\n') ? lines : lines + "\n";
        var visible = string.Concat(expected.Select(c => c is '\n' or '\t' ? $"{c}" : Printable.Escape($"{c}")));
        return Orders.TextOf(Mails(Orders.Fresh(), "", text.Value, false).Head.Content) == visible.Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public bool Nobody_answers_our_mail_or_finds_a_command_in_it(CommandOrder order, HostileText shown, HostileText text) =>
        Mails(order, shown.Value, text.Value, false).ForAll(mail =>
            HeaderSection.Parse(mail.Content) is var header && AutomaticMail.Is(header) && ReplyMail.IsOurs(header)
            && CommandOrders.Of("id2", Orders.Noon, order.Client, new ReversePath.Sender(Orders.Mailbox("a@b.test")), header, new CommandCandidate.Command("x", new Credential.Password(), default)).ReplyTo.IsNone);

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public bool No_mail_comes_back_to_our_own_domains(CommandOrder order, bool isOwn)
    {
        var mails = Mails(isOwn ? order with { ReplyTo = Orders.Mailbox("me@EXAMPLE.com") } : order, "", "", false);
        return mails.ForAll(mail => !mail.Recipients.IsEmpty && mail.Recipients.ForAll(mailbox => !mailbox.Domain.Exists(Orders.Policy.MyDomains.Contains)))
            && (!isOwn || mails.Head.Recipients == Orders.Policy.ForwardTo);
    }

    [Test]
    public void A_notice_to_our_own_domain_goes_where_its_mail_goes_once()
    {
        var policy = Orders.Policy with { Notify = Seqs.Of(Orders.Mailbox("a@example.com"), Orders.Mailbox("me@private.example"), Orders.Mailbox("b@example.com")) };
        Assert.That(ReplyMail.Of(policy, Orders.Report(Orders.Fresh(), "", ""))[1].Recipients, Is.EqualTo(Seqs.Of(Orders.Mailbox("me@private.example"), Orders.Mailbox("us@private.example"))));
    }

    [Test]
    public void Who_may_not_be_answered_is_not_and_the_notice_still_goes() => Assert.That(
        Mails(Orders.Fresh() with { ReplyTo = default }, "", "", false).Map(mail => Orders.SubjectOf(mail.Content)), Is.EqualTo(Seqs.Of("laitos-notify-")));

    [Test]
    public void A_surrogate_is_never_cut_in_two()
    {
        var shown = new string('x', 200 - "laitos-reply-".Length - 2) + "😀😀";
        Assert.That(Orders.SubjectOf(Mails(Orders.Fresh(), shown, "", false).Head.Content), Is.EqualTo("laitos-reply-" + new string('x', 185) + "…"));
    }

    [Test]
    public void An_address_beyond_ASCII_stands_on_the_envelope_alone()
    {
        var mail = Mails(Orders.Fresh() with { ReplyTo = Orders.Mailbox("müller@sender.test") }, "", "", false).Head;
        Assert.That(mail.Recipients, Is.EqualTo(Seqs.Of(Orders.Mailbox("müller@sender.test"))));
        Assert.That(HeaderSection.Parse(mail.Content).Named("To").Head.Value, Is.EqualTo("undisclosed-recipients:;"));
    }

    [Test]
    public void A_reply_as_a_whole() => Assert.That(Mails(Orders.Fresh(), ".s echo hi", "hi\nthere", false).Head.Content.ToUtf8(), Is.EqualTo(
        """
        From: forwarder@own.example
        To: alice@sender.test
        Subject: laitos-reply-.s echo hi
        Date: Wed, 18 Nov 2026 11:06:40 +0000
        Message-ID: <laitosreplyid1@mx.example.com>
        In-Reply-To: <m@sender.test>
        References: <r@sender.test> <m@sender.test>
        Auto-Submitted: auto-replied
        X-Auto-Response-Suppress: OOF, AutoReply
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 7bit

        hi
        there

        """.ReplaceLineEndings("\r\n")));

    [Test]
    public void A_notice_as_a_whole() => Assert.That(Mails(Orders.Fresh(), ".s echo grüß", "grüß", false)[1].Content.ToUtf8(), Is.EqualTo(
        """
        From: forwarder@own.example
        To: owner@private.example
        Subject: =?UTF-8?B?bGFpdG9zLW5vdGlmeS0ucyBlY2hvIGdyw7zDnw==?=
        Date: Wed, 18 Nov 2026 11:06:40 +0000
        Message-ID: <laitosnoticeid1@mx.example.com>
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: OOF, AutoReply
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        gr=C3=BC=C3=9F

        """.ReplaceLineEndings("\r\n")));

    static Seq<CommandMail> Mails(CommandOrder order, string shown, string text, bool isSecret) => ReplyMail.Of(Orders.Policy, Orders.Report(order, shown, text, isSecret));

    /// Half a character has no UTF-8 form.
    static string Whole(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
