using System.Text;
using System.Text.Json;
using Laitos.Integration.Support;

namespace Laitos.Integration.Cli;

/// <summary><c>laitos explain</c> decides as the daemon does: the mails of some scenarios, whose outcome with the daemon is written down beside them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ExplainTests
{
    static readonly string Scenarios = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    [TestCase("80-dmarc-durable-signature", "news@bank.test", "forwarded", "durable-signature")]
    [TestCase("81-dmarc-no-signature", "news@bank.test", "forwarded", "no-durable-signature")]
    [TestCase("83-dmarc-fail-rewrite", "news@bank.test", "forwarded", "dmarc-fail")]
    [TestCase("84-dmarc-fail-wrap", "news@bank.test", "forwarded", "dmarc-fail")]
    [TestCase("85-dmarc-fail-hold", "news@bank.test", "queued", "dmarc-fail")]
    [TestCase("86-dmarc-fail-reject", "news@bank.test", "rejected", "dmarc-fail")]
    [TestCase("88-spf-fail-reject", "news@bank.test", "rejected", "spf-fail")]
    [TestCase("91-null-sender", "", "forwarded", "verbatim")]
    public async Task It_decides_as_the_daemon_does(string scenario, string sender, string decision, string verdict)
    {
        using var folder = new TemporaryFolder();
        var file = Mail(folder, scenario);
        var leaving = Path.Combine(folder.Path, "leaving.eml");
        var wanted = Path.Combine(Scenarios, scenario, "delivered.eml");
        string[] arguments = [.. Arguments(folder, scenario, file, sender), "--json", .. File.Exists(wanted) ? (string[])["--write", leaving] : []];
        var program = await LaitosCommand.Run(arguments);
        Assert.That(program.Code, Is.Zero, program.Error);

        using var told = JsonDocument.Parse(program.Output);
        Assert.That(told.RootElement.GetProperty("decision").GetString(), Is.EqualTo(decision));
        Assert.That(
            told.RootElement.GetProperty("facts").EnumerateArray().Where(fact => fact.GetProperty("name").GetString() == "verdict").Select(fact => fact.GetProperty("value").GetString()),
            Is.EqualTo(new[] { verdict }));
        Assert.That(told.RootElement.GetProperty("rewrittenIfRefused").GetBoolean(), Is.EqualTo(verdict is "durable-signature" or "verbatim"));
        if (File.Exists(wanted))
        {
            Assert.That(WrittenMail.Comparable(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(leaving))), Is.EqualTo(WrittenMail.Read(wanted)), "the very octets that the daemon sends");
        }
    }

    [Test]
    public async Task People_read_the_facts_what_the_DNS_said_and_what_would_be_done()
    {
        using var folder = new TemporaryFolder();
        var program = await LaitosCommand.Run(Arguments(folder, "86-dmarc-fail-reject", Mail(folder, "86-dmarc-fail-reject"), "news@bank.test"));
        Assert.That(program.Code, Is.Zero, program.Error);
        Assert.That(program.Lines, Has.Some.EqualTo("  spf            fail bank.test")
            .And.Some.EqualTo("  _dmarc.bank.test TXT v=DMARC1; p=reject")
            .And.Some.EqualTo("  reply          550 5.7.26 dmarc-fail: bank.test asks to reject mail that fails DMARC, and SPF fails"));
    }

    [TestCase("--client", "192.0.2", "--client: ")]
    [TestCase("--from", "no address", "--from: ")]
    [TestCase("--to", "x@elsewhere.test", "the session would refuse this mail: 550 5.7.1 Relaying denied")]
    [TestCase("--zone", "absent", "cannot be read: ")]
    public async Task A_mistake_is_named(string option, string value, string words)
    {
        using var folder = new TemporaryFolder();
        var arguments = Arguments(folder, "81-dmarc-no-signature", Mail(folder, "81-dmarc-no-signature"), "news@bank.test");
        arguments[Array.IndexOf(arguments, option) + 1] = value;
        var program = await LaitosCommand.Run(arguments);
        Assert.That(program.Code, Is.EqualTo(2));
        Assert.That(program.Errors.Single(), Does.Contain(words));
    }

    static string[] Arguments(TemporaryFolder folder, string scenario, string mail, string sender)
    {
        var configuration = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(configuration, WrittenConfiguration.Compose(
            [Path.Combine(Scenarios, "config.json"), Path.Combine(Scenarios, scenario, "config.json")],
            new Dictionary<string, string> { ["PORT"] = "2525", ["DNS"] = "127.0.0.1:9", ["RELAYPORT"] = "2526", ["DIR"] = folder.Path }));
        return
        [
            "explain", mail, "--client", "203.0.113.7", "--helo", "sender.test", "--from", sender, "--to", "me@example.com",
            "--zone", Path.Combine(Scenarios, scenario, "dns.txt"), "--config", configuration,
        ];
    }

    /// The lines that the dialogue sends between DATA and the dot, with the line ends of a file.
    static string Mail(TemporaryFolder folder, string scenario)
    {
        var said = File.ReadAllLines(Path.Combine(Scenarios, scenario, "dialogue.smtp")).Where(line => line.StartsWith("P: ", StringComparison.Ordinal)).Select(line => line[3..]);
        var file = Path.Combine(folder.Path, "mail.eml");
        File.WriteAllText(file, string.Concat(said.SkipWhile(line => line != "DATA").Skip(1).Select(line => line + "\n")));
        return file;
    }
}
