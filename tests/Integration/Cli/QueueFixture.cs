using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Cli;

/// <summary>A configuration and a spool beside it, and the commands run on them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public abstract class QueueFixture
{
    protected const string Mail = "Subject: hello\r\n\r\nthe body\r\n";

    string root = "";

    protected static Instant Now => new(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    protected string Configuration => Path.Combine(root, "config.json");

    protected SpoolDirectory Folder => new(Path.Combine(root, "spool"));

    [SetUp]
    public void MakeFolder()
    {
        root = Directory.CreateTempSubdirectory("laitos-queue-").FullName;
        File.WriteAllText(Configuration, """
            {"MailDaemon": {"MyDomains": ["a.test"], "ForwardTo": ["me@c.test"]}, "MailClient": {"MailFrom": "b@c.test", "PickupDirectory": "inbox"}}
            """);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(root, recursive: true);

    protected string PathOf(string file) => Path.Combine(root, file);

    protected ISpool Open() => SpoolOpening.Open(Folder, Now, reserve: 0)
        .Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: opened => opened).Spool;

    /// <summary>Puts mails into a spool that is closed afterwards, as a stopped daemon leaves it.</summary>
    protected async Task Fill(params string[] ids)
    {
        await using var spool = Open();
        await Fill(spool, ids);
    }

    protected static async Task Fill(ISpool spool, params string[] ids)
    {
        foreach (var id in ids)
        {
            var entry = Entry(id);
            Assert.That(await spool.Add(new NewEntry(new SpoolEntry(id, entry.Due, EntryCodec.Write(entry)), new MemoryContent(Encoding.Latin1.GetBytes(Mail)))), Is.InstanceOf<SpoolOutcome.Stored>());
        }
    }

    protected async Task<Seq<QueueEntry>> Stored() =>
        (await new SpoolReader(Folder).All()).Match(Left: reason => throw new AssertionException(reason), Right: rows => rows)
            .Select(row => EntryCodec.Read(row.State).Match(Left: error => throw new AssertionException(error.ToString()), Right: entry => entry)).Gather();

    protected async Task<QueueEntry> Stored(string id) => (await Stored()).Single(entry => entry.Id == id);

    /// <summary>A command: <c>laitos queue …</c>.</summary>
    protected async Task<Ran> Run(params string[] arguments)
    {
        var command = await LaitosCommand.Run(["queue", .. arguments, "-config", Configuration]);
        return new Ran(command.Code, command.Output, command.Error);
    }

    /// <summary>The commands that change the queue, where a person may answer.</summary>
    protected async Task<Ran> Changed(Func<QueueChanges, Task<int>> change, string? answers = null)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new CliTerminal(output, error, () => new MemoryStream(), answers is null ? null : new StringReader(answers));
        return new Ran(await change(new QueueChanges(Configuration, terminal)), output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }

    static QueueEntry Entry(string id)
    {
        var fresh = QueueEntry.Of(
            RetryPolicy.Standard, id, EntryKind.Mail, Now,
            new OriginalEnvelope(new ReversePath.Sender(Box("sender@elsewhere.test")), Seqs.Of<ForwardPath>(new ForwardPath.Recipient(Box("x@a.test"))), true),
            new MailJob(new ReversePath.Sender(Box("b@c.test")), Box("b@c.test"), Seqs.Of(Box("me@c.test"), Box("us@c.test")), Mail.Length, false, Utf8Need.Nothing),
            Seqs.Of(("client", "192.0.2.1")), Octets.Latin1("Subject: hello\r\n"));
        return fresh with
        {
            Attempts = 1,
            Due = fresh.AcceptedAt + TimeSpan.FromMinutes(1),
            Destinations = Seqs.Of(
                new Destination(Box("me@c.test"), new DestinationState.Pending(Reply.Of(451, 4, 1, "away"))),
                new Destination(Box("us@c.test"), new DestinationState.Delivered(Reply.Of(250, 0, 0, "taken"), fresh.AcceptedAt))),
        };
    }

    static Mailbox Box(string text) => Mailbox.Parse(text).Match(Left: error => throw new AssertionException(error.ToString()), Right: mailbox => mailbox);

    /// <summary>How a command ended.</summary>
    protected sealed record Ran(int Code, string Output, string Error);
}
