using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;
using Laitos.Shell.Smtp;

namespace Laitos.Integration.Hosting;

/// <summary>Certificates that are replaced while the daemon runs, and those that something is wrong with.</summary>
public class CertificateTests
{
    const string Settings = """ "TLSCertPath": "cert.pem", "TLSKeyPath": "key.pem" """;

    [Test]
    public async Task A_new_certificate_is_used_after_SIGHUP_and_no_session_is_dropped()
    {
        var folder = "";
        await using var daemon = await HostedDaemon.Start(Settings, prepare: path => Write(folder = path, days: 90, serial: 1));
        await using var before = await Encrypted(daemon.Port, "01");

        Write(folder, days: 90, serial: 2);
        daemon.Process.Signal("HUP");
        Assert.That(await daemon.Process.Says("reloaded because=SIGHUP certificate=mx.example.com"));

        await using var after = await Encrypted(daemon.Port, "02");
        Assert.That(await before.Say("NOOP"), Does.StartWith("250"));
    }

    [Test]
    public async Task A_key_that_does_not_fit_leaves_the_certificate_in_force()
    {
        var folder = "";
        await using var daemon = await HostedDaemon.Start(Settings, prepare: path => Write(folder = path, days: 90, serial: 1));
        using (var other = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), other.ExportPkcs8PrivateKeyPem());
        }

        daemon.Process.Signal("HUP");
        Assert.That(await daemon.Process.Says("certificate because=SIGHUP trouble="));
        await using var after = await Encrypted(daemon.Port, "01");
    }

    [TestCase(3, "mx.example.com", "it expires at")]
    [TestCase(-1, "mx.example.com", "it expired at")]
    [TestCase(90, "other.example", "it is not for mx.example.com but for other.example")]
    public async Task What_is_wrong_with_it_is_said_at_the_start(int days, string name, string told)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, days, 1, name);
        await using var daemon = await RunningDaemon.StartWithin(folder.Path, port => HostedDaemon.Configuration(port, Settings));
        Assert.That(await daemon.Run.Says(told));
    }

    [Test]
    public void Changed_files_are_taken_up_once_they_have_settled()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, days: 90, serial: 1);
        var certificate = (ServerCertificate)ServerCertificate.Load(Path.Combine(folder.Path, "cert.pem"), Path.Combine(folder.Path, "key.pem"));
        Assert.That(certificate.HasSettledChange(), Is.False);

        Write(folder.Path, days: 3, serial: 2);
        Assert.That(certificate.HasSettledChange(), Is.False, "it may still be written to");
        Assert.That(certificate.HasSettledChange());
        var before = certificate.Facts;
        Assert.That(certificate.Reload(), Is.Null);
        Assert.That(certificate.Facts.NotAfter < before.NotAfter);
        Assert.That(certificate.HasSettledChange(), Is.False);

        File.Delete(Path.Combine(folder.Path, "key.pem"));
        Assert.That(new[] { certificate.HasSettledChange(), certificate.HasSettledChange() }, Is.EqualTo(new[] { false, true }));
        Assert.That(certificate.Reload(), Does.Contain("cannot be read"));
        Assert.That(certificate.HasSettledChange(), Is.False, "it is told once");
    }

    static async Task<SmtpPeer> Encrypted(int port, string serial)
    {
        var peer = await SmtpPeer.Connect(port);
        await peer.Reply();
        await peer.Say("EHLO client.example.org");
        Assert.That(await peer.Say("STARTTLS"), Does.StartWith("220"));
        await peer.StartTls();
        Assert.That(peer.Certificate!.GetSerialNumberString(), Is.EqualTo(serial));
        return peer;
    }

    static void Write(string folder, int days, byte serial, string name = "mx.example.com")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.com", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(days), [serial]);
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
