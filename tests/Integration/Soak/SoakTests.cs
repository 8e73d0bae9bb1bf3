using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Laitos.Integration.Support;

namespace Laitos.Integration.Soak;

/// <summary>
/// Many mails through the daemon: what it holds, and what a mail costs, is the same in the last quarter as in the second. The memory of mails of the last
/// hour has its bound after 50,000 mails, so that the short run may grow by what that remembers.
/// </summary>
[Platform("Linux")]
[NonParallelizable]
public class SoakTests
{
    const int SideBySide = 8;

    /// Mails on one connection.
    const int OnOne = 50;

    /// What the memory of the last hour keeps for each mail, at most.
    const int Remembered = 1000;

    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public Task Thousands_of_mails_leave_nothing_behind() => Soak(mails: 8000, growth: 4000 * Remembered);

    [TestCase(100_000), TestCase(200_000), Explicit("takes many minutes")]
    public Task A_hundred_thousand_mails_and_more_leave_nothing_behind(int mails) => Soak(mails, growth: 0);

    static async Task Soak(int mails, long growth)
    {
        using var folder = new TemporaryFolder();
        await using var relay = new DiscardingRelay();
        var port = RunningDaemon.FreePort();
        var configuration = Path.Combine(folder.Path, "config.json");
        await File.WriteAllTextAsync(configuration, $$"""
            {
              "MailDaemon": {
                "Address": "127.0.0.1", "Port": {{port}}, "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["first@example.net"],
                "Postmaster": "postmaster@example.org", "PerIPLimit": 1000000, "BlockLists": "none", "DmarcRewrite": "never"
              },
              "DNS": { "Servers": ["127.0.0.1:9"] },
              "MailClient": { "MailFrom": "forwarder@example.com", "MTAHost": "127.0.0.1", "MTAPort": {{relay.Port}} }
            }
            """);
        using var daemon = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(SoakTests).Assembly.Location, "measured", "-config", configuration, "-daemons", "smtpd"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var output = Channel.CreateUnbounded<string>();
            daemon.OutputDataReceived += (_, line) => _ = line.Data is { } text && (text.StartsWith(MeasuredDaemon.Mark, StringComparison.Ordinal) || text.Contains("listening", StringComparison.Ordinal)) && output.Writer.TryWrite(text);
            daemon.BeginOutputReadLine();
            await output.Reader.ReadAsync().AsTask().WaitAsync(Bound);
            var quarters = new List<Measurement>();
            for (var quarter = 0; quarter < 4; quarter++)
            {
                await Send(port, quarter * mails / 4, mails / 4);
                quarters.Add(await Measure(daemon, output.Reader));
                TestContext.Out.WriteLine($"after {(quarter + 1) * mails / 4} mails: {quarters[^1]}");
            }

            Assert.That(relay.Taken, Is.EqualTo(mails));
            Flat(quarters, mails / 4, growth);
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync().WaitAsync(Bound);
        }
    }

    static void Flat(List<Measurement> quarters, int mails, long growth)
    {
        var (early, late) = ((quarters[1].Allocated - quarters[0].Allocated) / mails, (quarters[3].Allocated - quarters[2].Allocated) / mails);
        TestContext.Out.WriteLine($"octets allocated for each mail: {early} in the second quarter, {late} in the last");
        Assert.Multiple(() =>
        {
            Assert.That(late, Is.LessThanOrEqualTo(early * 1.15), "octets allocated for each mail");
            Assert.That(quarters[3].Heap, Is.LessThanOrEqualTo((quarters[1].Heap * 1.1) + (1 << 20) + growth), "octets in use");
            Assert.That(quarters[3].Handles, Is.LessThanOrEqualTo(quarters[1].Handles + SideBySide), "file descriptors");
            Assert.That(quarters[3].Threads, Is.LessThanOrEqualTo(quarters[1].Threads + SideBySide), "threads");
            Assert.That(quarters.Max(each => each.Timers), Is.LessThanOrEqualTo(20 + (4 * SideBySide)), "timers that are set");
        });
    }

    static async Task<Measurement> Measure(Process daemon, ChannelReader<string> output)
    {
        await daemon.StandardInput.WriteLineAsync();
        await daemon.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<Measurement>((await output.ReadAsync().AsTask().WaitAsync(Bound))[MeasuredDaemon.Mark.Length..])!;
    }

    static async Task Send(int port, int first, int count)
    {
        var numbers = new ConcurrentQueue<int>(Enumerable.Range(first, count));
        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(async _ =>
        {
            while (!numbers.IsEmpty)
            {
                await Send(port, numbers);
            }
        }));
    }

    static async Task Send(int port, ConcurrentQueue<int> numbers)
    {
        await using var peer = await SmtpPeer.Connect(port);
        Assert.That(await Durability.Sending.Greet(peer));
        for (var left = OnOne; left > 0 && numbers.TryDequeue(out var number); left--)
        {
            var id = $"soak-{number}@sender.example";
            Assert.That(await Durability.Sending.Mail(peer, id, Durability.Sending.Body(id)), Does.StartWith("250"));
        }
    }
}
