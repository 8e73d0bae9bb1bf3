using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Spool;
using Laitos.Integration.Support;
using Laitos.Shell;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Queue;

/// <summary>The queue, over a real spool, while mails come at the moments at which it looks at the disk.</summary>
public class QueueRunnerTests : SpoolFixture
{
    const string Text = "Subject: x\r\n\r\nbody\r\n";

    /// A mail is on the disk, and its storing is not told of yet; the queue is loaded then.
    [TestCase(true, TestName = "A_mail_that_is_found_on_the_disk_while_it_is_being_stored_is_delivered_once_when_the_queue_runs")]
    [TestCase(false, TestName = "A_mail_that_is_found_on_the_disk_while_it_is_being_stored_is_delivered_once_when_the_queue_is_loaded_first")]
    public async Task Loaded_while_storing(bool runs)
    {
        var relay = new CountingRelay();
        await using var spool = new HeldSpool(Open());
        using var shutdown = new CancellationTokenSource();
        await using var journal = new Journal(TextWriter.Null, json: false, Redaction.Of(default));
        using var queue = new QueueRunner(RetryPolicy.Standard, 10, Notices, spool, relay, journal, shutdown.Token, CancellationToken.None);
        var running = runs ? queue.Run() : Task.CompletedTask;

        var storing = Store(queue, "race");
        await spool.Written;
        await queue.Load();
        if (runs)
        {
            await Store(queue, "beside");
            await relay.Delivered("beside");
            Assert.That(relay.Deliveries("race"), Is.Zero, "nobody has answered for it yet");
        }

        spool.Answer();
        Assert.That(await storing, Is.InstanceOf<SpoolOutcome.Stored>());

        running = runs ? running : queue.Run();
        await relay.Delivered("race");
        await Store(queue, "after");
        await relay.Delivered("after");
        await shutdown.CancelAsync();
        queue.Drain();
        await running;
        Assert.Multiple(() =>
        {
            Assert.That(relay.Deliveries("race"), Is.EqualTo(1));
            Assert.That(queue.InMemory, Is.Zero);
        });
        Assert.That(await Entries(spool), Is.Empty);
    }

    /// The attempt ends before anybody waits for it.
    [Test]
    public async Task Mails_whose_attempts_end_at_once_are_all_delivered_once_and_forgotten()
    {
        var relay = new CountingRelay();
        await using var spool = Open();
        using var shutdown = new CancellationTokenSource();
        await using var journal = new Journal(TextWriter.Null, json: false, Redaction.Of(default));
        using var queue = new QueueRunner(RetryPolicy.Standard, 10, Notices, spool, relay, journal, shutdown.Token, CancellationToken.None);
        var running = queue.Run();
        string[] ids = [.. Enumerable.Range(0, 50).Select(number => $"m{number}")];
        await Task.WhenAll(ids.Select(id => Store(queue, id)));
        await Task.WhenAll(ids.Select(relay.Delivered));
        await shutdown.CancelAsync();
        queue.Drain();
        await running;
        Assert.That((ids.Select(relay.Deliveries).Distinct(), queue.Waiting), Is.EqualTo((new[] { 1 }, 0L)));
    }

    [Test]
    public async Task A_queue_that_is_longer_than_its_room_in_memory_is_delivered_once_and_commands_reach_all_of_it()
    {
        const int Mails = 200, Room = 20;
        var relay = new CountingRelay();
        await using var spool = Open();
        string[] ids = [.. Enumerable.Range(0, Mails).Select(number => $"m{number:000}")];
        await spool.Add(new NewMail([.. ids.Select((id, number) => new NewEntry(SpoolEntry.Of(Entry(id) with { Held = number == 7 ? "by the owner" : Option<string>.None }), Content))]));
        await spool.Request("m007", "release");
        await spool.Request("m199", "drop");

        using var shutdown = new CancellationTokenSource();
        await using var journal = new Journal(TextWriter.Null, json: false, Redaction.Of(default));
        using var queue = new QueueRunner(RetryPolicy.Standard, 2, Notices, spool, relay, journal, shutdown.Token, CancellationToken.None, Room);
        await queue.Load();
        await queue.Reading;
        Assert.That((queue.Waiting, queue.InMemory), Is.EqualTo(((long)Mails, Room)).Using<(long, int)>((one, other) => one.Item1 == other.Item1 && one.Item2 <= other.Item2));
        var running = queue.Run();
        await Task.WhenAll(ids[..^1].Select(relay.Delivered));
        await shutdown.CancelAsync();
        queue.Drain();
        await running;
        Assert.That((ids.Sum(relay.Deliveries), relay.Deliveries("m007"), queue.Waiting), Is.EqualTo((Mails - 1, 1, 0L)).Or.EqualTo((Mails, 1, 0L)), "the one to be dropped may have gone before");
        Assert.That(await Entries(spool), Is.Empty);
    }

    /// What is asked of all of a long queue costs some looks and changes for many mails each, not one for each mail.
    [TestCase("folder", 100, 1_000, Description = "as many as are read at a time: the relay must take some before there are more")]
    [TestCase("server", 10_000, 10_000)]
    public async Task All_of_a_long_queue_are_looked_for_many_at_a_time(string place, int room, int most)
    {
        const int Mails = 10_000, AtATime = 1000;
        var location = place == "folder" ? new SqliteLocation(Folder) : (ISpoolLocation)PostgreSqlContractTests.PlaceOf(await PostgreSqlServer.Shared, $"s{Guid.NewGuid():N}", Folder);
        await using var spool = new HeldSpool((await location.Open(Clock.Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool);
        spool.Answer();
        var later = Clock.Now + TimeSpan.FromHours(1);
        foreach (var ids in Enumerable.Range(0, Mails).Select(number => $"m{number:00000}").Chunk(AtATime))
        {
            await spool.Add(new NewMail([.. ids.Select(id => new NewEntry(SpoolEntry.Of(Entry(id) with { Due = later, Attempts = 1 }), Content))]));
        }

        Assert.That(await spool.RequestAll("retry"), Is.EqualTo(Prelude.Right<string, long>(Mails)));
        using var shutdown = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        await using var journal = new Journal(TextWriter.Null, json: false, Redaction.Of(default));
        using var queue = new QueueRunner(RetryPolicy.Standard, 2, Notices, spool, new SilentRelay(), journal, shutdown.Token, abort.Token, room);
        await queue.Load();
        await queue.Reading;
        var commits = spool.Commits;
        var running = queue.Run();
        Assert.That(await Durability.DurableDaemon.Becomes(() => Task.FromResult(queue.InMemory >= most - 2)), "it takes up as much as it has room for");
        var (taken, changes) = (queue.InMemory, spool.Commits - commits + spool.Lookups);
        await abort.CancelAsync();
        await shutdown.CancelAsync();
        queue.Drain();
        await running;
        TestContext.Out.WriteLine($"{taken} entries: {changes} looks and transactions");
        Assert.That(changes, Is.LessThan(taken / 20));
    }

    /// A mail of an earlier run, which another program has taken out of the spool.
    [Test]
    public async Task A_mail_that_is_gone_from_the_disk_is_given_up()
    {
        var relay = new CountingRelay();
        await using var spool = Open();
        using var shutdown = new CancellationTokenSource();
        await using var journal = new Journal(TextWriter.Null, json: false, Redaction.Of(default));
        using var queue = new QueueRunner(RetryPolicy.Standard, 10, Notices, spool, relay, journal, shutdown.Token, CancellationToken.None);
        using (var earlier = new QueueRunner(RetryPolicy.Standard, 10, Notices, spool, relay, journal, shutdown.Token, CancellationToken.None))
        {
            // Too large to be read together with its entry.
            await Store(earlier, "gone", new MemoryContent(new byte[FreshContents.Largest + 1]));
        }

        await queue.Load();
        await queue.Reading;
        await spool.Replace("gone");
        var running = queue.Run();
        await Store(queue, "after");
        await relay.Delivered("after");
        await shutdown.CancelAsync();
        queue.Drain();
        await running;
        Assert.That((relay.Deliveries("gone"), queue.Waiting), Is.EqualTo((0, 0L)));
    }

    static NoticePolicy Notices { get; } = new(Certain(DomainName.Parse("mx.example.com")), Box("owner@example.net"), Box("owner@example.net"), Seq.create(Box("owner@example.net")));

    static Task<SpoolOutcome> Store(QueueRunner queue, string id, MemoryContent? content = null)
    {
        return queue.Store(new OwedMail(Entry(id), IsUnderWay: false, Option<Notice>.None), content ?? Content, attempt: null, new NewMail());
    }

    static MemoryContent Content => new(Octets.Latin1(Text).Memory);

    static QueueEntry Entry(string id)
    {
        var job = new MailJob(new ReversePath.Sender(Box($"{id}@sender.example")), Option<Mailbox>.None, Seq.create(Box("me@example.net")), Text.Length, EightBit: false, Utf8Need.Nothing);
        return QueueEntry.Of(RetryPolicy.Standard, id, EntryKind.Mail, Clock.Now, new OriginalEnvelope(job.Sender, default, default), job, default, default);
    }

    static Mailbox Box(string text) => Certain(Mailbox.Parse(text));

    static A Certain<A>(Either<SyntaxError, A> parsed) => parsed.IfLeft(error => throw new ArgumentException(error.ToString()));

    /// <summary>A relay that says nothing.</summary>
    sealed class SilentRelay : IRelay
    {
        public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
        {
            await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            return DeliveryReport.Of(job, Outcome.Of(Domain.Smtp.Reply.Of(451, 4, 4, "too late")));
        }
    }

    /// <summary>A relay that takes everything and counts.</summary>
    sealed class CountingRelay : IRelay
    {
        readonly Lock gate = new();
        readonly Dictionary<string, int> counts = [];
        readonly Dictionary<string, TaskCompletionSource> waiting = [];

        public Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
        {
            var id = job.Sender.Address.Match(sender => sender.ToString().Split('@')[0], () => "notice");
            lock (gate)
            {
                counts[id] = counts.GetValueOrDefault(id) + 1;
                Signal(id).TrySetResult();
            }

            return Task.FromResult(DeliveryReport.Of(job, Outcome.Of(Domain.Smtp.Reply.Of(250, 0, 0, "taken"))));
        }

        public Task Delivered(string id)
        {
            lock (gate)
            {
                return Signal(id).Task.WaitAsync(TimeSpan.FromMinutes(1));
            }
        }

        public int Deliveries(string id)
        {
            lock (gate)
            {
                return counts.GetValueOrDefault(id);
            }
        }

        TaskCompletionSource Signal(string id) =>
            waiting.TryGetValue(id, out var signal) ? signal : waiting[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
