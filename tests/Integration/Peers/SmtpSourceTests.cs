using System.Text.RegularExpressions;

namespace Laitos.Integration.Peers;

/// <summary>The daemon between Postfix's load generator and its test server: no mail is lost, none comes twice.</summary>
public partial class SmtpSourceTests
{
    [TestCase(20, 600, 4096, "")]
    [TestCase(20, 600, 4096, "-d")]
    [TestCase(3, 60, 400_000, "-d")]
    [TestCase(200, 400, 100, "-d")]
    public async Task Every_mail_arrives_once(int sessions, int mails, int octets, string option)
    {
        await using var sink = await SmtpSink.Start();
        await using var daemon = await PeerDaemon.Start(sink.Port);
        var (code, output) = await Programs.Run(
            "smtp-source", ["-s", $"{sessions}", "-m", $"{mails}", "-l", $"{octets}", "-N", "-f", "sender@example.org", "-t", "someone@example.com", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"127.0.0.1:{daemon.Port}"]);

        Assert.That(code, Is.Zero, output);
        // Under pressure some were stored first, and arrive from the spool.
        for (var waited = 0; sink.Mails.Count() < mails && waited < 300; waited++)
        {
            await Task.Delay(100);
        }

        var arrived = sink.Mails.ToList();
        Assert.That(arrived, Has.Count.EqualTo(mails).And.All.Contains("me@example.net"));
        Assert.That(arrived.Select(mail => Number().Match(mail).Groups[1].Value).Distinct().Count(), Is.EqualTo(mails), "each of them, not one twice");
        Assert.That(arrived.Min(mail => mail.Length), Is.GreaterThan(octets * 97 / 100));
    }

    /// The number that smtp-source has put into the recipient's address.
    [GeneratedRegex(@"for <(\d+)someone@example\.com>")]
    private static partial Regex Number();
}
