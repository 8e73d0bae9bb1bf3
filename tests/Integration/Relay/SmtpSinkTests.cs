using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>The sending client against Postfix's own test server, which knows nothing of us.</summary>
public class SmtpSinkTests
{
    static readonly string? Program = new[] { "/usr/sbin/smtp-sink", "/usr/bin/smtp-sink" }.FirstOrDefault(File.Exists);

    [TestCase("")]
    [TestCase("-e")]
    [TestCase("-F")]
    [TestCase("-p")]
    public async Task Postfix_takes_our_mails(string option)
    {
        if (Program is null)
        {
            Assert.Ignore("smtp-sink of Postfix is not installed");
        }

        var folder = Directory.CreateTempSubdirectory("sink");
        var port = FreePort();
        using var sink = Process.Start(new ProcessStartInfo(Program!, $"-c -d {folder.FullName}/mail. {option} -u {Environment.UserName} 127.0.0.1:{port} 10") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            await using var client = new SmtpRelay(Policy("127.0.0.1", port));
            await Listening(port);
            foreach (var _ in Enumerable.Range(0, 3))
            {
                Assert.That(Codes(await client.Deliver(Job(Dotted, "a@example.com", "b@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250, 250 }));
            }

            var dumps = folder.GetFiles().Select(file => File.ReadAllText(file.FullName)).ToList();
            Assert.That(dumps, Has.Count.EqualTo(3).And.All.Contains("Subject: dots\n\n.\n..\n.a\nb.\n").And.All.Contains("b@example.com"));
        }
        finally
        {
            sink.Kill();
            folder.Delete(recursive: true);
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static async Task Listening(int port)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        Assert.Ignore("smtp-sink did not start");
    }
}
