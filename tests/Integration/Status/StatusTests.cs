using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Laitos.Integration.Peers;

namespace Laitos.Integration.Status;

/// <summary>The status page and the metrics as programs see them.</summary>
[Parallelizable(ParallelScope.Self)]
public class StatusTests
{
    /// The one that Debian's packages are for.
    const string Python = "/usr/bin/python3";

    const string Grammar = """
        import sys
        from prometheus_client.parser import text_string_to_metric_families
        for family in text_string_to_metric_families(sys.stdin.read()):
            for sample in family.samples:
                print(family.type, sample.name, ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()) if not k.startswith("otel")), sample.value)
        """;

    static StatusScene Scene => StatusScene.Current;

    [Test]
    public void Health_and_readiness_are_for_everybody_under_any_name()
    {
        using var browser = Scene.Browser();
        foreach (var (path, body) in (ReadOnlySpan<(string, string)>)[("healthz", "ok\n"), ("readyz", "ready\n")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "probe.test" } };
            using var answer = browser.Send(request);
            Assert.That((answer.StatusCode, new StreamReader(answer.Content.ReadAsStream()).ReadToEnd()), Is.EqualTo((HttpStatusCode.OK, body)));
        }
    }

    [Test]
    public async Task Another_parser_reads_the_metrics()
    {
        var python = await Programs.Run(Python, "-c", "import prometheus_client.parser");
        if (python.Code != 0)
        {
            Assert.Ignore("python3-prometheus-client is not installed");
        }

        using var browser = Scene.Browser();
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"prometheus:{StatusScene.Password}")));
        var text = await browser.GetStringAsync("metrics");
        var (code, read) = await Programs.Talk(Python, input => input.WriteAsync(text), "-c", Grammar);
        Assert.That(code, Is.Zero, read);
        Assert.That(read, Does.Match("counter laitos_mail_received_total laitos_mail_fate=blocked 1.0\n").And.Match("laitos_mail_fate=forwarded [0-9]+.0\n")
            .And.Match("counter laitos_blocklist_listings_total laitos_blocklist_name=bl.test 1.0\n").And.Match("gauge laitos_blocklist_healthy laitos_blocklist_name=bl.test 1.0\n")
            .And.Match("histogram laitos_relay_delivery_duration_seconds_count laitos_delivery_outcome=delivered [0-9]+.0\n").And.Match("gauge laitos_queue_length  [0-9]+.0\n")
            .And.Match("gauge laitos_tls_certificate_remaining_seconds  ").And.Match("dotnet_gc"));
        Assert.That(text, Does.Not.Contain("sender.test").And.Not.Contain(StatusScene.Canary), "nothing of a mail is a label");
        TestContext.Out.WriteLine(text);
    }

    [Test]
    public async Task A_collector_is_sent_the_metrics() => Assert.That(await Scene.Collector.Hears("laitos.mail.received"), "by OTLP");

    [Test]
    public async Task Nothing_is_seen_without_the_password_and_not_under_a_strange_name()
    {
        using var browser = Scene.Browser();
        using var page = await browser.GetAsync("");
        Assert.That((page.StatusCode, (await page.Content.ReadAsStringAsync()).Contains("sender.test")), Is.EqualTo((HttpStatusCode.Unauthorized, false)));
        Assert.That((await browser.GetAsync("events")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await browser.GetAsync("metrics")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        using var known = await Scene.LetIn();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "") { Headers = { Host = "evil.test" } };
        Assert.That((await known.SendAsync(rebound)).StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
    }

    [Test]
    public async Task The_page_shows_what_came_and_hides_what_is_secret()
    {
        using var browser = await Scene.LetIn();
        using var answer = await browser.GetAsync("");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("bl.test").And.Contain("Cheap").And.Contain("&lt;script&gt;").And.Contain("days left").And.Not.Contain(StatusScene.Canary).And.Not.Contain("<script>document"));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("frame-ancestors 'none'").And.Not.Contain("unsafe"));
        Assert.That(answer.Headers.CacheControl!.NoStore);
        Assert.That(await browser.GetStringAsync("?q=192.0.2.66"), Does.Contain("listed by bl.test").And.Not.Contain("Good day"));
    }

    [Test]
    public async Task A_button_acts_on_the_queue_when_the_form_is_ours()
    {
        var id = await Scene.Queue("Later");
        using var browser = await Scene.LetIn();
        Assert.That(await browser.GetStringAsync(""), Does.Contain($"/confirm?do=retry&amp;id={id}").And.Contain("451 4.2.1 busy"));
        var token = StatusScene.Token(await browser.GetStringAsync($"confirm?do=retry&id={id}"));

        using var forged = await browser.PostAsync("queue", StatusScene.Form(("do", "drop"), ("id", id), ("token", "forged")));
        Assert.That(forged.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "queue") { Content = StatusScene.Form(("do", "drop"), ("id", id), ("token", token)), Headers = { { "Origin", "http://evil.test" } } };
        Assert.That((await browser.SendAsync(foreign)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));

        using var ours = await browser.PostAsync("queue", StatusScene.Form(("do", "retry"), ("id", id), ("token", token)));
        Assert.That(ours.Headers.Location?.OriginalString, Is.EqualTo($"/?done=retry&id={id}"));
        Assert.That(await Scene.Daemon.Run.Says($"delivered id={id}"), "the relay takes it now");
    }

    [Test]
    public async Task What_is_too_large_or_unknown_is_refused()
    {
        using var browser = await Scene.LetIn();
        Assert.That((await browser.PostAsync("login", StatusScene.Form(("password", new string('x', 5000))))).StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That((await browser.GetAsync("nothing")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await browser.GetAsync("confirm?do=drop&id=0000000000000000x")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await browser.DeleteAsync("queue")).StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Parts_of_the_page_are_sent_as_they_change()
    {
        using var browser = await Scene.LetIn();
        using var stream = new StreamReader(await browser.GetStreamAsync("events"));
        var first = await Parts(stream, part => part.Contains("\"daemon\"", StringComparison.Ordinal));
        Assert.That(first, Has.Count.EqualTo(7));
        await Scene.Send("192.0.2.10", "While you look");
        Assert.That((await Parts(stream, part => part.Contains("While you look", StringComparison.Ordinal))).Last(), Does.StartWith("data: {\"id\":\"decisions\""));
    }

    static async Task<List<string>> Parts(StreamReader stream, Func<string, bool> isLast)
    {
        using var bound = new CancellationTokenSource(Support.ILaitosRun.Bound);
        var parts = new List<string>();
        while (await stream.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                parts.Add(line);
                if (isLast(line))
                {
                    return parts;
                }
            }
        }

        throw new AssertionException("the stream has ended");
    }
}
