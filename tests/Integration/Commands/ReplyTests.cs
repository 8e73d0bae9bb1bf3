using Laitos.Integration.Durability;
using Laitos.Integration.Support;

namespace Laitos.Integration.Commands;

/// <summary>The mails that tell of a command: how they look, and to whom they go.</summary>
public sealed class ReplyTests
{
    CommandDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start() => daemon = await CommandDaemon.StartWithin($$""", "NotifyViaEmail": {"Recipients": ["{{CommandDaemon.Listener}}"]} """);

    [OneTimeTearDown]
    public async Task End() => await daemon.DisposeAsync();

    [Test]
    public async Task The_sender_is_answered_and_the_listener_is_told()
    {
        var commandLetter = CommandLetter.Order(".s echo hello; echo Grüße") with { Fields = "References: <root@sender.example>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n" };
        await daemon.Post(commandLetter);

        var reply = await daemon.Answer(commandLetter);
        Assert.That((reply.Sender, reply.Recipients), Is.EqualTo(("<>", (string[])[CommandDaemon.Owner])));
        Assert.That(Field(reply, "From"), Is.EqualTo("forwarder@example.com"));
        Assert.That(Field(reply, "To"), Is.EqualTo(CommandDaemon.Owner));
        Assert.That(Field(reply, "Subject"), Is.EqualTo("=?utf-8?B?" + Convert.ToBase64String("laitos-reply-.s echo hello; echo Grüße"u8) + "?=").IgnoreCase
            .Or.EqualTo("=?utf-8?Q?laitos-reply-.s_echo_hello=3B_echo_Gr=C3=BC=C3=9Fe?=").IgnoreCase);
        Assert.That(Field(reply, "Auto-Submitted"), Is.EqualTo("auto-replied"));
        Assert.That(Field(reply, "In-Reply-To"), Is.EqualTo($"<{commandLetter.MessageId}>"));
        Assert.That(Field(reply, "References"), Is.EqualTo($"<root@sender.example> <{commandLetter.MessageId}>"));
        Assert.That(CommandDaemon.TextOf(reply), Is.EqualTo("hello\nGrüße\n"));

        var notice = await Notice("hello");
        Assert.That((notice.Sender, notice.Recipients), Is.EqualTo(("<>", (string[])[CommandDaemon.Listener])));
        Assert.That(Field(notice, "To"), Is.EqualTo(CommandDaemon.Listener));
        Assert.That(Field(notice, "Auto-Submitted"), Is.EqualTo("auto-generated"));
        Assert.That(CommandDaemon.TextOf(notice), Is.EqualTo("hello\nGrüße\n"));
    }

    [Test]
    public async Task A_short_subject_is_readable_in_every_mail_program()
    {
        var commandLetter = CommandLetter.Order(".s echo readable");
        await daemon.Post(commandLetter);

        Assert.That(Field(await daemon.Answer(commandLetter), "Subject"), Is.EqualTo("laitos-reply-.s echo readable"));
        Assert.That(Field(await Notice("readable"), "Subject"), Is.EqualTo("laitos-notify-.s echo readable"));
    }

    [Test]
    public async Task Whoever_is_named_in_Reply_To_is_answered()
    {
        var commandLetter = CommandLetter.Order(".s echo elsewhere") with { Fields = "Reply-To: Me elsewhere <elsewhere@sender.example>\r\n" };
        await daemon.Post(commandLetter);

        Assert.That((await daemon.Answer(commandLetter)).Recipients, Is.EqualTo(new[] { "elsewhere@sender.example" }));
    }

    [Test]
    public async Task An_answer_to_our_own_domain_goes_where_the_mail_of_that_domain_goes()
    {
        var commandLetter = CommandLetter.Order(".s echo myself") with { From = "me@example.com" };
        await daemon.Post(commandLetter);

        Assert.That((await daemon.Answer(commandLetter)).Recipients, Is.EqualTo(new[] { DurableDaemon.First, DurableDaemon.Second }));
    }

    [Test]
    public async Task A_robot_that_knows_a_password_is_not_answered()
    {
        var commandLetter = CommandLetter.Order(".s echo beep") with { From = "no-reply@sender.example" };
        await daemon.Post(commandLetter);

        Assert.That(CommandDaemon.TextOf(await Notice("beep")), Is.EqualTo("beep\n"));
        Assert.That(daemon.Answers(commandLetter), Is.Empty);
    }

    [TestCase("", "")]
    [TestCase("Auto-Submitted: auto-replied\r\n", CommandDaemon.Owner)]
    [TestCase("Precedence: bulk\r\n", CommandDaemon.Owner)]
    [TestCase("List-Id: <list.sender.example>\r\n", CommandDaemon.Owner)]
    public async Task Mail_that_no_person_wrote_is_forwarded_and_runs_nothing(string fields, string sender)
    {
        var commandLetter = CommandLetter.Order($".s echo run >> {daemon.File("automatic")}") with { Fields = fields, Sender = sender };

        await RunsNothing(commandLetter);
    }

    [TestCase("laitos-reply-.s echo hi")]
    [TestCase("Re: laitos-notify-.s echo hi")]
    public Task An_answer_that_comes_back_is_forwarded_and_runs_nothing(string subject) =>
        RunsNothing(CommandLetter.Order($".s echo run >> {daemon.File("automatic")}") with { Subject = subject });

    async Task RunsNothing(CommandLetter commandLetter)
    {
        Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "));

        Assert.That((await daemon.Copy(commandLetter)).Text, Does.Contain("************* .s echo").And.Not.Contain(CommandDaemon.Password));
        await daemon.Run(".s echo the next");
        Assert.That(daemon.Lines("automatic"), Is.Zero);
        Assert.That(daemon.Answers(commandLetter), Is.Empty);
        await daemon.Says(commandLetter.MessageId, "ignored: ");
    }

    async Task<CapturedMail> Notice(string word)
    {
        CapturedMail? Found() => daemon.Daemon.Relay.Mails.FirstOrDefault(mail => mail.Recipients.Contains(CommandDaemon.Listener) && CommandDaemon.TextOf(mail).StartsWith(word, StringComparison.Ordinal));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(Found() is not null)), "told");
        return Found()!;
    }

    static string Field(CapturedMail mail, string name) =>
        mail.Text.Split("\r\n\r\n")[0].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
}
