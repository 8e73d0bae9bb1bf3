using Laitos.Integration.Hosting;
using Laitos.Integration.Support;

namespace Laitos.Integration.Configuration;

/// <summary>What a start is refused for: <c>check</c> finds the same, all of it at once.</summary>
public class StartTests
{
    [Test]
    public async Task Check_and_start_name_every_mistake_at_once_and_end_with_2([Values("check", "-daemons=smtpd")] string word)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "cert.pem"), "no PEM");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "file"), "");
        var configuration = Path.Combine(folder.Path, "config.json");
        await File.WriteAllTextAsync(configuration, HostedDaemon.Configuration(2525, """ "TLSCertPath": "cert.pem", "TLSKeyPath": "cert.pem" """)
            .Replace("127.0.0.1\", \"Port", "192.0.2.1\", \"Port").Replace("\"inbox\" }", "\"file/inbox\" }, \"Spool\": { \"Directory\": \"file/spool\" }"));
        await using var program = LaitosProcess.Start(null, word, "-config", configuration);

        Assert.That(await program.Ended(), Is.EqualTo(2));
        var told = string.Join('\n', program.Errors);
        foreach (var words in (string[])["TLS certificate", "this machine has no such address", "MailClient.PickupDirectory", "Spool.Directory"])
        {
            Assert.That(told, Does.Contain(words));
        }

        Assert.That(program.Lines, Is.Empty);
    }

    [TestCase("--unknown")]
    [TestCase("frobnicate")]
    [TestCase("check", "-unknown")]
    [TestCase("queue", "frobnicate")]
    [TestCase("-log", "xml")]
    public async Task What_is_unknown_ends_with_2(params string[] arguments)
    {
        var program = await LaitosCommand.Run(arguments);
        Assert.That(program.Code, Is.EqualTo(2));
        Assert.That(program.Errors, Is.Not.Empty.And.All.StartsWith("laitos: "));
    }

    [Test]
    public async Task Flags_of_laitos_own_are_taken_and_named()
    {
        await using var daemon = await HostedDaemon.Start(arguments: ["-supervisor=false", "-debug", "-gomaxprocs", "4", "-disableconflicts", "-prominteg=true", "-awslambda"]);
        Assert.That(await daemon.Process.Says("-supervisor, -debug, -disableconflicts, -prominteg, -awslambda, -gomaxprocs: laitos' own, without effect here"));
        Assert.That(await daemon.Stop(), Is.Zero);
    }
}
