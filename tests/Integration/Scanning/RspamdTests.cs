using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Scanning;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using LanguageExt;

namespace Laitos.Integration.Scanning;

/// <summary>A real rspamd in a private folder, with its own test patterns and no rules: what it refuses, marks and lets pass; over TCP and over a socket of this machine.</summary>
public sealed class RspamdTests
{
    RspamdServer? rspamd;

    [OneTimeSetUp]
    public async Task Start() => rspamd = await RspamdServer.Start();

    [OneTimeTearDown]
    public ValueTask Stop() => rspamd?.DisposeAsync() ?? ValueTask.CompletedTask;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Its_test_patterns_are_judged_and_an_honest_mail_passes(bool overSocket)
    {
        var place = (ScannerPlace)ScannerPlace.Parse(overSocket ? $"unix:{rspamd!.Socket}" : $"http://127.0.0.1:{rspamd!.Port}");
        using var scanner = new RspamdScanner(new ScannerAccess.Rspamd(place, Option<Secret>.None));
        Assert.That(await Scan(scanner, "Hello."), Is.EqualTo(ScanAction.NoAction));
        Assert.That(await Scan(scanner, Gtube('X')), Is.EqualTo(ScanAction.Reject));
        Assert.That(await Scan(scanner, Gtube('Y')), Is.EqualTo(ScanAction.AddHeader));
    }

    [Test]
    public async Task The_daemon_refuses_what_it_refuses()
    {
        await using var scene = await DaemonScene.StartWithin($$"""{"MailDaemon": {"Scanner": {"Address": "http://127.0.0.1:{{rspamd!.Port}}"} } }""");
        Assert.That(await Send(scene, Gtube('X')), Is.EqualTo("550 5.7.1 Refused as spam: Gtube pattern"));
        Assert.That(await Send(scene, "Hello."), Does.StartWith("250 "));
        Assert.That(await Send(scene, Gtube('Y')), Does.StartWith("250 "));
        Assert.That(scene.Relay.Mails.Select(mail => Encoding.Latin1.GetString(mail.Content).Contains("X-Spam-Status: Yes, score=6.00 required=15.00 action=add-header tests=GTUBE\r\n", StringComparison.Ordinal)), Is.EqualTo(new[] { false, true }));
    }

    static string Gtube(char kind) => kind + "JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    static async Task<ScanAction> Scan(RspamdScanner scanner, string body)
    {
        var mail = Octets.Latin1(Mail(body));
        var request = new ScanRequest(
            "id1", (IpAddress)IpAddress.Parse("192.0.2.1"), "mail.sender.test", "mail.sender.test", (DomainName)DomainName.Parse("mx.example.com"), new ReversePath.Null(),
            Seqs.Of<ForwardPath>(new ForwardPath.Recipient((Mailbox)Mailbox.Parse("x@example.com"))), ("TLS1.3", "TLS_AES_256_GCM_SHA384"), mail.Length);
        var read = await scanner.Scan(request, new MemoryContent(mail.Memory), TimeSpan.FromSeconds(30));
        return read.Match(Right: report => report.Action, Left: reason => throw new AssertionException(reason));
    }

    static async Task<string> Send(DaemonScene scene, string body)
    {
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "192.0.2.1");
        await DaemonScene.Say(peer, "EHLO client.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n", 5);
        await peer.Send(Encoding.Latin1.GetBytes(Mail(body) + ".\r\n"));
        return await peer.Reply() ?? "";
    }

    static string Mail(string body) => $"From: a@sender.test\r\nTo: x@example.com\r\nSubject: hello\r\nMessage-ID: <{Guid.NewGuid():N}@sender.test>\r\nDate: Thu, 26 Nov 2026 08:00:00 +0000\r\n\r\n{body}\r\n";
}
