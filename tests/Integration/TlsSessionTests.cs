using System.Diagnostics;
using Laitos.Integration.Support;

namespace Laitos.Integration;

/// <summary>TLS as OpenSSL sees it.</summary>
[Parallelizable(ParallelScope.All)]
public class TlsSessionTests
{
    [TestCase("-tls1_2")]
    [TestCase("-tls1_3")]
    public async Task No_TLS_session_is_resumed(string version)
    {
        await using var scene = await DaemonScene.StartWithin("""{ "MailDaemon": { "TrustedProxies": [], "TLSCertPath": "$DIR/cert.pem", "TLSKeyPath": "$DIR/key.pem" } }""");
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
}
