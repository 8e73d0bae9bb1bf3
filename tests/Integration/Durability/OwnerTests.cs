using System.Text.Json;
using Laitos.Domain.Queue;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Durability;

/// <summary><c>laitos queue</c> beside a daemon that runs, whose relay is away and comes back.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OwnerTests
{
    [Test]
    public async Task The_owner_looks_at_the_queue_and_decides_about_its_mails()
    {
        await using var daemon = await DurableDaemon.StartWithin(spool: """ "Retry": ["1h"] """);
        await daemon.Relay.Leave();
        var (held, dropped, tried) = (await Queued(daemon, "held"), await Queued(daemon, "dropped"), await Queued(daemon, "tried"));

        var listed = JsonDocument.Parse((await Run(daemon, "list", "--json")).Output).RootElement.EnumerateArray().ToArray();
        Assert.That(listed.Select(each => each.GetProperty("id").GetString()), Is.EquivalentTo(new[] { held, dropped, tried }));
        Assert.That((await Run(daemon, "show", tried)).Output, Does.Contain(DurableDaemon.First).And.Contain("tried@sender.example"));
        var file = Path.Combine(daemon.Folder.Path, "copy.eml");
        Assert.That((await Run(daemon, "export", tried, "-o", file)).Code, Is.Zero);
        Assert.That(await File.ReadAllTextAsync(file), Does.Contain("the end of tried@sender.example"));

        Assert.That((await Run(daemon, "hold", held)).Output, Is.EqualTo($"the running daemon has been asked to hold mail {held}"));
        Assert.That(await Becomes(daemon, held, entry => entry.Held.IsSome), "held");
        Assert.That(await Changed(daemon, changing => changing.Drop(dropped, isSure: false), "n\n"), Is.Not.Zero);
        Assert.That((await daemon.Queue()).Exists(entry => entry.Id == dropped), "not without a yes");
        Assert.That(await Changed(daemon, changing => changing.Drop(dropped, isSure: false), "yes\n"), Is.Zero);
        Assert.That(await DurableDaemon.Becomes(async () => !(await daemon.Queue()).Exists(entry => entry.Id == dropped)), "dropped");

        await Changed(daemon, changing => changing.Change(QueueRequest.Retry, held));
        Assert.That(await Becomes(daemon, held, entry => entry.Attempts == 2 && entry.Held.IsSome), "tried in vain, and held still");
        await daemon.Relay.Return();
        Assert.That((await Run(daemon, "retry", "--all")).Output, Does.Contain("1 mails are tried by the running daemon now"));
        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Queue()).Map(entry => entry.Id).AsEnumerable().SequenceEqual([held])), "all but the one held have gone");
        Assert.That(daemon.Copies("held@sender.example", DurableDaemon.First), Is.Zero);

        Assert.That((await Run(daemon, "release", held)).Code, Is.Zero);
        await daemon.Drained();
        Assert.That(Copies(daemon, "held", "tried", "dropped"), Is.EqualTo(new[] { 1, 1, 0 }));
    }

    [Test]
    public async Task A_backup_made_while_the_daemon_runs_delivers_what_was_owed_when_it_is_put_back()
    {
        await using var daemon = await DurableDaemon.Start(spool: """ "Retry": ["1h"] """);
        await daemon.Relay.Leave();
        await Queued(daemon, "small");
        Assert.That(await daemon.Send("large@sender.example", lines: 8000), Does.StartWith("250"));
        var copy = Path.Combine(daemon.Folder.Path, "copy");
        var ran = await Run(daemon, "backup", copy);
        Assert.That(ran.Code, Is.Zero, ran.Output);
        Assert.That(ran.Output, Does.StartWith($"2 mails are in {copy}"));
        Assert.That(Directory.GetFiles(Path.Combine(copy, "bodies")), Has.Length.EqualTo(1), "a large mail is a file");
        Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(copy, "spool.db")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That((await Run(daemon, "backup", copy)).Code, Is.EqualTo(2), "a backup is not written over");

        await daemon.Kill();
        Directory.Delete(daemon.Spool.Root, recursive: true);
        Directory.Move(copy, daemon.Spool.Root);
        await daemon.Relay.Return();
        await daemon.StartAgain();
        Assert.That((await Run(daemon, "retry", "--all")).Code, Is.Zero);
        await daemon.Drained();
        Assert.That(Copies(daemon, "small", "large"), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(daemon.Relay.Mails.Select(mail => mail.Text), Has.Some.Contains("line 7999 of large@sender.example"));
    }

    [Test]
    public async Task A_request_that_the_daemon_has_not_come_to_survives_a_power_cut([Values] bool onceHeard)
    {
        // The attempt under way keeps the daemon from it.
        var silent = new RelayScript { Replies = new Dictionary<string, string> { ["EHLO"] = "" } };
        await using var daemon = await DurableDaemon.Start("spool-first", script: silent, timeout: "50s");
        var id = await Queued(daemon, "requested");
        Assert.That(await daemon.Relay.Hears("EHLO"), "an attempt is under way");
        await Changed(daemon, changing => changing.Change(QueueRequest.Hold, id));
        if (onceHeard)
        {
            // The daemon hears requests in their order: that of a mail that is not there is done with at once.
            Assert.That(await new SpoolReader(daemon.Spool).Request("absent", "hold"), Is.InstanceOf<SpoolOutcome.Stored>());
            Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(!Requests(daemon).Contains("absent"))), "heard");
            Assert.That(Requests(daemon), Is.EqualTo(new[] { id }));
        }

        Assert.That((await daemon.Queue()).Map(entry => entry.Held.IsSome), Is.All.False);
        await daemon.Kill();
        await daemon.Relay.Leave();
        await daemon.StartAgain();
        Assert.That(await Becomes(daemon, id, entry => entry.Held.IsSome), "held");

        await Changed(daemon, changing => changing.Change(QueueRequest.Release, id));
        Assert.That(await Becomes(daemon, id, entry => entry.Held.IsNone), "released");
        await daemon.Relay.Return();
        await daemon.Kill();
        await daemon.StartAgain();
        await daemon.Drained();
        Assert.That(daemon.Copies("requested@sender.example", DurableDaemon.First), Is.EqualTo(1), "what was requested before is forgotten");
    }

    [Test]
    public async Task Commands_beside_the_daemon_do_not_get_in_each_others_way()
    {
        await using var daemon = await DurableDaemon.StartWithin("spool-first", """ "Retry": ["1h"] """);
        await daemon.Relay.Leave();
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await Queued(daemon, $"m{i}"));
        }

        var codes = await Task.WhenAll(ids.Select(id => Task.Run(() => Changed(daemon, changing => changing.Change(QueueRequest.Hold, id)))));
        Assert.That(codes, Is.All.Zero);
        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Queue()).ForAll(entry => entry.Held.IsSome)), "all held");
    }

    /// A mail that is in the queue, and its first attempt over where one is made.
    static async Task<string> Queued(DurableDaemon daemon, string name)
    {
        Assert.That(await daemon.Send($"{name}@sender.example"), Does.StartWith("250 "));
        return (await daemon.Queue()).Single(entry => entry.Header.ToLatin1().Contains($"<{name}@sender.example>", StringComparison.Ordinal)).Id;
    }

    static int[] Copies(DurableDaemon daemon, params string[] names) => [.. names.Select(name => daemon.Copies($"{name}@sender.example", DurableDaemon.Second))];

    static Task<bool> Becomes(DurableDaemon daemon, string id, Func<QueueEntry, bool> state) =>
        DurableDaemon.Becomes(async () => (await daemon.Queue()).Exists(entry => entry.Id == id && state(entry)));

    static string Configuration(DurableDaemon daemon) => Path.Combine(daemon.Folder.Path, "config.json");

    /// The mails that requests which have not been done with concern.
    static string[] Requests(DurableDaemon daemon)
    {
        using var connection = new SqliteConnection($"Data Source={daemon.Spool.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT entry FROM requests ORDER BY number";
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
        {
            found.Add(rows.GetString(0));
        }

        return [.. found];
    }

    /// A command of the program.
    static async Task<(int Code, string Output)> Run(DurableDaemon daemon, params string[] arguments)
    {
        var command = await LaitosCommand.Run(["queue", .. arguments, "-config", Configuration(daemon)]);
        return (command.Code, command.Output);
    }

    /// The same in this process, where a person may answer.
    static Task<int> Changed(DurableDaemon daemon, Func<QueueChanges, Task<int>> change, string answers = "") =>
        change(new QueueChanges(Configuration(daemon), new CliTerminal(new StringWriter(), new StringWriter(), () => new MemoryStream(), new StringReader(answers))));
}
