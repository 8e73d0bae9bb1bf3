using System.Net.Sockets;
using System.Text;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;

namespace Laitos.Integration.Hosting;

/// <summary>The daemon under a service manager: it tells of its state, starts in order, reloads, and ends as it should.</summary>
[Parallelizable(ParallelScope.All)]
public class ServiceTests
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Systemd_is_told_when_it_is_ready_when_it_reloads_and_when_it_stops()
    {
        using var folder = new TemporaryFolder();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var path = Path.Combine(folder.Path, "notify");
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using var daemon = await HostedDaemon.Start(statements: $"export NOTIFY_SOCKET={path}");

        Assert.That(await Told(manager), Is.EqualTo("READY=1"));
        daemon.Process.Signal("HUP");
        Assert.That(await Told(manager), Does.StartWith("RELOADING=1\nMONOTONIC_USEC="));
        Assert.That(await Told(manager), Is.EqualTo("READY=1"));
        Assert.That(await daemon.Stop(), Is.Zero);
        Assert.That(await Told(manager), Is.EqualTo("STOPPING=1"));
    }

    [Test]
    public async Task SIGHUP_never_ends_it()
    {
        await using var daemon = await HostedDaemon.Start();
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await peer.Reply(), Does.StartWith("220"));
        daemon.Process.Signal("HUP");
        Assert.That(await daemon.Process.Says("reloaded because=SIGHUP"));
        Assert.That(await peer.Say("NOOP"), Does.StartWith("250"));
        Assert.That(await daemon.Stop(), Is.Zero);
    }

    [Test]
    public async Task A_slow_transfer_is_told_421_before_the_time_for_a_stop_is_over()
    {
        await using var daemon = await HostedDaemon.Start(""" "Limits": { "ShutdownTime": "10s" } """);
        await using var data = await Conversing.OpenData(daemon.Port);
        await using var chunk = await Conversing.Open(daemon.Port);
        await data.Send("Subject: never ends\r\n\r\n");
        await chunk.Send("BDAT 1000 LAST\r\nSubject: neither\r\n");

        var exit = daemon.Stop();
        Assert.That(await data.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await chunk.Reply(), Does.StartWith("421 4.3.2 "));
        Assert.That(await exit, Is.Zero);
        Assert.That(daemon.Process.Lines, Has.None.Contains(" fault ").And.None.Contains("   at "));
        Assert.That(daemon.Process.Errors, Is.Empty);
    }

    [Test]
    public async Task Beyond_what_the_descriptors_bear_clients_wait_and_are_served_later()
    {
        await using var daemon = await HostedDaemon.Start(statements: "ulimit -n 400");
        Assert.That(await daemon.Process.Says("at most 62 at a time"));
        var peers = await Task.WhenAll(Enumerable.Range(0, 260).Select(_ => SmtpPeer.Connect(daemon.Port)));
        try
        {
            // The first come are greeted, whoever they are; each that leaves makes room for one more.
            var greetings = peers.Select(async peer =>
            {
                var greeting = await peer.Reply();
                await peer.Say("QUIT");
                await peer.DisposeAsync();
                return greeting;
            });
            Assert.That(await Task.WhenAll(greetings).WaitAsync(Bound), Has.All.StartsWith("220").Or.All.StartsWith("421"));
            Assert.That(await Conversing.SendMail(daemon.Port), Does.StartWith("250"));
        }
        finally
        {
            foreach (var peer in peers)
            {
                await peer.DisposeAsync();
            }
        }

        Assert.That(await daemon.Stop(), Is.Zero);
        Assert.That(daemon.Process.Errors, Is.Empty);
    }

    [Test]
    public async Task Eleven_hundred_clients_of_a_process_with_1024_descriptors_are_all_answered()
    {
        await using var daemon = await HostedDaemon.Start(statements: "ulimit -n 1024");
        Assert.That(await daemon.Process.Says("at most 374 at a time"));
        var greetings = Enumerable.Range(0, 1100).Select(async _ =>
        {
            await using var peer = await SmtpPeer.Connect(daemon.Port);
            var greeting = await peer.Reply();
            await peer.Say("QUIT");
            return greeting;
        });
        Assert.That(await Task.WhenAll(greetings), Has.All.StartsWith("220").Or.All.StartsWith("421"));
        Assert.That(await Conversing.SendMail(daemon.Port), Does.StartWith("250"));
        Assert.That(await daemon.Stop(), Is.Zero);
        Assert.That(daemon.Process.Errors, Is.Empty);
    }

    [Test]
    public async Task A_PROXY_header_of_the_greatest_size_is_read_whole()
    {
        await using var daemon = await HostedDaemon.Start(""" "TrustedProxies": ["127.0.0.1"] """);
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        byte[] addresses = [203, 0, 113, 9, 127, 0, 0, 1, 0x9c, 0x40, 0, 25];
        // One vector that means nothing (PP2_TYPE_NOOP) fills the 65,535 octets behind the sixteen fixed ones.
        var vector = ushort.MaxValue - addresses.Length - 3;
        byte[] header = [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0xff, 0xff, .. addresses, 4, (byte)(vector >> 8), (byte)vector, .. new byte[vector]];
        Assert.That(header, Has.Length.EqualTo(65_551));
        foreach (var piece in header.Chunk(1000))
        {
            await peer.Send(piece);
        }

        Assert.That(await peer.Reply(), Does.StartWith("220 "));
        await peer.Say("EHLO client.example.org");
        await peer.Say("MAIL FROM:<sender@example.org>");
        await peer.Say("RCPT TO:<someone@example.com>");
        await peer.Say("DATA");
        Assert.That(await peer.Say("Subject: behind a balancer\r\n\r\nbody\r\n."), Does.StartWith("250 "));
        Assert.That(await daemon.Process.Says("client=203.0.113.9"));
    }

    [Test]
    public async Task With_too_few_descriptors_it_does_not_start_and_says_why()
    {
        await using var program = LaitosProcess.StartBehind($"export LAITOS_CONFIG='{HostedDaemon.Configuration(RunningDaemon.FreePort(), "")}'; ulimit -n 200");
        Assert.That(await program.Ended(), Is.EqualTo(2));
        Assert.That(program.Errors.Single(), Does.Contain("may open 200 files").And.Contain("ulimit -n"));
    }

    [TestCase("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")]
    [TestCase("\x05\x01\x00")]
    [TestCase("GET / HTTP/1.1\r\nHost: mx.example.com\r\n\r\n")]
    [TestCase("POST / HTTP/1.1\r\n\r\nEHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nmail\r\n.\r\nQUIT\r\n")]
    [TestCase("CONNECT mx.example.com:25 HTTP/1.0\r\n\r\n")]
    public async Task Other_protocols_are_cut_off_at_once_and_make_no_mail(string octets)
    {
        await using var daemon = await HostedDaemon.Start();
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        await peer.Reply();
        await peer.Send(octets);
        Assert.That((await peer.RepliesToTheEnd()).Single(), Does.StartWith("421 4.5.2 This port speaks SMTP"));
        Assert.That(daemon.Process.Lines, Has.None.Contains(" forwarded "));
    }

    static async Task<string> Told(Socket manager)
    {
        var buffer = new byte[1024];
        using var late = new CancellationTokenSource(Bound);
        return Encoding.UTF8.GetString(buffer, 0, await manager.ReceiveAsync(buffer, late.Token)).TrimEnd('\n');
    }
}
