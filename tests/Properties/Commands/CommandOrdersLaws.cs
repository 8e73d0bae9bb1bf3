using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Commands;

/// <summary>Who may be answered, and what an answer refers to.</summary>
public class CommandOrdersLaws
{
    [TestCase("From: alice@sender.test\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: \"evil@evil.test\" <alice@sender.test>\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: evil@evil.test <alice@sender.test>\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: alice@sender.test, bob@sender.test\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: alice@sender.test\r\nReply-To: Bob <bob@other.test>,\r\n carol@other.test\r\n", ExpectedResult = "bob@other.test")]
    [TestCase("From: alice@sender.test\r\nReply-To: nobody\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: alice@sender.test\r\nReply-To: \r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: friends: alice@sender.test, bob@sender.test;\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: a@b@sender.test\r\n", ExpectedResult = "")]
    [TestCase("From: <a@b@sender.test>\r\n", ExpectedResult = "")]
    [TestCase("From: alice\r\n", ExpectedResult = "")]
    [TestCase("Subject: hello\r\n", ExpectedResult = "")]
    [TestCase("From: MAILER-DAEMON@sender.test\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nReply-To: no-reply@sender.test\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nList-Id: x\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nPrecedence: bulk\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nAuto-Submitted: auto-generated\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nAuto-Submitted: no\r\n", ExpectedResult = "alice@sender.test")]
    [TestCase("From: alice@sender.test\r\nSubject: Re: LAITOS-reply-.s echo\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nSubject: =?utf-8?q?laitos=2Dnotify-x?=\r\n", ExpectedResult = "")]
    [TestCase("From: alice@sender.test\r\nSubject: about laitos\r\n", ExpectedResult = "alice@sender.test")]
    public string Who_is_answered(string header) => Of(header).ReplyTo.Match(mailbox => mailbox.ToString(), () => "");

    [Test]
    public void A_null_sender_is_never_answered() => Assert.That(Of("From: alice@sender.test\r\n", new ReversePath.Null()).ReplyTo.IsNone, Is.True);

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 300)]
    public bool The_first_author_is_answered_however_the_field_is_written(WrittenField writtenField)
    {
        var replyTo = Of($"From: {writtenField.Body}", raw: writtenField.Octets).ReplyTo;
        return writtenField.Meaning is not [var first, ..] ? replyTo.IsNone : replyTo.Match(
            mailbox => mailbox.Local.Value == first.Local,
            () => AddressList.Parse(writtenField.Octets).Match(Right: entries => entries.Head.Mailbox.IsNone, Left: _ => true));
    }

    [TestCase("Message-ID: <a@b>\r\n", ExpectedResult = "<a@b>|")]
    [TestCase("Message-ID: (c)\r\n <a@b> \r\nReferences: <r@1>\r\n <r@2>\r\n", ExpectedResult = "<a@b>|<r@1> <r@2>")]
    [TestCase("Message-ID: a@b\r\nIn-Reply-To: <p@1>\r\n", ExpectedResult = "|<p@1>")]
    [TestCase("In-Reply-To: <p@1> <p@2>\r\n", ExpectedResult = "|")]
    [TestCase("In-Reply-To: <p@1>\r\nReferences: <r@1>\r\n", ExpectedResult = "|<r@1>")]
    [TestCase("References: <<r@1>><r 2><r@\u00fc><>r@3> <r@4\r\n", ExpectedResult = "|<r@1> <>")]
    public string What_an_answer_refers_to(string header)
    {
        var order = Of(header);
        return order.MessageId.IfNone("") + "|" + string.Join(' ', order.References);
    }

    [Test]
    public void A_long_thread_keeps_its_root_and_its_end()
    {
        var order = Of("References: " + string.Join("\r\n ", Enumerable.Range(0, 1000).Select(i => $"<r@{i}>")) + "\r\n");
        Assert.That(order.References.Count, Is.EqualTo(20));
        Assert.That((order.References[0], order.References[1], order.References[19]), Is.EqualTo(("<r@0>", "<r@981>", "<r@999>")));
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 300)]
    public bool Any_header_gives_an_order_that_survives_the_disk(Head head)
    {
        var order = CommandOrders.Of("id1", Orders.Noon, Orders.Fresh().Client, Sender, HeaderSection.Parse(head.Octets), Command);
        return OrderCodec.Read(OrderCodec.Write(order)) == order && order.Text == Command.Text && order.StartedAt.IsNone;
    }

    static ReversePath Sender { get; } = new ReversePath.Sender(Orders.Mailbox("alice@sender.test"));

    static CommandCandidate.Command Command { get; } = new(".x hello", new Credential.Password(), default);

    static CommandOrder Of(string header, ReversePath? sender = null, Octets? raw = null) => CommandOrders.Of(
        "id1", Orders.Noon, Orders.Fresh().Client, sender ?? Sender,
        HeaderSection.Parse(raw is { } body ? new Octets((byte[])[.. "From: "u8, .. body.Span]) : Octets.Utf8(header)), Command);
}
