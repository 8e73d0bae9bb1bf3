using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Tracing;
using Laitos.Integration.Support;
using Laitos.Shell;
using Laitos.Shell.Tracing;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Tracing;

/// <summary>Whatever happens to the file of the records, telling never waits and never fails, and what is lost is counted.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class TraceRecorderTests : IDisposable
{
    TracePolicy policy = new(TimeSpan.FromDays(30), 64 << 20);

    readonly TemporaryFolder temporary = new();
    Seq<WrittenLine> told;

    string Folder => Path.Combine(temporary.Path, "spool");

    TraceFile Database => new(Folder);

    public void Dispose()
    {
        temporary.Dispose();
    }

    [Test]
    public async Task What_was_told_is_found_and_the_file_is_its_owners_alone()
    {
        await Told(recorder => recorder.Record(_ => Seqs.Of(Mail(1))));
        Assert.That(Found("mail1").Mails.Map(story => story.Id), Is.EqualTo(new[] { "id1" }));
        Assert.That(Directory.GetFiles(Folder, "trace.db*"), Has.Length.EqualTo(1), "one file holds all");
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(Database.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        await Told(recorder => recorder.Record(_ => Seqs.Of(Mail(2))));
        Assert.That(Found("mail").Coverage.Gaps.Map(gap => gap.Cause), Is.EqualTo(new[] { GapCause.Stopped }));
    }

    [Test]
    public async Task A_file_of_somebody_else_is_set_aside([Values(true, false)] bool isDatabase)
    {
        Directory.CreateDirectory(Folder);
        if (isDatabase)
        {
            Sql("CREATE TABLE theirs(x); INSERT INTO theirs VALUES ('precious')");
        }
        else
        {
            await File.WriteAllTextAsync(Database.Path, "precious, and no database at all, though it is long enough to be taken for one at a first look, with its hundred octets of header");
        }

        await Told(recorder => recorder.Record(_ => Seqs.Of(Mail(1))));
        Assert.That(Said, Does.Match($"trace notice=.*{(isDatabase ? "foreign" : "damaged")}.*records begin anew"));
        Assert.That(Directory.GetFiles(Folder, "trace.db.*").Select(File.ReadAllText), Has.Some.Contains("precious"));
        Assert.That(Found("mail1").Mails.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_file_of_a_later_version_is_left_alone()
    {
        await Told(_ => { });
        Sql("PRAGMA user_version=99");
        await Told(recorder => recorder.Record(_ => Seqs.Of(Mail(1))));
        Assert.That(Said, Does.Contain("later version"));
        Assert.That(new TraceLookup(Database).Find(new TraceQuery.ByText("x"), "x", Option<Instant>.None, Now).GetAwaiter().GetResult().IsLeft);
    }

    [Test]
    public async Task Damage_in_the_middle_is_met_with_a_new_file()
    {
        await Told(recorder => recorder.Record(_ => Enumerable.Range(0, 2000).Select(Mail).Gather()));
        var octets = await File.ReadAllBytesAsync(Database.Path);
        octets.AsSpan(4096, octets.Length - 4096).Fill(0xee);
        await File.WriteAllBytesAsync(Database.Path, octets);
        await Told(recorder => recorder.Record(_ => Seqs.Of(Mail(1))));
        Assert.That(Said, Does.Contain("damaged"));
        Assert.That(Found("mail1").Mails.Count, Is.EqualTo(1));
    }

    /// The folder cannot be made, for a file is in its place; later it can.
    [Test]
    public async Task What_is_lost_is_counted_and_told_when_the_disk_works_again()
    {
        await File.WriteAllTextAsync(Folder, "in the way");
        const int count = 25_000;
        await Told(async (recorder, journal) =>
        {
            for (var i = 0; i < count; i++)
            {
                var number = i;
                recorder.Record(_ => Seqs.Of(Mail(number)));
            }

            await Until(() => Log(journal).Contains("cannot be kept", StringComparison.Ordinal));
            File.Delete(Folder);
            await Until(() => Log(journal).Contains(" lost=", StringComparison.Ordinal));
        });
        Assert.That(Said, Does.Contain("cannot be kept").And.Contains("being lost"));
        Assert.That(Number("SELECT COUNT(*) FROM records WHERE kind='mail'") + Number("SELECT SUM(json_extract(body,'$.count')) FROM records WHERE kind='lost'"), Is.EqualTo(count));
        Assert.That(Found("nobody").Coverage.Gaps.Map(gap => gap.Cause), Has.Some.EqualTo(GapCause.Lost));
    }

    [Test]
    public async Task A_full_disk_costs_records_and_nothing_else()
    {
        Directory.CreateDirectory(Folder);
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", Folder) != 0)
        {
            Assert.Ignore("a small disk cannot be mounted here (it takes root on Linux)");
        }

        try
        {
            var filler = Path.Combine(Folder, "filler");
            await Told(async (recorder, journal) =>
            {
                recorder.Record(_ => Seqs.Of(Mail(1)));
                await Until(() => File.Exists(Database.Path) && new FileInfo(Database.Path).Length > 0);
                await File.WriteAllBytesAsync(filler, new byte[600_000]);
                recorder.Record(_ => Enumerable.Range(2, 3000).Select(Mail).Gather());
                await Until(() => Log(journal).Contains("cannot be kept", StringComparison.Ordinal));
                File.Delete(filler);
            });
            Assert.That(Found("mail1").Mails.Count, Is.GreaterThan(0));
        }
        finally
        {
            Run("umount", Folder);
        }
    }

    [Test]
    public async Task The_file_stays_within_its_bounds()
    {
        policy = policy with { MaxSize = 1 << 20 };
        await Told(recorder => recorder.Record(_ => Enumerable.Range(0, 9000).Select(Mail).Gather()));
        Assert.That(new FileInfo(Database.Path).Length, Is.LessThanOrEqualTo(policy.MaxSize));
        Assert.That((Found("mail8999").Mails.Count, Found("mail0.").Mails.Count), Is.EqualTo((1, 0)), "the newest are kept");
        Assert.That(Found("mail8999").Coverage.Mails.IsSome);
    }

    /// The daemon itself, whose spool's folder cannot be: mail goes on.
    [Test]
    public async Task Mail_goes_on_without_records()
    {
        await File.WriteAllTextAsync(Folder, "in the way");
        await using var scene = await DaemonScene.StartWithin($$"""{"Spool": {"Directory": "{{Folder}}"} }""");
        await using var peer = await SmtpPeer.Connect(scene.Daemon.Port, "192.0.2.1");
        await peer.Reply();
        await DaemonScene.Say(peer, "EHLO a.test\r\nMAIL FROM:<b@sender.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n", 4);
        await DaemonScene.Say(peer, "Subject: hello\r\n\r\nbody\r\n.\r\n", 1);
        Assert.That(scene.Relay.Mails, Has.Count.EqualTo(1));
        Assert.That(await scene.Daemon.Run.Says("records of mail cannot be kept in"));
        Assert.That(await scene.Daemon.Stop(), Is.Zero);
    }

    static Instant Now => new(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    static TraceRecord Mail(int number) => new TraceRecord.Mail(
        Now, $"id{number}", new TraceParties("192.0.2.1", "a.test", "", $"mail{number}.@sender.test", default, default, new string('s', 100), ""),
        new TraceDecision("blocked", "554", TimeSpan.Zero, 100, TraceScreening.None, default, default, default, TraceDelivery.Nothing));

    Task Told(Action<TraceRecorder> tell) => Told((recorder, _) =>
    {
        tell(recorder);
        return Task.CompletedTask;
    });

    async Task Told(Func<TraceRecorder, Journal, Task> tell)
    {
        await using var journal = new Journal(TextWriter.Null, json: false, new Redaction(default));
        await using (var recorder = new TraceRecorder(Database, policy, TraceText.Plain, journal, TimeSpan.FromMilliseconds(50), reserve: 0))
        {
            await tell(recorder, journal);
        }

        told = told.Then(journal.Latest);
    }

    string Said => string.Join('\n', told.Map(line => line.Text));

    static string Log(Journal journal) => string.Join('\n', journal.Latest.Map(line => line.Text));

    TraceAnswer Found(string words)
    {
        var lookup = new TraceLookup(Database);
        var answer = lookup.Find(new TraceQuery.ByText(words), words, Option<Instant>.None, Now).GetAwaiter().GetResult().IfLeft(error => throw new AssertionException(error.Line));
        Assert.That(lookup.Unreadable, Is.Zero);
        return answer;
    }

    static async Task Until(Func<bool> isSo)
    {
        for (var tries = 0; !isSo() && tries < 400; tries++)
        {
            await Task.Delay(25);
        }

        Assert.That(isSo());
    }

    long Number(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database.Path};Pooling=False");
        connection.Open();
        return TraceSchema.Number(connection, sql);
    }

    void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
