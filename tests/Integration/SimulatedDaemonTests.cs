using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Laitos.Integration.Support;

namespace Laitos.Integration;

/// <summary>The program as its operator meets it: start, stop, log, exit codes.</summary>
[Parallelizable(ParallelScope.All)]
public class SimulatedDaemonTests
{
    static readonly string Common = Path.Combine(AppContext.BaseDirectory, "Scenarios", "config.json");

    [Test]
    public async Task An_idle_session_is_told_that_the_daemon_goes_down()
    {
        await using var scene = await Scene.Start();
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        Assert.That(await peer.Reply(), Does.StartWith("220 "));

        var exit = scene.Daemon.Stop();

        Assert.That(await peer.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await peer.Reply(), Is.Null);
        Assert.That(await exit, Is.Zero);
        Assert.That(scene.Daemon.Process.Lines[^1], Does.EndWith(" stopped"));
        Assert.That(scene.Daemon.Process.Errors, Is.Empty);
    }

    [Test]
    public async Task Mail_at_the_relay_is_finished_before_the_daemon_goes_down()
    {
        await using var scene = await Scene.Start(new RelayScript { Drip = TimeSpan.FromMilliseconds(5) });
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);
        await peer.Send("Subject: x\r\n\r\nbody\r\n.\r\n"u8.ToArray());
        Assert.That(await scene.Relay.Hears("MAIL"));

        var exit = scene.Daemon.Stop();

        Assert.That(await peer.Reply(), Does.StartWith("250 2.0.0 "));
        Assert.That(await peer.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await exit, Is.Zero);
        Assert.That(scene.Relay.Mails, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Mail_half_received_is_finished_before_the_daemon_goes_down()
    {
        await using var scene = await Scene.Start();
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);
        await peer.Send("Subject: x\r\n\r\nbo"u8.ToArray());

        var exit = scene.Daemon.Stop();
        Assert.That(await scene.Daemon.Process.Says("stopping"));
        await peer.Send("dy\r\n.\r\n"u8.ToArray());

        Assert.That(await peer.Reply(), Does.StartWith("250 2.0.0 "));
        Assert.That(await peer.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await exit, Is.Zero);
        Assert.That(scene.Relay.Mails.Single().Text, Does.EndWith("Subject: x\r\n\r\nbody\r\n"));
    }

    [Test]
    public async Task A_stopping_daemon_takes_no_more_connections()
    {
        await using var scene = await Scene.Start();
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);
        scene.Daemon.Process.Terminate();
        Assert.That(await scene.Daemon.Process.Says("stopping"));
        Assert.That(await Durability.DurableDaemon.Becomes(async () => !await Takes(scene.Daemon.Port)), "nobody listens any more");

        await peer.Send(".\r\n"u8.ToArray());
        Assert.That(await scene.Daemon.Process.Ended(), Is.Zero);
    }

    static async Task<bool> Takes(int port)
    {
        try
        {
            await using var late = await SmtpPeer.Connect(port, "203.0.113.8");
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [Test]
    public async Task A_sender_that_never_ends_its_mail_does_not_hold_the_daemon_beyond_its_bound()
    {
        await using var scene = await Scene.Start(settings: """{ "MailDaemon": { "Limits": { "ShutdownTime": "1s" } } }""");
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
        await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 5);

        Assert.That(await scene.Daemon.Stop(), Is.Zero);
        Assert.That(scene.Relay.Mails, Is.Empty);
    }

    [Test]
    [NonParallelizable]
    public async Task From_start_to_the_first_greeting()
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var clock = Stopwatch.StartNew();
            await using var scene = await Scene.Start();
            await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7");
            Assert.That(await peer.Reply(), Does.StartWith("220 "));
            best = clock.Elapsed < best ? clock.Elapsed : best;
        }

        TestContext.Out.WriteLine($"from the start of the program to the first 220, best of three: {best.TotalMilliseconds:0} ms");
        Assert.That(best, Is.LessThan(TimeSpan.FromSeconds(60)), "a bound for a busy machine");
    }

    [Test]
    public async Task Each_line_of_a_JSON_log_is_an_object()
    {
        await using var scene = await Scene.Start(arguments: ["-log", "json"]);
        await using (var peer = await SmtpPeer.Connect(scene.Daemon.Port, "203.0.113.7"))
        {
            await Say(peer, "EHLO sender.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<x@elsewhere.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 6);
            await peer.Send("Subject: \"quoted\" \\ \x01\r\n\r\nbody\r\n.\r\n"u8.ToArray());
            Assert.That(await peer.Reply(), Does.StartWith("250 "));
        }

        Assert.That(await scene.Daemon.Stop(), Is.Zero);
        var events = scene.Daemon.Process.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(events.Select(line => line.GetProperty("event").GetString()), Is.EqualTo(new[] { "listening", "refused", "forwarded", "stopping", "stopped" }));
        Assert.That(events[2].GetProperty("subject").GetString(), Does.Contain("\"quoted\" \\"));
        Assert.That(events.Select(line => line.GetProperty("at").GetDateTimeOffset()), Is.Ordered);
    }

    [TestCase("-tls1_2")]
    [TestCase("-tls1_3")]
    public async Task No_TLS_session_is_resumed(string version)
    {
        await using var scene = await Scene.Start(settings: """{ "MailDaemon": { "TrustedProxies": [], "TLSCertPath": "$DIR/cert.pem", "TLSKeyPath": "$DIR/key.pem" } }""");
        var session = Path.Combine(scene.Folder.Path, "session.pem");

        var first = await OpenSsl(scene.Daemon.Port, version, "-sess_out", session);
        var second = await OpenSsl(scene.Daemon.Port, version, File.Exists(session) ? ["-sess_in", session] : []);

        Assert.That(first, Does.Contain("New, TLSv1.").And.Contain("221 2.0.0"));
        Assert.That(second, Does.Contain("New, TLSv1.").And.Not.Contain("Reused").And.Contain("221 2.0.0"));
        if (version == "-tls1_2")
        {
            Assert.That(first, Does.Not.Contain("TLS session ticket"));
        }
    }

    [Test]
    public async Task The_configuration_may_come_from_the_environment()
    {
        using var folder = new TemporaryFolder();
        await using var daemon = LaitosProcess.Start(Configuration(folder, RunningDaemon.FreePort()), "-daemons", "smtpd");
        Assert.That(await daemon.Says("listening"), string.Join('\n', daemon.Errors));
        daemon.Terminate();
        Assert.That(await daemon.Ended(), Is.Zero);
    }

    [Test]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await Refuses(Configuration(folder, ((IPEndPoint)other.LocalEndpoint).Port), ["-daemons", "smtpd"], "in use", "MailDaemon.Port");
    }

    [Test]
    public async Task A_missing_certificate_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await Refuses(
            Configuration(folder, RunningDaemon.FreePort(), """{ "MailDaemon": { "TLSCertPath": "$DIR/absent.pem", "TLSKeyPath": "$DIR/absent.key" } }"""),
            ["-daemons", "smtpd"], "absent.pem", "MailDaemon.TLSCertPath");
    }

    [Test]
    public async Task Another_daemon_of_laitos_is_not_run()
    {
        using var folder = new TemporaryFolder();
        await Refuses(Configuration(folder, RunningDaemon.FreePort()), ["-daemons", "smtpd,dnsd"], "dnsd", "Use -daemons smtpd");
    }

    [Test]
    public Task Without_a_configuration_it_says_how_to_give_one() => Refuses(null, [], "-config FILE", "LAITOS_CONFIG");

    [Test]
    public Task A_configuration_that_cannot_be_read_is_named() => Refuses(null, ["-config", "/absent/config.json"], "/absent/config.json");

    [Test]
    public async Task Check_prints_the_settings_in_force_and_hides_secrets()
    {
        using var folder = new TemporaryFolder();
        var configuration = Configuration(folder, 2525, """{ "MailClient": { "AuthUsername": "me", "AuthPassword": "correct horse" } }""");
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

    static async Task<string> OpenSsl(int port, string version, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-starttls", "smtp", "-crlf", "-ign_eof", version, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var client = Started(start);
        await client.StandardInput.WriteAsync("EHLO sender.test\nQUIT\n");
        client.StandardInput.Close();
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        try
        {
            await client.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return await output + await errors;
        }
        finally
        {
            client.Kill();
        }
    }

    static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore($"{start.FileName} is not installed");
            throw;
        }
    }

    static async Task Refuses(string? configuration, string[] arguments, params string[] words)
    {
        await using var process = LaitosProcess.Start(configuration, arguments);
        Assert.That(await process.Ended(), Is.EqualTo(2));
        Assert.That(process.Errors, Has.Count.EqualTo(1), string.Join('\n', process.Errors));
        foreach (var word in words)
        {
            Assert.That(process.Errors[0], Does.Contain(word));
        }
    }

    /// Sends all at once and reads so many replies besides the greeting, the last of which is not a refusal.
    static async Task Say(SmtpPeer peer, string commands, int replies)
    {
        await peer.Send(Encoding.UTF8.GetBytes(commands));
        var last = "";
        for (var i = 0; i < replies; i++)
        {
            last = await peer.Reply();
        }

        Assert.That(last, Does.Match("^[23]"));
    }

    static string Configuration(TemporaryFolder folder, int port, string settings = "{}", int relayPort = 9, string dns = "127.0.0.1:9")
    {
        var own = Path.Combine(folder.Path, "own.json");
        File.WriteAllText(own, settings);
        return WrittenConfiguration.Compose(
            [Common, own], new Dictionary<string, string> { ["PORT"] = $"{port}", ["DNS"] = dns, ["RELAYPORT"] = $"{relayPort}", ["DIR"] = folder.Path });
    }

    /// A daemon between a DNS that knows nothing and a relay.
    sealed record Scene(TemporaryFolder Folder, StubDns Dns, CapturingRelay Relay, RunningDaemon Daemon) : IAsyncDisposable
    {
        public static async Task<Scene> Start(RelayScript? script = null, string settings = "{}", params string[] arguments)
        {
            var (folder, dns, relay) = (new TemporaryFolder(), StubDns.Start(""), CapturingRelay.Start(script));
            TestCertificate.Write(folder.Path);
            var daemon = await RunningDaemon.Start(folder.Path, port => Configuration(folder, port, settings, relay.Port, dns.EndPoint), arguments);
            return new Scene(folder, dns, relay, daemon);
        }

        public async ValueTask DisposeAsync()
        {
            TestContext.Out.WriteLine(string.Join('\n', Daemon.Process.Lines.Concat(Daemon.Process.Errors)));
            await Daemon.DisposeAsync();
            await Relay.DisposeAsync();
            await Dns.DisposeAsync();
            Folder.Dispose();
        }
    }
}
