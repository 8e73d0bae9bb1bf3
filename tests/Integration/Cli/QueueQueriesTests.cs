using System.Text.Json;
using Laitos.Domain.Foundation;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Cli;

public sealed class QueueQueriesTests : QueueFixture
{
    [Test]
    public async Task A_spool_that_was_never_made_is_an_empty_queue_and_stays_unmade()
    {
        Assert.That(await Run("list"), Is.EqualTo(new Ran(CliError.None, "The queue is empty.", "")));
        Assert.That(await Run("list", "--json"), Is.EqualTo(new Ran(CliError.None, "[]", "")));
        Assert.That(await Run("show", "nothing"), Is.EqualTo(new Ran(CliError.NotThere, "", "there is no mail nothing in the queue")));
        Assert.That(Directory.Exists(Folder.Root), Is.False);
    }

    /// The spool of another user, looked at without the rights of a superuser.
    [Test]
    [Platform("Linux")]
    public async Task Who_may_not_look_is_told_so()
    {
        await Fill("one");
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root can give a folder to another user");
        }

        Assert.That((await Programs.Run("chown", "-R", "65534", Folder.Root)).Code, Is.Zero);
        foreach (var command in (string[][])[["list"], ["list", "--json"], ["show", "one"], ["retry", "--all"]])
        {
            await using var process = LaitosProcess.Start(null, "setpriv", ["--bounding-set=-all", "--inh-caps=-all"], ["queue", .. command, "-config", Configuration]);
            Assert.That(await process.Ended(), Is.EqualTo(CliError.Trouble), string.Join(' ', command));
            Assert.That(process.Lines, Is.Empty);
            Assert.That(process.Errors.Single(), Does.Contain(Folder.Root).And.Contain("may not look into the spool"));
        }
    }

    [Test]
    public async Task The_list_has_a_line_for_each_mail_and_its_JSON_names_everything()
    {
        await Fill("one", "two");
        var lines = (await Run("list")).Output.Split('\n');
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[1], Does.StartWith("one").And.Contain("sender@elsewhere.test").And.Contain("me@c.test").And.Not.Contain("us@c.test").And.Contain("hello").And.EndsWith("451 4.4.1 away"));

        var (code, output, error) = await Run("list", "--json");
        Assert.That((code, error), Is.EqualTo((CliError.None, "")));
        using var json = JsonDocument.Parse(output);
        var mail = json.RootElement.EnumerateArray().Single(one => one.GetProperty("id").GetString() == "two");
        Assert.That(mail.GetProperty("sender").GetString(), Is.EqualTo("sender@elsewhere.test"));
        Assert.That(mail.GetProperty("subject").GetString(), Is.EqualTo("hello"));
        Assert.That(mail.GetProperty("attempts").GetInt32(), Is.EqualTo(1));
        Assert.That(mail.GetProperty("nextDue").GetString(), Is.EqualTo((await Stored("two")).Due.ToString()));
        Assert.That(mail.GetProperty("held").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(mail.GetProperty("lastReply").GetString(), Is.EqualTo("451 4.4.1 away"));
        Assert.That(
            mail.GetProperty("destinations").EnumerateArray().Select(one => (one.GetProperty("address").GetString(), one.GetProperty("state").GetString(), one.GetProperty("reply").GetString())),
            Is.EqualTo(new[] { ("me@c.test", "owed", "451 4.4.1 away"), ("us@c.test", "delivered", "250 2.0.0 taken") }));
    }

    [Test]
    public async Task A_long_list_is_shown_in_pieces_and_says_how_to_go_on()
    {
        string[] ids = [.. Enumerable.Range(0, 7).Select(number => $"m{number}")];
        await Fill(ids);
        var (_, first, _) = await Run("list", "--limit", "3");
        Assert.That(Names(first), Is.EqualTo(ids[..3]));
        Assert.That(first, Does.EndWith("laitos queue list --after m2 shows the next ones, --all shows all."));
        var (_, rest, _) = await Run("list", "--after", "m2");
        Assert.That(Names(rest), Is.EqualTo(ids[3..]));
        Assert.That(rest, Does.Not.Contain("--after"));
        using var json = JsonDocument.Parse((await Run("list", "--json", "--after", "m4")).Output);
        Assert.That(json.RootElement.EnumerateArray().Select(one => one.GetProperty("id").GetString()), Is.EqualTo(ids[5..]));
        Assert.That((await Run("list", "--after", "other")).Code, Is.EqualTo(CliError.NotThere));
        Assert.That((await Run("list", "--limit", "0")).Error, Does.Contain("--limit takes a number from 1"));
    }

    static IEnumerable<string> Names(string table) => table.Split('\n').Skip(1).Select(line => line.Split(' ')[0]).Where(name => name.StartsWith('m'));

    [Test]
    public async Task A_mail_is_shown_with_its_grounds_replies_and_header_beside_a_running_daemon()
    {
        await using var daemon = Open();
        await Fill(daemon, "one");
        var (code, output, _) = await Run("show", "one");
        Assert.That(code, Is.EqualTo(CliError.None));
        Assert.That(output, Does.Contain("client  192.0.2.1").And.Contain("250 2.0.0 taken").And.Contain("  Subject: hello"));
        using var json = JsonDocument.Parse((await Run("show", "one", "--json")).Output);
        Assert.That(json.RootElement.GetProperty("grounds")[0].GetProperty("value").GetString(), Is.EqualTo("192.0.2.1"));
        Assert.That(json.RootElement.GetProperty("header").GetString(), Is.EqualTo("Subject: hello\r\n"));
    }

    [Test]
    public async Task A_mail_is_exported_to_the_output_or_to_a_new_file_of_the_owners_own()
    {
        await Fill("one");
        Assert.That((await Run("export", "one")).Output, Is.EqualTo("Subject: hello\n\nthe body"));
        var file = PathOf("one.eml");
        Assert.That(await Run("export", "one", "-o", file), Is.EqualTo(new Ran(CliError.None, "", "")));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo(Mail));
        Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        var (code, _, error) = await Run("export", "one", "-o", file);
        Assert.That(code, Is.EqualTo(CliError.Trouble), "a file that is there is not written over");
        Assert.That(error, Does.Contain("could not be written out").And.Not.Contain("\n"));
        Assert.That((await Run("export", "other")).Code, Is.EqualTo(CliError.NotThere));
    }

    [Test]
    public async Task Trouble_is_one_line()
    {
        Directory.CreateDirectory(Folder.Root);
        await File.WriteAllTextAsync(Folder.Database, new string('x', 10_000));
        var (code, output, error) = await Run("list");
        Assert.That((code, output), Is.EqualTo((CliError.Trouble, "")));
        Assert.That(error, Does.Contain("cannot be read").And.Contain(Folder.Root).And.Not.Contain("\n"));

        await File.WriteAllTextAsync(Configuration, "{}");
        (code, output, error) = await Run("list");
        Assert.That((code, output), Is.EqualTo((CliError.Trouble, "")));
        Assert.That(error, Is.Not.Empty.And.Not.Contain("\n"));
    }

    [Test]
    public async Task An_entry_that_cannot_be_read_is_listed_as_such_and_its_mail_can_be_exported()
    {
        await using (var spool = Open())
        {
            await spool.Add(new NewEntry(new SpoolEntry("odd", new Instant(0), Octets.Utf8("{\"v\":9}")), new MemoryContent("mail"u8.ToArray())));
        }

        Assert.That((await Run("list")).Output, Does.Contain("odd").And.Contain("cannot be read"));
        Assert.That((await Run("list", "--json")).Output, Does.Contain("\"error\""));
        Assert.That((await Run("show", "odd")).Code, Is.EqualTo(CliError.Trouble));
        Assert.That((await Run("export", "odd")).Output, Is.EqualTo("mail"));
    }
}
