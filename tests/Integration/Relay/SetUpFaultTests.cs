using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Relay;

/// <summary>What the relay refuses because of us and not of the mail: it is kept, the owner is told at once, and no sender.</summary>
[Parallelizable(ParallelScope.All)]
public class SetUpFaultTests
{
    static readonly RelayScript Wanting = Refusing("MAIL", "530 5.7.0 Authentication required");
    static readonly RelayScript Denying = Refusing("RCPT", "554 5.7.1 <me@example.net>: Relay access denied");
    static readonly RelayScript Unknowing = Refusing("RCPT", "550 5.1.1 no such user");

    [Test]
    public async Task A_relay_that_wants_a_login_bounces_nothing()
    {
        await using var scene = await Scene.Start(Wanting);
        await scene.KeepsAndTells("the relay wants a login or TLS first, see MailClient.AuthUsername and TLS: 530 5.7.0");
        scene.Relay.Script = new RelayScript();
        Assert.That(await scene.Relay.Hears("DATA", 2), "mail and notice");
        await scene.Becomes(() => scene.Relay.Mails.Count == 2);
        var notice = scene.Relay.Mails.Single(mail => mail.Sender == "<>");
        Assert.That(notice.Recipients, Is.EqualTo(new[] { Scene.Owner }));
        Assert.That(notice.Text, Does.Contain("has not been delivered yet. It is kept and tried again.").And.Contain("the relay wants a login or TLS first"));
    }

    [Test]
    public async Task A_handshake_that_fails_bounces_nothing()
    {
        await using var scene = await Scene.Start(new RelayScript { Keywords = ["STARTTLS"], BrokenHandshake = true }, sending: """ "TLS": "required", """);
        await scene.KeepsAndTells("TLS with the relay failed");
    }

    [Test]
    public async Task A_name_without_an_address_bounces_nothing()
    {
        await using var scene = await Scene.Start(host: "no-such-relay.test");
        await scene.KeepsAndTells("the relay's name no-such-relay.test has no address");
    }

    [Test]
    public async Task A_login_that_is_refused_bounces_nothing()
    {
        await using var scene = await Scene.Start(
            new RelayScript { Keywords = ["AUTH PLAIN"], Replies = new Dictionary<string, string> { ["AUTH"] = "535 5.7.8 wrong" } }, sending: """ "AuthUsername": "me", "AuthPassword": "hunter2", """);
        await scene.KeepsAndTells("the relay refused the login: 535 5.7.8 wrong");
    }

    [Test]
    public async Task A_relay_that_is_this_daemon_by_another_name_bounces_nothing()
    {
        await using var scene = await Scene.Start(host: "myself.test", isSelf: true);
        await scene.KeepsAndTells("is this daemon itself: set MailClient.MTAHost and MTAPort to another server");
    }

    [Test]
    public async Task A_server_on_this_machine_that_does_not_relay_for_us_bounces_nothing()
    {
        await using var scene = await Scene.Start(Denying);
        await scene.KeepsAndTells("the mail server on this machine does not relay for us");
        scene.Relay.Script = Unknowing;
        Assert.That(await scene.Send("other"), Does.StartWith("554 5.1.1"), "what is about the mail is passed on");
    }

    [Test]
    public async Task Refusals_are_final_once_the_relay_has_taken_mail_with_these_settings()
    {
        await using var scene = await Scene.Start(Unknowing, trial: "10m");
        await scene.KeepsAndTells("the relay refused it soon after its settings were changed, so it is kept for now: check MailClient: 550 5.1.1");
        scene.Relay.Script = new RelayScript();
        Assert.That(await scene.Send("taken"), Does.StartWith("250"));
        await scene.Becomes(() => File.Exists(scene.Spool.Relay));
        Assert.That(await File.ReadAllTextAsync(scene.Spool.Relay), Does.Match("^[0-9a-f]{64}$"));

        scene.Relay.Script = Unknowing;
        await scene.StartAgain();
        Assert.That(await scene.Send("refused"), Does.StartWith("554 5.1.1"), "proven");
        await scene.StartAgain("another@example.net");
        Assert.That(await scene.Send("kept"), Does.StartWith("250 2.0.0 Ok: queued"), "changed settings are on trial");
    }

    static RelayScript Refusing(string stage, string reply) => new() { Replies = new Dictionary<string, string> { [stage] = reply } };

    /// The daemon between a sender and a relay.
    sealed class Scene : IAsyncDisposable
    {
        public const string Owner = "owner@example.org";

        readonly TemporaryFolder folder = new();
        readonly StubDns dns = StubDns.Start("myself.test A 127.0.0.1\n");
        Func<int, string, string> configuration = (_, _) => "";
        RunningDaemon daemon = null!;

        Scene(RelayScript? script) => Relay = CapturingRelay.Start(script);

        public CapturingRelay Relay { get; }

        public SpoolDirectory Spool => new(Path.Combine(folder.Path, "spool"));

        public static async Task<Scene> Start(RelayScript? script = null, string host = "127.0.0.1", bool isSelf = false, string sending = "", string trial = "0s")
        {
            var scene = new Scene(script);
            scene.configuration = (port, from) => $$"""
                {
                  "MailDaemon": {
                    "Address": "127.0.0.1", "Port": {{port}}, "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["me@example.net"], "Postmaster": "{{Owner}}",
                    "BlockLists": "none", "DmarcRewrite": "never"
                  },
                  "MailClient": { {{sending}} "MailFrom": "{{from}}", "MTAHost": "{{host}}", "MTAPort": {{(isSelf ? port : scene.Relay.Port)}}, "Trial": "{{trial}}" },
                  "Spool": { "Retry": ["1s"] },
                  "DNS": { "Servers": ["{{scene.dns.EndPoint}}"] }
                }
                """;
            await scene.Listen("forwarder@example.net");
            return scene;
        }

        public async Task StartAgain(string from = "forwarder@example.net")
        {
            Assert.That(await daemon.Stop(), Is.Zero);
            await daemon.DisposeAsync();
            await Listen(from);
        }

        /// One mail: it is taken; it and a notice to the owner wait; the log says plainly why.
        public async Task KeepsAndTells(string words)
        {
            Assert.That(await Send("first"), Does.StartWith("250 2.0.0 Ok: queued"));
            // The log comes behind the reply.
            Assert.That(await daemon.Run.Says(" queued "));
            Assert.That(daemon.Run.Lines.Where(line => line.Contains(" queued ", StringComparison.Ordinal)), Has.Exactly(1).Contains(words));
            var queue = await Queue();
            Assert.That(queue.Map(entry => entry.Kind), Is.EquivalentTo(new[] { EntryKind.Mail, EntryKind.NoticeToOwner }));
            Assert.That(queue.Find(entry => entry.Kind == EntryKind.NoticeToOwner).Map(entry => entry.Owed.Head.ToString()), Is.EqualTo(Option<string>.Some(Owner)));
            Assert.That(queue.Find(entry => entry.Kind == EntryKind.Mail).Map(entry => entry.DelayTold), Is.EqualTo(Option<bool>.Some(true)), "once is enough");
        }

        public async Task<string?> Send(string subject)
        {
            var reply = await Conversing.SendMail(daemon.Port, $"Subject: {subject}\r\n\r\nbody");
            Assert.That(await daemon.Run.Says($"subject={subject} "));
            return reply;
        }

        public async Task<Seq<QueueEntry>> Queue() =>
            (await new SpoolReader(Spool).All()).Match(Left: trouble => throw new InvalidOperationException(trouble), Right: entries => entries).Select(
                entry => EntryCodec.Read(entry.State).Match(Left: error => throw new InvalidOperationException(error.ToString()), Right: read => read)).Gather();

        public async Task Becomes(Func<bool> state) => Assert.That(await Durability.DurableDaemon.Becomes(() => Task.FromResult(state())));

        public async ValueTask DisposeAsync()
        {
            TestContext.Out.WriteLine(string.Join('\n', daemon.Run.Lines.Concat(daemon.Run.Errors)));
            await daemon.DisposeAsync();
            await Relay.DisposeAsync();
            await dns.DisposeAsync();
            folder.Dispose();
        }

        async Task Listen(string from) => daemon = await RunningDaemon.StartWithin(folder.Path, port => configuration(port, from));
    }
}
