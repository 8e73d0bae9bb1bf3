using Laitos.Domain.Queue;
using Laitos.Shell.Cli;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Cli;

public sealed class QueueChangesTests : QueueFixture
{
    [Test]
    public async Task Without_a_daemon_a_mail_is_held_released_and_dropped_at_once()
    {
        await Fill("one", "two");
        Assert.That(await Run("hold", "one"), Is.EqualTo(new Ran(CliError.None, "mail one is held", "")));
        Assert.That((await Stored("one")).Held, Is.EqualTo(LanguageExt.Option<string>.Some(QueueRequests.HeldByOwner)));
        Assert.That((await Run("list")).Output, Does.Contain("held by the owner; 451 4.4.1 away"));

        var before = Now;
        Assert.That((await Run("release", "one")).Code, Is.EqualTo(CliError.None));
        var released = await Stored("one");
        Assert.That(released.Held.IsNone && released.Due >= before && released.Due <= Now);

        Assert.That(await Run("drop", "one", "--yes"), Is.EqualTo(new Ran(CliError.None, "mail one is dropped", "")));
        Assert.That((await Stored()).Map(entry => entry.Id), Is.EqualTo(new[] { "two" }));
        await using var spool = Open();
        Assert.That(await spool.LoadRequests(0), Is.Empty);
    }

    [Test]
    public async Task Beside_a_daemon_every_change_is_a_request_and_nothing_else()
    {
        await using var daemon = Open();
        await Fill(daemon, "one", "two");
        var before = await Stored();
        Assert.That(await Run("retry", "one"), Is.EqualTo(new Ran(CliError.None, "the running daemon has been asked to retry mail one", "")));
        foreach (var request in (QueueRequest[])[QueueRequest.Hold, QueueRequest.Release])
        {
            Assert.That((await Changed(changing => changing.Change(request, "one"))).Code, Is.EqualTo(CliError.None));
        }

        Assert.That((await Changed(changing => changing.Drop("two", isSure: true))).Code, Is.EqualTo(CliError.None));
        Assert.That(await daemon.LoadRequests(0), Is.EqualTo(new[]
        {
            new SpoolRequest(1, "one", "retry"), new SpoolRequest(2, "one", "hold"), new SpoolRequest(3, "one", "release"), new SpoolRequest(4, "two", "drop"),
        }));
        Assert.That(await Stored(), Is.EqualTo(before));
    }

    [Test]
    public async Task Without_a_daemon_the_request_for_an_attempt_waits_for_its_start()
    {
        await Fill("one");
        Assert.That((await Run("retry", "one")).Output, Is.EqualTo("mail one will be tried when the daemon starts"));
        await using var daemon = Open();
        Assert.That(await daemon.LoadRequests(0), Is.EqualTo(new[] { new SpoolRequest(1, "one", "retry") }));
    }

    [Test]
    public async Task Commands_that_change_the_queue_at_once_wait_for_each_other()
    {
        var ids = Enumerable.Range(0, 8).Select(i => $"m{i}").ToArray();
        await Fill(ids);
        var ran = await Task.WhenAll(ids.Select(id => Task.Run(() => Changed(changing => changing.Change(QueueRequest.Hold, id)))));
        Assert.That(ran.Select(each => each.Output), Is.EqualTo(ids.Select(id => $"mail {id} is held")));
        Assert.That((await Stored()).Map(entry => entry.Held.IsSome), Is.All.True);
    }

    [Test]
    public async Task An_older_request_that_no_daemon_came_to_does_not_undo_a_later_one()
    {
        await using (var daemon = Open())
        {
            await Fill(daemon, "one", "two");
            await Changed(changing => changing.Change(QueueRequest.Hold, "one"));
            await Changed(changing => changing.Change(QueueRequest.Hold, "two"));
        }

        Assert.That((await Changed(changing => changing.Change(QueueRequest.Release, "one"))).Code, Is.EqualTo(CliError.None));
        await using var again = Open();
        Assert.That((await again.LoadRequests(0)).Select(request => request.Id), Is.EqualTo(new[] { "two" }));
    }

    [Test]
    public async Task Retry_all_leaves_held_mails_alone()
    {
        await Fill("one", "two", "three");
        await Changed(changing => changing.Change(QueueRequest.Hold, "two"));
        var (code, output, error) = await Run("retry", "--all");
        Assert.That((code, output, error), Is.EqualTo((CliError.None, "2 mails will be tried when the daemon starts", "1 held mails are left alone; retry or release each by its ID")));
        await using var daemon = Open();
        Assert.That((await daemon.LoadRequests(0)).Select(request => request.Id), Is.EquivalentTo(new[] { "one", "three" }));
    }

    [Test]
    public async Task Retry_wants_one_mail_or_all() =>
        Assert.That((await Run("retry")).Code, Is.EqualTo(CliError.Trouble));

    [TestCase("y\n", false)]
    [TestCase("YES\n", false)]
    [TestCase("\n", true)]
    [TestCase("no\n", true)]
    [TestCase("", true)]
    public async Task A_person_is_asked_before_a_mail_is_dropped(string answers, bool stays)
    {
        await Fill("one");
        var (code, output, _) = await Changed(changing => changing.Drop("one", isSure: false), answers);
        Assert.That(output, Does.StartWith("Drop mail one from <sender@elsewhere.test>, \"hello\", owed to me@c.test? [y/N]"));
        Assert.That(code, Is.EqualTo(stays ? CliError.Trouble : CliError.None));
        Assert.That((await Stored()).IsEmpty, Is.Not.EqualTo(stays));
    }

    [Test]
    public async Task Without_a_terminal_nothing_is_dropped_unasked()
    {
        await Fill("one");
        var (code, _, error) = await Changed(changing => changing.Drop("one", isSure: false));
        Assert.That(code, Is.EqualTo(CliError.Trouble));
        Assert.That(error, Does.Contain("--yes").And.Not.Contain("\n"));
        Assert.That((await Stored()).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_mail_that_is_not_there_is_told_and_makes_no_spool()
    {
        foreach (var request in Enum.GetValues<QueueRequest>())
        {
            var ran = await Changed(changing => changing.Change(request, "x\ny"));
            Assert.That(ran, Is.EqualTo(new Ran(CliError.NotThere, "", "there is no mail x\\ny in the queue")));
        }

        Assert.That(Directory.Exists(Folder.Root), Is.False);
    }
}
