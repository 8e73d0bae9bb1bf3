using System.Text.Json;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Laitos.Integration;

/// <summary>Rules per address: MailKit in front of one daemon, a relay behind it, and <c>laitos rules</c> beside it, which must say the same.</summary>
public class RulesTests
{
    const string Settings = """
        {
          "MailDaemon": {
            "TrustedProxies": [], "PerIPLimit": 1000, "DmarcRewrite": "never",
            "Rules": [
              {"To": "shop-*@example.com", "ForwardTo": ["shop@example.net"], "Detail": "keep"},
              {"To": "old@example.com", "Refuse": "550 5.1.1 Gone; write to new@example.com"},
              {"To": "leak@example.com", "From": "*@shop.test", "ForwardTo": "default"},
              {"To": "leak@example.com", "Refuse": "550 5.7.1 This address was leaked"},
              {"To": "trip@example.com", "ForwardTo": "default", "Expires": "2020-01-01"},
              {"To": "news@example.com", "Drop": true},
              {"Domain": "blog.example.com", "ForwardTo": ["bert@example.org", "anna@example.org"]},
              {"To": "me@example.com", "ForwardTo": "default"}
            ]
          }
        }
        """;

    DaemonScene scene = null!;

    [OneTimeSetUp]
    public async Task Start() => scene = await DaemonScene.Start(settings: Settings);

    [OneTimeTearDown]
    public ValueTask Stop() => scene.DisposeAsync();

    [TestCase("SHOP-1@example.com", "a@sender.test", 250, "shop@example.net")]
    [TestCase("shop-1+Tag@example.com", "a@sender.test", 250, "shop+Tag@example.net")]
    [TestCase("old@example.com", "a@sender.test", 550, "")]
    [TestCase("leak@example.com", "a@sender.test", 550, "")]
    [TestCase("leak@example.com", "news@shop.test", 250, "me@example.net")]
    [TestCase("trip@example.com", "a@sender.test", 550, "")]
    [TestCase("news@example.com", "a@sender.test", 250, "")]
    [TestCase("anyone@blog.example.com", "a@sender.test", 250, "bert@example.org,anna@example.org")]
    [TestCase("me+anything@example.com", "a@sender.test", 250, "me@example.net")]
    [TestCase("unknown@example.com", "a@sender.test", 550, "")]
    [TestCase("postmaster@example.com", "a@sender.test", 250, "me@example.net")]
    [TestCase("x@elsewhere.test", "a@sender.test", 550, "")]
    public async Task The_daemon_and_the_command_line_decide_the_same(string recipient, string sender, int code, string destinations)
    {
        var before = scene.Relay.Mails.Count;
        using var client = await Connected();
        using var mail = Mail(sender, recipient);
        if (code == 250)
        {
            await client.SendAsync(mail);
        }
        else
        {
            Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(mail));
        }

        var (exit, told) = Test(recipient, sender);
        Assert.That(exit, Is.EqualTo(code == 250 ? CliError.None : RulesCommand.Refused));
        Assert.That(told.GetProperty("destinations").EnumerateArray().Select(each => each.GetString()), Is.EqualTo(Split(destinations)));
        Assert.That(scene.Relay.Mails.Skip(before).SelectMany(arrived => arrived.Recipients), Is.EqualTo(Split(destinations)));
        if (code == 250)
        {
            Assert.That(client.Refused, Is.Empty);
            Assert.That(await scene.Daemon.Process.Says($"rule=\"<{recipient}>"), "the log says which rule decided");
            Assert.That(scene.Daemon.Process.Lines.Last(line => line.Contains($"rule=\"<{recipient}>", StringComparison.Ordinal)), Does.Contain(told.GetProperty("decidedBy").GetString()).And.Contain(destinations.Length == 0 ? " dropped id=" : " forwarded id="));
        }
        else
        {
            Assert.That(told.GetProperty("reply").GetString(), Is.EqualTo(client.Refused.Single()));
            Assert.That(await scene.Daemon.Process.Says($"reply=\"{client.Refused.Single()}\""));
        }
    }

    [Test]
    public async Task Each_recipient_of_one_mail_has_its_own_fate()
    {
        var before = scene.Relay.Mails.Count;
        using var client = await Connected();
        using var mail = Mail("a@sender.test", "shop-1+x@example.com", "news@example.com", "old@example.com", "b@blog.example.com", "c@blog.example.com", "me@example.com", "postmaster@example.com");
        await client.SendAsync(mail);
        Assert.That(client.Refused, Is.EqualTo(new[] { "550 5.1.1 Gone; write to new@example.com" }));
        var arrived = scene.Relay.Mails.Skip(before).Single();
        Assert.That(arrived.Recipients, Is.EqualTo(new[] { "shop+x@example.net", "bert@example.org", "anna@example.org", "me@example.net" }), "one transaction, each destination once");
    }

    [Test]
    public async Task The_program_lists_and_tests_them()
    {
        var configuration = Path.Combine(scene.Folder.Path, "config.json");
        var test = await LaitosCommand.Run("rules", "test", "trip@example.com", "--at", "2019-12-31T12:00:00Z", "-config", configuration);
        var list = await LaitosCommand.Run("rules", "list", "-config", configuration);
        var wrong = await LaitosCommand.Run("rules", "test", "trip@example.com", "--at", "soon", "-config", configuration);
        Assert.That(test.Code, Is.Zero, string.Join('\n', test.Errors));
        Assert.That(test.Lines, Is.EqualTo(new[]
        {
            "recipient    <trip@example.com>", "sender       <>", "at           2019-12-31T12:00:00.000Z", "decision     forward",
            "decided by   Rules[4]  to trip@example.com, until 2020-01-01: forward to MailDaemon.ForwardTo", "destination  me@example.net",
        }));
        Assert.That(list.Code, Is.Zero);
        Assert.That(list.Lines, Has.Count.EqualTo(9).And.Contains("Rules[4]  to trip@example.com, until 2020-01-01: forward to MailDaemon.ForwardTo  (expired)")
            .And.Contains("Rules[2]  to leak@example.com, from *@shop.test: forward to MailDaemon.ForwardTo"));
        Assert.That(wrong.Code, Is.EqualTo(2));
        Assert.That(wrong.Errors.Single(), Does.StartWith("--at: "));
    }

    static string[] Split(string addresses) => addresses.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// The command in this process: a start for each case would cost more than all of them.
    (int Code, JsonElement Told) Test(string address, string sender)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new RulesCommand(Path.Combine(scene.Folder.Path, "config.json"), new CliTerminal(output, error, () => Stream.Null, null)).Test(address, sender, at: null, json: true);
        using var told = JsonDocument.Parse(output.ToString());
        return (code, told.RootElement.Clone());
    }

    async Task<Collecting> Connected()
    {
        var client = new Collecting();
        await client.ConnectAsync("127.0.0.1", scene.Daemon.Port, SecureSocketOptions.None);
        return client;
    }

    static MimeMessage Mail(string sender, params string[] recipients)
    {
        var mail = new MimeMessage { Subject = "hello", Body = new TextPart("plain") { Text = "Hello.\n" } };
        mail.From.Add(MailboxAddress.Parse(sender));
        mail.To.AddRange(recipients.Select(MailboxAddress.Parse));
        return mail;
    }

    /// Goes on past refused recipients, and keeps what was said to them.
    sealed class Collecting : SmtpClient
    {
        public List<string> Refused { get; } = [];

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Refused.Add($"{(int)response.StatusCode} {response.Response}");

    }
}
