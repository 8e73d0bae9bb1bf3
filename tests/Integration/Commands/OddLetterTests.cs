namespace Laitos.Integration.Commands;

/// <summary>Letters with a command that mail programs write against the rules, or close to them: each runs and is answered.</summary>
public sealed class OddLetterTests
{
    CommandDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start() => daemon = await CommandDaemon.StartWithin();

    [OneTimeTearDown]
    public async Task End() => await daemon.DisposeAsync();

    [TestCase("8bits")]
    [TestCase("7bits")]
    [TestCase("8-bit")]
    public Task An_odd_name_of_a_transfer_encoding(string name) =>
        Runs(Order(".s echo odd") with { Fields = $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {name}\r\n" }, "odd\n");

    [Test]
    public Task Windows_1252_that_calls_itself_ISO_8859_1() =>
        Runs(Order(".s echo '\u0080 \u0093x\u0094'") with { Fields = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n" }, "\u20ac \u201cx\u201d\n");

    [TestCase("All")]
    [TestCase("OOF, AutoReply")]
    public Task A_wish_that_no_machine_may_answer(string value) => Runs(Order(".s echo still") with { Fields = $"X-Auto-Response-Suppress: {value}\r\n" }, "still\n");

    [TestCase("")]
    [TestCase("\r\n")]
    [TestCase(" \r\n\t\r\n")]
    public Task A_blank_text_beside_the_HTML_with_the_command(string blank) => Runs(
        CommandLetter.Of(
            $"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{blank}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            + $"<html><body><p>Hello</p><p>{CommandDaemon.Password} .s echo html</p></body></html>\r\n--b--")
        with
        { Fields = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n" },
        "html\n");

    [Test]
    public Task No_break_spaces_between_the_words() => Runs(
        CommandLetter.Of($"Hello,\r\n\r\n{CommandDaemon.Password}\u00a0.s\u00a0 echo \u00a0two 'in\u00a0side'\r\n") with { Fields = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n" },
        "two in\u00a0side\n");

    static CommandLetter Order(string command) => CommandLetter.Order(command);

    async Task Runs(CommandLetter letter, string answer)
    {
        Assert.That(await daemon.Post(letter), Does.StartWith("250 "));
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(letter)), Is.EqualTo(answer));
    }
}
