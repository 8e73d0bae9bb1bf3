namespace Laitos.Integration.Peers;

/// <summary>The daemon's TLS as OpenSSL's client sees it.</summary>
public class OpensslTests
{
    [TestCase("-tls1_2")]
    [TestCase("-tls1_3")]
    public async Task The_chain_is_sent_in_order_and_verifies(string version)
    {
        await using var daemon = await PeerDaemon.Start(chain: true);
        var (_, output) = await Handshake(daemon, version, "-showcerts");

        Assert.That(output, Does.Contain("Verify return code: 0 (ok)").And.Contains("221 2.0.0"));
        Assert.That(output, Does.Match(@" 0 s:CN ?= ?mx\.example\.com").And.Match(@" 1 s:CN ?= ?Intermediate").And.Not.Match(@" 2 s:"));
    }

    [Test]
    public async Task TLS_1_1_is_refused()
    {
        await using var daemon = await PeerDaemon.Start(chain: true);
        var (code, output) = await Handshake(daemon, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");

        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("protocol version"));
    }

    [TestCase("-tls1_2")]
    [TestCase("-tls1_3")]
    public async Task No_session_is_offered_to_be_resumed(string version)
    {
        await using var daemon = await PeerDaemon.Start(chain: true);
        var (_, output) = await Handshake(daemon, version, "-msg");

        Assert.That(output, Does.Contain("221 2.0.0").And.Not.Contain("NewSessionTicket"));
    }

    static Task<(int Code, string Output)> Handshake(PeerDaemon daemon, params string[] options) => Programs.Talk(
        "openssl", async input => await input.WriteAsync("QUIT\r\n"),
        ["s_client", "-starttls", "smtp", "-connect", $"127.0.0.1:{daemon.Port}", "-CAfile", daemon.File("root.pem"), "-verify_hostname", "mx.example.com", "-ign_eof", .. options]);
}
