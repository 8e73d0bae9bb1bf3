using System.Net;
using Laitos.Integration.Support;

namespace Laitos.Integration.Status;

/// <summary>The page while the daemon cannot take mail yet: the server of its spool is away.</summary>
public class StartingTests
{
    [Test]
    public async Task Until_mail_is_taken_the_page_says_that_the_daemon_starts()
    {
        using var folder = new TemporaryFolder();
        var (file, page) = (Path.Combine(folder.Path, "config.json"), new Uri($"http://127.0.0.1:{RunningDaemon.FreePort()}/"));
        TestCertificate.Write(folder.Path);
        await File.WriteAllTextAsync(file, DaemonScene.ConfigurationText(
            folder, RunningDaemon.FreePort(), $$"""{"MailDaemon": {"Delivery": "cut-through", "Status": {"Port": {{page.Port}} } }, "Spool": {"PostgreSql": "Host=127.0.0.1;Port=1;Database=mail;Username=laitos"} }"""));
        await using var run = LaitosProcess.Start(null, "-config", file, "-daemons", "smtpd");
        Assert.That(await run.Says("spool waits="), string.Join('\n', run.Errors));
        using var browser = new HttpClient { BaseAddress = page };
        (string Path, HttpStatusCode Status, string Words)[] expected =
        [
            ("healthz", HttpStatusCode.OK, "ok\n"), ("readyz", HttpStatusCode.ServiceUnavailable, "starting\n"), ("", HttpStatusCode.ServiceUnavailable, "The daemon starts"),
            ("confirm?do=drop&id=id7", HttpStatusCode.NotFound, "no mail id7"),
        ];
        foreach (var (path, status, words) in expected)
        {
            using var answer = await browser.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(status), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(words));
            Assert.That(answer.Headers.RetryAfter is not null, Is.EqualTo(path.Length == 0), "when to come again");
        }

        run.Terminate();
        Assert.That(await run.Ended(), Is.Zero);
    }
}
