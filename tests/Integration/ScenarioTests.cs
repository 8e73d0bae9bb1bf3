using System.Net;
using System.Net.Sockets;
using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration;

/// <summary>
/// Each folder of <c>Scenarios</c> is a test of the real daemon between a sending server, a DNS server and a relay, all of them data:
/// <code>
/// dialogue.smtp      what is said to the daemon and what it replies (WrittenDialogue)
/// config.json        what differs from Scenarios/config.json; may hold $PORT $DNS $RELAYPORT $DIR
/// dns.txt            the zone (StubZone); without it no name exists
/// unasked.txt        names about which, and below which, the DNS must not be asked
/// relay.txt          how the relay behaves (WrittenRelay); without it, it is the SmtpServer package, which takes everything
/// delivered*.eml     the mails that the relay, or the folder $DIR/inbox, must have got, in order, and no others (WrittenMail)
/// envelope.txt       each MAIL and RCPT that the relay must have heard, in order; * stands for anything
/// log.txt            what the log must tell: one line of it holds the pieces between * in order; "once: " in exactly one line, "never: " in none
/// </code>
/// </summary>
[Parallelizable(ParallelScope.All)]
public class ScenarioTests
{
    static string Folder => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    static IEnumerable<string> Names() => Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Names))]
    public async Task The_daemon_behaves_as_written(string name)
    {
        using var folder = new TemporaryFolder();
        TestCertificate.Write(folder.Path);
        await using var dns = StubDns.Start(Text(name, "dns.txt"));
        var behaviour = Lines(name, "relay.txt");
        await using ITestRelay relay = behaviour.Length == 0 ? PackageRelay.Start() : CapturingRelay.Start(WrittenRelay.Script(behaviour));
        using var nobody = Reserved();
        var relayPort = WrittenRelay.IsAbsent(behaviour) ? ((IPEndPoint)nobody.LocalEndPoint!).Port : relay.Port;
        await using var daemon = await RunningDaemon.StartWithin(folder.Path, port => WrittenConfiguration.Compose(
            [Path.Combine(Folder, "config.json"), Path.Combine(Folder, name, "config.json")],
            new Dictionary<string, string> { ["PORT"] = $"{port}", ["DNS"] = dns.EndPoint, ["RELAYPORT"] = $"{relayPort}", ["DIR"] = folder.Path }));

        try
        {
            await WrittenDialogue.Hold(Lines(name, "dialogue.smtp"), daemon);
            Assert.That(await daemon.Stop(), Is.Zero, "exit code");
        }
        finally
        {
            TestContext.Out.WriteLine(string.Join('\n', daemon.Run.Lines.Concat(daemon.Run.Errors)));
        }

        Delivered(name, [.. relay.Mails.Select(mail => mail.Text), .. Filed(folder.Path)]);
        Announced(name, relay.Heard);
        Logged(name, daemon.Run.Lines);
        Assert.That(dns.Asked.Select(question => question.Name), Has.None.Matches<string>(asked => Lines(name, "unasked.txt").Any(asked.EndsWith)), "questions");
        Assert.That(daemon.Run.Errors, Is.Empty, "standard error");
    }

    static void Delivered(string name, List<string> mails)
    {
        var expected = Directory.GetFiles(Path.Combine(Folder, name), "delivered*.eml").Order(StringComparer.Ordinal).Select(WrittenMail.Read).ToList();
        Assert.That(mails, Has.Count.EqualTo(expected.Count), "mails delivered");
        foreach (var (written, mail) in expected.Zip(mails))
        {
            Assert.That(WrittenMail.Comparable(mail), Is.EqualTo(written), "the delivered octets");
        }
    }

    static void Announced(string name, IReadOnlyList<string> heard)
    {
        if (Lines(name, "envelope.txt") is { Length: > 0 } patterns)
        {
            var envelopes = heard.Where(line => line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal)).ToList();
            Assert.That(
                envelopes.Count == patterns.Length && envelopes.Zip(patterns).All(pair => WrittenDialogue.Fits(pair.Item1, pair.Item2)),
                $"envelopes heard by the relay:\n{string.Join('\n', envelopes)}");
        }
    }

    static void Logged(string name, IReadOnlyList<string> log)
    {
        foreach (var line in Lines(name, "log.txt"))
        {
            var (demand, pieces) = line.Split(": ", 2) is ["once" or "never", _] words ? (words[0], words[1]) : ("", line);
            var found = log.Count(told => WrittenDialogue.Fits(told, "*" + pieces));
            Assert.That(demand switch { "once" => found == 1, "never" => found == 0, _ => found > 0 }, $"log: {line} (found {found} times)");
        }
    }

    static IEnumerable<string> Filed(string folder) =>
        Directory.Exists(Path.Combine(folder, "inbox"))
            ? Directory.GetFiles(Path.Combine(folder, "inbox")).Order(StringComparer.Ordinal).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)))
            : [];

    static string Text(string name, string file) =>
        Path.Combine(Folder, name, file) is var path && File.Exists(path) ? File.ReadAllText(path) : "";

    static string[] Lines(string name, string file) => [.. Text(name, file).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];

    /// A port where connections are refused, and that nobody else gets meanwhile.
    static Socket Reserved()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
