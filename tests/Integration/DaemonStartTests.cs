using System.Net;
using System.Net.Sockets;
using Laitos.Integration.Support;
using static Laitos.Integration.Support.DaemonScene;

namespace Laitos.Integration;

/// <summary>How the program starts, and what it says when it cannot.</summary>
[Parallelizable(ParallelScope.All)]
public class DaemonStartTests
{
    [Test]
    public async Task The_configuration_may_come_from_the_environment()
    {
        using var folder = new TemporaryFolder();
        await using var daemon = LaitosProcess.Start(ConfigurationText(folder, RunningDaemon.FreePort()), "-daemons", "smtpd");
        Assert.That(await daemon.Says("listening"), string.Join('\n', daemon.Errors));
        daemon.Terminate();
        Assert.That(await daemon.Ended(), Is.Zero);
    }

    [Test]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await Refuses(ConfigurationText(folder, ((IPEndPoint)other.LocalEndpoint).Port), ["-daemons", "smtpd"], "in use", "MailDaemon.Port");
    }

    [Test]
    public async Task A_missing_certificate_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await Refuses(
            ConfigurationText(folder, RunningDaemon.FreePort(), """{ "MailDaemon": { "TLSCertPath": "$DIR/absent.pem", "TLSKeyPath": "$DIR/absent.key" } }"""),
            ["-daemons", "smtpd"], "absent.pem", "MailDaemon.TLSCertPath");
    }

    [Test]
    public async Task Another_daemon_of_laitos_is_not_run()
    {
        using var folder = new TemporaryFolder();
        await Refuses(ConfigurationText(folder, RunningDaemon.FreePort()), ["-daemons", "smtpd,dnsd"], "dnsd", "Use -daemons smtpd");
    }

    [Test]
    public Task Without_a_configuration_it_says_how_to_give_one() => Refuses(null, [], "-config FILE", "LAITOS_CONFIG");

    [Test]
    public Task A_configuration_that_cannot_be_read_is_named() => Refuses(null, ["-config", "/absent/config.json"], "/absent/config.json");

    static async Task Refuses(string? configuration, string[] arguments, params string[] words)
    {
        await using var process = LaitosProcess.Start(configuration, arguments);
        Assert.That(await process.Ended(), Is.EqualTo(2));
        Assert.That(process.Errors, Has.Count.EqualTo(1), string.Join('\n', process.Errors));
        foreach (var word in words)
        {
            Assert.That(process.Errors[0], Does.Contain(word));
        }
    }
}
