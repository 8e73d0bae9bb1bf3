using System.Text.Json;
using Laitos.Integration.Support;
using static Laitos.Integration.Support.DaemonScene;

namespace Laitos.Integration;

/// <summary>What the program prints: its log, and the settings that it checks.</summary>
[Parallelizable(ParallelScope.All)]
public class DaemonOutputTests
{
    [Test]
    public async Task Each_line_of_a_JSON_log_is_an_object()
    {
        await using var scene = await DaemonScene.Start(arguments: ["-log", "json"]);
        await using (var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7"))
        {
            await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<x@elsewhere.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 6);
            await peer.Send("Subject: \"quoted\" \\ \x01\r\n\r\nbody\r\n.\r\n"u8.ToArray());
            Assert.That(await peer.Reply(), Does.StartWith("250 "));
            await Say(peer, "QUIT\r\n", 1);
        }

        Assert.That(await scene.Daemon.Stop(), Is.Zero);
        var events = scene.Daemon.Run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(events.Select(line => line.GetProperty("event").GetString()), Is.EqualTo(new[] { "listening", "refused", "forwarded", "stopping", "stopped" }));
        Assert.That(events[2].GetProperty("subject").GetString(), Does.Contain("\"quoted\" \\"));
        Assert.That(events.Select(line => line.GetProperty("at").GetDateTimeOffset()), Is.Ordered);
    }

    [Test]
    public async Task Check_prints_the_settings_in_force_and_hides_secrets()
    {
        using var folder = new TemporaryFolder();
        var configuration = ConfigurationText(folder, 2525, """{ "MailClient": { "AuthUsername": "me", "AuthPassword": "correct horse" } }""");
        await using var check = LaitosProcess.Start(configuration, "check");

        Assert.That(await check.Ended(), Is.Zero);

        var output = string.Join('\n', check.Lines);
        Assert.That(output, Does.Not.Contain("correct horse"));
        var settings = JsonDocument.Parse(output).RootElement;
        Assert.That(settings.GetProperty("MailClient").GetProperty("AuthUsername").GetString(), Is.EqualTo("me"));
        Assert.That(settings.GetProperty("MailDaemon").GetProperty("PerIPLimit").GetInt32(), Is.EqualTo(10));
    }

    [Test]
    public async Task Check_tells_all_mistakes_at_once()
    {
        await using var check = LaitosProcess.Start("""{ "MailDaemon": { "MyDomain": ["example.com"], "ForwardTo": ["nobody"], "Port": 70000 }, "MailClient": {} }""", "check");

        Assert.That(await check.Ended(), Is.EqualTo(2));

        var problems = string.Join('\n', check.Errors);
        foreach (var path in (string[])["MailDaemon.MyDomains", "MailDaemon.ForwardTo", "MailDaemon.Port", "MailClient.MailFrom"])
        {
            Assert.That(problems, Does.Contain(path));
        }

        Assert.That(check.Lines, Is.Empty);
    }
}
