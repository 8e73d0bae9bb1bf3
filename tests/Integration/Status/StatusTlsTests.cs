using System.Net;
using Laitos.Integration.Support;

namespace Laitos.Integration.Status;

/// <summary>The page by HTTPS, with the daemon's certificate, and without a password. In a process of its own: what collects metrics does not tell the daemons of one process apart.</summary>
[Parallelizable(ParallelScope.Self)]
public class StatusTlsTests
{
    [Test]
    public async Task The_page_is_served_with_the_certificate_of_the_daemon_which_goes_on_speaking_SMTP()
    {
        var port = RunningDaemon.FreePort();
        await using var scene = await DaemonScene.Start(settings:
            $$"""{"MailDaemon": {"TLSCertPath": "$DIR/cert.pem", "TLSKeyPath": "$DIR/key.pem", "Trace": {"Enabled": false}, "Status": {"Port": {{port}}, "TLS": true} } }""");
        var shown = "";
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate!.Subject).Length > 0 } };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}/") };
        using var page = await browser.GetAsync("");
        Assert.That((page.StatusCode, shown), Is.EqualTo((HttpStatusCode.OK, "CN=mx.example.com")));
        Assert.That(page.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("__Host-laitos=").And.EndWith("; Secure"));
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("Nothing is stored").And.Contain("No records are kept"));
        Assert.That(await browser.GetStringAsync("metrics"), Does.Contain("laitos_mail_received_total{"));

        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "192.0.2.1");
        await peer.Reply();
        await DaemonScene.Say(peer, "EHLO a.test\r\n", 1);
        await DaemonScene.Say(peer, "STARTTLS\r\n", 1);
        await peer.StartTls();
        await DaemonScene.Say(peer, "EHLO a.test\r\nQUIT\r\n", 2);
    }
}
