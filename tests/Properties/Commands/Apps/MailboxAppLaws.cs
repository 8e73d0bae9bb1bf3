using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class MailboxAppLaws
{
    [TestCase("l me", 0, 10)]
    [TestCase("L ME 5", 5, 10)]
    [TestCase("l Me 0 200", 0, 200)]
    [TestCase("lme 3 4", 3, 4)]
    public void Mails_are_listed_from_the_newest_but_so_many_on(string argument, int skip, int count) =>
        Assert.That(AppRuns.Ask(Policy, ".i", argument), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.ListMails(Inbox, skip, count))));

    [Test]
    public void One_is_read_by_its_number() =>
        Assert.That(AppRuns.Ask(Policy, ".i", "r me 4294967295"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.ReadMail(Inbox, uint.MaxValue, 256 << 10))));

    [TestCase("x me", "expected: l account")]
    [TestCase("l", "expected: l account")]
    [TestCase("r me", "expected: l account")]
    [TestCase("r me 0", "expected: l account")]
    [TestCase("r me 4294967296", "expected: l account")]
    [TestCase("l me 0 201", "count up to 200")]
    [TestCase("l me 0 0", "count up to 200")]
    [TestCase("l me -1", "skip up to 1000000")]
    [TestCase("l me 1 2 3", "count up to 200")]
    [TestCase("l you", "there are: Me")]
    public void What_is_not_written_so_is_refused(string argument, string reason) => Assert.That(AppRuns.Ask(Policy, ".i", argument).Refusal(), Does.Contain(reason).And.Not.Contain("hush"));

    [Test]
    public void Each_mail_is_a_line_the_newest_first()
    {
        var mails = Seqs.Of(
            Mail(3, "From: \"evil@evil.test\" <Alice@sender.test>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_=1B[31m?=\r\n\r\n"),
            Mail(7, "Subject: no author\r\n\r\n"),
            Mail(5, "From: a@b.example\r\n\r\n"));
        Assert.That(Listed(9, mails), Is.EqualTo(CommandResult.Ok("7 ? no author\n5 a@b.example \n3 Alice@sender.test Grüße \\x1b[31m\n")));
        Assert.That(Listed(9, default), Is.EqualTo(CommandResult.Failed("there are 9 mails")));
        Assert.That(Listed(0, default), Is.EqualTo(CommandResult.Ok("the mailbox is empty")));
    }

    [TestCase("Subject: s\r\n\r\nplain é\r\n", "plain é\n")]
    [TestCase("Content-Type: text/html\r\n\r\n<p>one</p><script>x</script><p>two</p>", "one\ntwo\n")]
    [TestCase("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b\r\n\r\nplain\r\n--b--\r\n", "plain\n")]
    [TestCase("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b--\r\n", "html\n")]
    [TestCase("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8gYWdh", "hello aga\n")]
    public void The_plain_text_of_a_mail_is_given_or_that_of_its_HTML(string mail, string text) =>
        Assert.That(WithoutBlankLines(AppRuns.Conclude(Policy, ".i", "r me 7", new AppResponse.Read(Octets.Utf8(mail))).Output), Is.EqualTo(text));

    [TestCase("")]
    [TestCase("Content-Type: image/png\r\n\r\nabc")]
    [TestCase("Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nabc")]
    public void A_mail_without_text_says_so(string mail) =>
        Assert.That(AppRuns.Conclude(Policy, ".i", "r me 7", new AppResponse.Read(Octets.Utf8(mail))).Error.IfNone(""), Does.StartWith("no text in the first 256 KiB"));

    [Test]
    public void The_beginning_of_a_long_text_is_read()
    {
        var mail = Octets.Utf8("Subject: long\r\n\r\n" + string.Concat(Enumerable.Repeat("line after line\r\n", 20_000))).Slice(0, 256 << 10);
        Assert.That(AppRuns.Conclude(Policy, ".i", "r me 7", new AppResponse.Read(mail)).Output, Does.StartWith("line after line\nline").And.Length.GreaterThan(200_000));
    }

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 300)]
    public bool Whatever_a_server_lists_each_mail_is_one_line(AppResponse response) =>
        response is not AppResponse.MailsListed(> 0, { IsEmpty: false } mails)
        || (AppRuns.Conclude(Policy, ".i", "l me", response).Output.Split('\n') is var lines && lines.Length == mails.Count + 1 && lines.All(line => !line.Any(char.IsControl)));

    static string WithoutBlankLines(string text) => string.Concat(text.Split('\n').Where(line => line.Trim().Length > 0).Select(line => line + "\n"));

    static ListedMail Mail(uint uid, string header) => new(uid, Octets.Utf8(header));

    static CommandResult Listed(int total, Seq<ListedMail> mails) => AppRuns.Conclude(Policy, ".i", "l me", new AppResponse.MailsListed(total, mails));
}
