using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Tracing;
using Laitos.Integration.Support;
using Laitos.Shell.Apps;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Integration.Cli;

/// <summary><c>laitos queue backup</c>, where the spool changes under it.</summary>
public sealed class QueueBackupTests : QueueFixture
{
    [Test]
    public async Task A_mail_that_goes_while_its_file_is_to_be_copied_is_not_in_the_copy_at_all()
    {
        await using var daemon = Open();
        await Fill(daemon, "small");
        var state = (await new SpoolReader(Folder).All()).Match(Left: _ => throw new AssertionException("no spool"), Right: rows => rows.Single().State);
        foreach (var id in (string[])["gone", "stays", "broken"])
        {
            Assert.That(await daemon.Add(new NewEntry(new SpoolEntry(id, Now, state), new MemoryContent(new byte[BodyFiles.Largest + 1]))), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        var copy = new SpoolDirectory(PathOf("copy"));
        Assert.That(SpoolBackup.Snapshot(Folder, copy).IsRight);
        await daemon.Replace("gone");
        File.Delete(Folder.Body("broken"));
        var done = SpoolBackup.Complete(Folder, copy);
        Assert.That((done.Entries, done.Files, done.Missing), Is.EqualTo((3L, 1, Seqs.Of("broken"))));
        Assert.That((await new SpoolReader(copy).All()).Match(Left: _ => [], Right: rows => rows.Select(row => row.Id)), Is.EquivalentTo(new[] { "small", "stays", "broken" }));
        Assert.That((await new SpoolReader(copy).Content("stays")).IsRight);
        await using var opened = SpoolOpening.Open(copy, Now, reserve: 0).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: spool => spool).Spool;
        Assert.That((await opened.All()).IsRight, "it can serve as a spool");
    }

    [Test]
    public async Task Put_back_it_is_the_same_with_messages_and_records()
    {
        await Fill("one", "two");
        new TraceFile(Folder.Root).Open(Now).IfRight(opened => opened.Connection.Dispose());
        Assert.That((await Changed(changes => changes.Change(QueueRequest.Hold, "one"))).Code, Is.Zero);
        Bank.Store(new BankMessage(new MessageSlot("keys", MessageDirection.Out), Now, "under the mat"));
        var before = await Contents();

        var copy = PathOf("copy");
        var ran = await Run("backup", copy);
        Assert.That((ran.Code, ran.Error), Is.EqualTo((0, "")));
        Assert.That(ran.Output, Does.Contain($"2 mails are in {copy}").And.Contain("The message bank is in").And.Contain("The records of decisions are in"));
        Assert.That(Directory.GetFiles(copy).Where(file => !OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != (UnixFileMode.UserRead | UnixFileMode.UserWrite)), Is.Empty, "for its owner alone");

        Directory.Delete(Folder.Root, recursive: true);
        Directory.Move(copy, Folder.Root);
        Assert.That(await Contents(), Is.EqualTo(before));
        Assert.That(before.Messages.Messages.Single().Text, Is.EqualTo("under the mat"));
        Assert.That(before.Records.Single().Changes.Single().Event, Is.EqualTo("held"));
    }

    [Test]
    public async Task Of_a_queue_in_a_database_the_rest_is_copied_and_the_queue_named()
    {
        File.WriteAllText(Configuration, """
            {"MailDaemon": {"MyDomains": ["a.test"], "ForwardTo": ["me@c.test"]}, "MailClient": {"MailFrom": "b@c.test", "PickupDirectory": "inbox"},
             "Spool": {"PostgreSql": "Host=127.0.0.1;Port=1;Database=mail;Username=laitos"}}
            """);
        Assert.That(await Run("backup", PathOf("copy")), Has.Property("Code").EqualTo(2).And.Property("Error").Contain("pg_dump"), "there is nothing else");
        Bank.Store(new BankMessage(new MessageSlot("keys", MessageDirection.Out), Now, "under the mat"));
        Assert.That(await Run("backup", PathOf("copy")), Has.Property("Code").EqualTo(0).And.Property("Output").Contain("pg_dump").And.Property("Output").Contain("The message bank is in"));
    }

    [Test]
    public async Task Damaged_records_do_not_keep_the_queue_from_being_copied()
    {
        await Fill("one");
        await File.WriteAllTextAsync(new TraceFile(Folder.Root).Path, new string('x', 10_000));
        Assert.That(await Run("backup", PathOf("copy")), Has.Property("Code").EqualTo(2).And.Property("Error").Contain("records of decisions are damaged"));
        Assert.That((await new SpoolReader(new SpoolDirectory(PathOf("copy"))).All()).Match(Left: _ => [], Right: rows => rows.Select(row => row.Id)), Is.EqualTo(new[] { "one" }));
    }

    MessageBankFile Bank => new(Path.Combine(Folder.Root, "messages.json"));

    async Task<(Seq<QueueEntry> Queue, MessageBank Messages, Seq<MailStory> Records)> Contents() => (
        await Stored(),
        ((AppResponse.Messages)Bank.Read()).Bank,
        new TraceLookup(new TraceFile(Folder.Root)).Find(new TraceQuery.ById("one"), "one", Option<Instant>.None, default).GetAwaiter().GetResult().Match(Right: answer => answer.Mails, Left: error => throw new AssertionException(error.Line)));

    [Test]
    public async Task Nothing_is_written_over_and_a_spool_that_is_not_there_is_named()
    {
        Assert.That(await Run("backup", PathOf("copy")), Is.EqualTo(new Ran(2, "", $"{Folder.Root}: there is no spool yet")));
        await Fill("one");
        File.WriteAllText(PathOf("file"), "");
        Assert.That((await Run("backup", PathOf("file"))).Error, Does.Contain("is not empty: a backup is written into a new folder"));
    }
}
