using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Durability;

/// <summary>The daemon with a spool in a folder of its own and a relay that does not always work. It can be killed and started again.</summary>
sealed class DurableDaemon : IAsyncDisposable
{
    /// <summary>Where its mail goes.</summary>
    public const string First = "first@example.net", Second = "second@example.net", Postmaster = "postmaster@example.org";

    readonly string keys;
    readonly string[] arguments;
    bool isWithin;
    RunningDaemon daemon = null!;
    bool isDown;

    DurableDaemon(UnreliableRelay relay, string keys, string[] arguments) => (Relay, this.keys, this.arguments) = (relay, keys, arguments);

    /// <summary>Its folder, with the configuration.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>Its spool.</summary>
    public SpoolDirectory Spool => new(Path.Combine(Folder.Path, "spool"));

    /// <summary>The lines of /proc that tell which files its process has mapped.</summary>
    public IReadOnlyList<string> MappedFiles => [.. File.ReadLines($"/proc/{daemon.Process.Id}/maps")];

    /// <summary>The names of the threads of its process; the system keeps 15 octets of each.</summary>
    public IReadOnlyList<string> Threads => [.. Directory.EnumerateDirectories($"/proc/{daemon.Process.Id}/task").Select(thread => File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd('\n'))];

    /// <summary>Where its spool lies, when that is not the folder.</summary>
    public ISpoolLocation? Elsewhere { get; set; }

    /// <summary>Its relay.</summary>
    public UnreliableRelay Relay { get; }

    /// <summary>Its port; another one after each start.</summary>
    public int Port => daemon.Port;

    /// <summary>What it has told since its last start.</summary>
    public IReadOnlyList<string> Log => daemon.Run.Lines;

    /// <summary>Starts the daemon.</summary>
    /// <param name="delivery">How it takes responsibility.</param>
    /// <param name="spool">Keys of the section <c>Spool</c>.</param>
    /// <param name="script">How the relay behaves.</param>
    /// <param name="wait">How long senders wait for the first attempt.</param>
    /// <param name="timeout">How long the relay is waited for.</param>
    /// <param name="limits">Keys of the section <c>MailDaemon.Limits</c>.</param>
    /// <param name="receiving">More keys of the section <c>MailDaemon</c>, each with a comma in front.</param>
    /// <param name="sections">More sections, each with a comma behind.</param>
    /// <param name="sending">More keys of the section <c>MailClient</c>, each with a comma behind.</param>
    /// <param name="prepare">Fills the folder of the configuration.</param>
    /// <param name="dns">The DNS server; nobody answers where it is not given.</param>
    /// <param name="relay">The relay where several daemons have the same.</param>
    /// <param name="arguments">More words of the command line.</param>
    public static async Task<DurableDaemon> Start(
        string delivery = "cut-through", string spool = """ "Retry": ["1s"] """, RelayScript? script = null, string wait = "2s", string timeout = "4s", string limits = "",
        string receiving = "", string sections = "", string sending = "", Action<string>? prepare = null, string dns = "127.0.0.1:9", UnreliableRelay? relay = null, params string[] arguments)
    {
        var started = New(delivery, spool, relay ?? UnreliableRelay.Start(script), wait, timeout, limits, receiving, sections, sending, dns, arguments);
        prepare?.Invoke(started.Folder.Path);
        await started.StartAgain();
        return started;
    }

    static DurableDaemon New(
        string delivery, string spool, UnreliableRelay relay, string wait, string timeout, string limits, string receiving, string sections, string sending, string dns, string[] arguments) =>
        new(relay, $$"""
              "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["{{First}}", "{{Second}}"], "Postmaster": "{{Postmaster}}",
              "PerIPLimit": 1000000, "BlockLists": "none", "DmarcRewrite": "never", "Delivery": "{{delivery}}", "DeliveryWait": "{{wait}}", "Limits": { {{limits}} } {{receiving}}
            },
            {{sections}}
            "Spool": { {{spool}} },
            "DNS": { "Servers": ["{{dns}}"] },
            "MailClient": { {{sending}} "MailFrom": "forwarder@example.com", "Timeout": "{{timeout}}", "MTAHost": "127.0.0.1",
            """, arguments);

    /// <summary>Starts one within the process of the tests: it can be stopped, but not killed.</summary>
    public static async Task<DurableDaemon> StartWithin(
        string delivery = "cut-through", string spool = """ "Retry": ["1s"] """, RelayScript? script = null, string wait = "2s", string timeout = "4s", string limits = "",
        string receiving = "", string sections = "", string sending = "", Action<string>? prepare = null, string dns = "127.0.0.1:9", UnreliableRelay? relay = null)
    {
        var started = New(delivery, spool, relay ?? UnreliableRelay.Start(script), wait, timeout, limits, receiving, sections, sending, dns, []);
        started.isWithin = true;
        prepare?.Invoke(started.Folder.Path);
        await started.StartAgain();
        return started;
    }

    /// <summary>Starts it again.</summary>
    public async Task StartAgain()
    {
        daemon = isWithin ? await RunningDaemon.StartWithin(Folder.Path, Configuration) : await RunningDaemon.Start(Folder.Path, Configuration, arguments);
        isDown = false;
    }

    /// <summary>Its configuration for a port.</summary>
    public string Configuration(int port) => $$"""{ "MailDaemon": { "Address": "127.0.0.1", "Port": {{port}}, {{keys}} "MTAPort": {{Relay.Port}} } }""";

    /// <summary>Ends it as a power cut does: SIGKILL.</summary>
    public async Task Kill()
    {
        if (!isDown)
        {
            isDown = true;
            await daemon.DisposeAsync();
            TestContext.Out.WriteLine(string.Join('\n', daemon.Run.Lines.TakeLast(100).Concat(daemon.Run.Errors)));
        }
    }

    /// <summary>Waits until it ends of its own accord, and gives its exit code.</summary>
    public async Task<int> Ended()
    {
        var code = await daemon.Run.Ended();
        await Kill();
        return code;
    }

    /// <summary>Ends it in good order.</summary>
    public async Task Stop()
    {
        Assert.That(await daemon.Stop(), Is.Zero, "exit code");
        await Kill();
    }

    /// <summary>Ends it, makes all that waits so much older, and starts it again.</summary>
    public async Task Age(TimeSpan time)
    {
        await Stop();
        var opened = SpoolOpening.Open(Spool, new Instant(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), reserve: 0)
            .Match(Left: refusal => throw new InvalidOperationException(refusal.Explanation), Right: opened => opened);
        await using (var spool = opened.Spool)
        {
            foreach (var entry in await Queue())
            {
                var older = entry with { AcceptedAt = entry.AcceptedAt + -time, ExpiresAt = entry.ExpiresAt + -time, Due = entry.Due + -time };
                Assert.That(await spool.Update(new SpoolEntry(older.Id, older.Due, EntryCodec.Write(older))), Is.InstanceOf<SpoolOutcome.Stored>());
            }
        }

        await StartAgain();
    }

    /// <summary>What waits in the spool.</summary>
    public async Task<Seq<QueueEntry>> Queue() =>
        (await (await Reader()).All()).Match(Left: trouble => throw new InvalidOperationException(trouble), Right: entries => entries).Select(
            entry => EntryCodec.Read(entry.State).Match(Left: error => throw new InvalidOperationException(error.ToString()), Right: read => read)).Gather();

    async Task<ISpoolReader> Reader() => Elsewhere is null
        ? new SpoolReader(Spool)
        : (await Elsewhere.Look()).Match(Left: trouble => throw new InvalidOperationException(trouble), Right: found => found.IfNone(() => throw new InvalidOperationException("there is no spool")));

    /// <summary>Waits until nothing is owed any more.</summary>
    public async Task Drained(int seconds = 90)
    {
        if (!await Becomes(async () => (await Queue()).IsEmpty, seconds))
        {
            Assert.Fail("the queue is empty in the end, but for " + string.Join("; ", (await Queue()).Select(entry => $"{entry.Id}, due {entry.Due}")));
        }
    }

    /// <summary>The copies of a mail that each destination has got.</summary>
    public int Copies(string messageId, string destination) => Relay.Mails.Count(
        mail => mail.Recipients.Contains(destination) && mail.Sender != "<>" && mail.Text.Contains($"\r\nMessage-ID: <{messageId}>\r\n", StringComparison.Ordinal));

    /// <summary>The notices to the owner.</summary>
    public IReadOnlyList<CapturedMail> Notices => [.. Relay.Mails.Where(mail => mail.Sender == "<>")];

    /// <summary>Sends a mail and gives the reply to its data.</summary>
    public async Task<string?> Send(string messageId, string sender = "author@sender.example", int lines = 4)
    {
        await using var peer = await SmtpPeer.Connect(Port);
        return await Sending.Greet(peer) ? await Sending.Mail(peer, messageId, Sending.Body(messageId, lines), sender) : null;
    }

    /// <summary>Waits until something is so, at most some seconds; false when it is not. The longer it takes, the more seldom it is looked at: a look at a spool is work.</summary>
    public static async Task<bool> Becomes(Func<Task<bool>> state, int seconds = 60)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds; await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 + (clock.ElapsedMilliseconds / 20), 300))))
        {
            if (await state())
            {
                return true;
            }
        }

        return await state();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Kill();
        await Relay.DisposeAsync();
        Folder.Dispose();
    }
}
