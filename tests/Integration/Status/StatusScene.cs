using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Laitos.Integration.Support;

namespace Laitos.Integration.Status;

/// <summary>
/// One daemon with a status page behind a password, between a DNS that names one client and a relay that does not take every mail: all that is tested of the page is tested here.
/// </summary>
[SetUpFixture]
public sealed class StatusScene : IDisposable
{
    public const string Password = "open the status page", Hostile = "<script>document.title='owned'</script><img src=x onerror=alert(1)>", Canary = "Canary-Password-1";

    const string Zone = """
        2.0.0.127.bl.test A 127.0.0.2
        66.2.0.192.bl.test A 127.0.0.2
        66.2.0.192.bl.test TXT "spam seen"
        """;

    readonly TemporaryFolder folder = new();
    StubDns dns = null!;
    CapturingRelay relay = null!;
    RunningDaemon daemon = null!;
    MetricsCollector collector = null!;

    /// <summary>The scene of the tests.</summary>
    public static StatusScene Current { get; private set; } = null!;

    /// <summary>The address of the page.</summary>
    public Uri Page { get; private set; } = null!;

    /// <summary>Takes what is sent by OTLP.</summary>
    internal MetricsCollector Collector => collector;

    /// <summary>The daemon.</summary>
    public RunningDaemon Daemon => daemon;

    /// <summary>Where the daemon sends mail.</summary>
    public CapturingRelay Relay => relay;

    [OneTimeSetUp]
    public async Task Start()
    {
        (dns, relay, collector) = (StubDns.Start(Zone), CapturingRelay.Start(), await MetricsCollector.Start());
        TestCertificate.Write(folder.Path);
        daemon = await RunningDaemon.StartWithin(folder.Path, port =>
        {
            Page = new Uri($"http://127.0.0.1:{RunningDaemon.FreePort()}/");
            var settings = $$"""
                {"MailDaemon": {"BlockLists": [{"Zone": "bl.test"}], "BlockThreshold": 1, "Authentication": "check", "Delivery": "cut-through", "TLSCertPath": "$DIR/cert.pem", "TLSKeyPath": "$DIR/key.pem",
                  "Status": {"Port": {{Page.Port}}, "Password": "{{Password}}", "Otlp": {"Endpoint": "{{collector.Address}}", "Interval": "1s"} } },
                 "MailFilters": {"PINAndShortcuts": {"Passwords": ["{{Canary}}"]} }, "Spool": {"Retry": ["1h"]} }
                """;
            return DaemonScene.ConfigurationText(folder, port, settings, relay.Port, dns.EndPoint);
        });
        Current = this;
        Assert.That(await Send("192.0.2.66", "Cheap"), Does.StartWith("554 5.7.1"));
        Assert.That(await Send("192.0.2.10", $"Good day {Canary}"), Does.StartWith("250 "));
        Assert.That(await Send("192.0.2.11", Hostile), Does.StartWith("250 "));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await Drains();
        TestContext.Out.WriteLine(string.Join('\n', daemon.Run.Lines.Concat(daemon.Run.Errors)));
        await daemon.DisposeAsync();
        await relay.DisposeAsync();
        await dns.DisposeAsync();
        await collector.DisposeAsync();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(folder.Path))
        {
            folder.Dispose();
        }
    }

    /// While the last mail is on its way the page is still there, and says that no more are taken.
    async Task Drains()
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port, "192.0.2.10");
        await peer.Reply();
        foreach (var line in (string[])["EHLO mail.sender.test", "MAIL FROM:<anna@sender.test>", "RCPT TO:<me@example.com>", "DATA"])
        {
            await peer.Send(Encoding.UTF8.GetBytes(line + "\r\n"));
            await peer.Reply();
        }

        daemon.Run.Terminate();
        await daemon.Run.Says("stopping");
        using var browser = Browser();
        using var answer = await browser.GetAsync("readyz");
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "draining\n")));
        await peer.Send("Subject: the last one\r\n\r\nHello.\r\n.\r\n"u8.ToArray());
        Assert.That(await peer.Reply(), Does.StartWith("250 "));
    }

    /// <summary>A mail that the relay does not take for now waits in the queue; gives its id.</summary>
    public async Task<string> Queue(string subject)
    {
        relay.Script = new RelayScript { Replies = new Dictionary<string, string> { ["RCPT TO:"] = "451 4.2.1 busy" } };
        var reply = await Send("192.0.2.12", subject);
        relay.Script = new RelayScript();
        Assert.That(reply, Does.StartWith("250 "));
        return reply!.Split(' ')[^1];
    }

    /// <summary>A browser without scripts; it follows no redirects.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() }) { BaseAddress = Page, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The same once it is let in.</summary>
    public async Task<HttpClient> LetIn()
    {
        var browser = Browser();
        using var answer = await browser.PostAsync("login", Form(("password", Password)));
        Assert.That((answer.StatusCode, answer.Headers.Location?.OriginalString), Is.EqualTo((HttpStatusCode.SeeOther, "/")));
        return browser;
    }

    /// <summary>The fields of a form.</summary>
    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>The token in the form of a page.</summary>
    public static string Token(string page) => Regex.Match(page, "name=\"token\" value=\"([^\"]+)\"").Groups[1].Value;

    /// <summary>Sends a mail from a client, and gives the reply to its data.</summary>
    public async Task<string?> Send(string client, string subject)
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port, client);
        await peer.Reply();
        string? reply = null;
        foreach (var line in (string[])["EHLO mail.sender.test", "MAIL FROM:<anna@sender.test>", "RCPT TO:<me@example.com>", "DATA", $"From: anna@sender.test\r\nSubject: {subject}\r\n\r\nHello.\r\n."])
        {
            await peer.Send(Encoding.UTF8.GetBytes(line + "\r\n"));
            reply = await peer.Reply();
        }

        return reply;
    }
}
