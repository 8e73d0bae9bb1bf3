using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

/// <summary>Databases that another version of the program has written.</summary>
public sealed class VersionTests : SpoolFixture
{
    /// What version 1 of the format was made of.
    const string First = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
        BEGIN IMMEDIATE;
        CREATE TABLE entries(id TEXT PRIMARY KEY NOT NULL, due INTEGER NOT NULL, state BLOB NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE mails(id TEXT PRIMARY KEY NOT NULL, front BLOB NOT NULL, skip INTEGER NOT NULL, length INTEGER NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE recent(fingerprint BLOB PRIMARY KEY NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE requests(number INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL, verb TEXT NOT NULL);
        PRAGMA user_version=1;
        COMMIT;
        """;

    /// What version 2 has added.
    const string Second = """
        BEGIN IMMEDIATE;
        CREATE TABLE orders(id TEXT PRIMARY KEY NOT NULL, state BLOB NOT NULL, salvaged INTEGER NOT NULL, digest BLOB NOT NULL);
        CREATE TABLE used(pair BLOB PRIMARY KEY NOT NULL, command BLOB NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        PRAGMA user_version=2;
        COMMIT;
        """;

    /// An entry "old", due at 1, of the state "state", with the mail "mail", as version 1 wrote it.
    const string OldMail = """
        INSERT INTO entries VALUES('old', 1, CAST('state' AS BLOB), x'fba33825a247cf353bfa04acdee65e6adf5c2aece5a9b8efdbb0b73f55dc6ad1');
        INSERT INTO mails VALUES('old', CAST('mail' AS BLOB), 0, 0, x'c95fe666b450dd9d6794b6ccc2bc21aa1fb27ee4b786113625d7570cc24c58d3');
        INSERT INTO recent VALUES(x'0102', 1795000999000);
        INSERT INTO requests(entry, verb) VALUES('old', 'retry');
        """;

    [Test]
    public async Task A_database_of_the_first_version_is_brought_to_ours_with_all_that_is_in_it()
    {
        MakeFirst();
        var reader = new SpoolReader(Folder);
        Assert.That((await Entries(reader)).Select(entry => entry.Id), Is.EqualTo(new[] { "old" }), "a command line of our version beside a daemon of the first");

        var (spool, notices) = Opened();
        await using (spool)
        {
            Assert.That(notices.IsEmpty, string.Join('\n', notices));
            Assert.That((await Entries(spool)).Select(entry => (entry.Id, entry.Due.UnixMilliseconds, entry.State.ToUtf8())), Is.EqualTo(new[] { ("old", 1L, "state") }));
            Assert.That(Encoding.Latin1.GetString(await MailOf(spool, "old")), Is.EqualTo("mail"));
            Assert.That(await spool.LoadRecent(Now), Has.Count.EqualTo(1));
            Assert.That(await spool.LoadRequests(0), Is.EqualTo(new[] { new SpoolRequest(1, "old", "retry") }));
            Assert.That(await spool.Add(new NewMail() { Orders = [new SpoolOrder("one", default)] }), Is.InstanceOf<SpoolOutcome.Stored>());
        }

        await using var again = Open();
        Assert.That((await again.LoadOrders()).Match(Left: _ => 0, Right: orders => orders.Count), Is.EqualTo(1));
        Assert.That(await Entries(again), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_can_be_read_of_a_damaged_database_of_the_first_version_is_saved()
    {
        MakeFirst();
        using (var file = new FileStream(Folder.Database, FileMode.Open))
        {
            // The page that was taken last is of none of the tables of mails.
            file.Position = file.Length - 4096;
            file.Write(Mail(99, 4096));
        }

        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(notices.Head, Does.Contain("damaged").And.Contain("1 mails and 0 commands"));
        Assert.That(Encoding.Latin1.GetString(await MailOf(spool, "old")), Is.EqualTo("mail"));
        Assert.That(await spool.Add(new NewMail(Entry("new")) { Orders = [new SpoolOrder("one", default)] }), Is.InstanceOf<SpoolOutcome.Stored>());
    }

    [Test]
    public async Task A_database_of_a_later_version_is_left_alone()
    {
        await using (var spool = Open())
        {
            await spool.Add(Entry("a"));
        }

        Execute("PRAGMA user_version=99");
        var refusal = new SpoolRefusal.NewerSchema(Folder.Root, 99, 5);
        Assert.That(Try().Match(Left: refusal => refusal, Right: _ => null!), Is.EqualTo(refusal));
        Assert.That(Try().IsLeft, "the lock has been let go");
        Assert.That(refusal.Explanation, Does.Contain("later version"));

        var reader = new SpoolReader(Folder);
        Assert.That((await reader.All()).Match(Left: reason => reason, Right: _ => ""), Is.EqualTo(refusal.Explanation));
        Assert.That((await reader.Content("a")).IsLeft);
        Assert.That(await reader.Request("a", "retry"), Is.EqualTo(new SpoolOutcome.Broken(refusal.Explanation)));
    }

    /// Since version 3 a mail's row holds the digest of its file: what was stored before has none, and is delivered as it is.
    [Test]
    public async Task A_database_of_the_second_version_is_brought_to_ours_with_the_bodies_beside_it()
    {
        var body = Mail(7, 300_000);
        MakeFirst();
        Execute(Second);
        Execute($"INSERT INTO entries SELECT 'filed', due, state, x'{Digest("filed", 1, 0, "state"u8)}' FROM entries");
        Execute($"INSERT INTO mails VALUES('filed', x'', 5, {body.Length - 5}, x'{Digest("filed", 5, body.Length - 5, [])}')");
        Directory.CreateDirectory(Folder.Bodies);
        File.WriteAllBytes(Path.Combine(Folder.Bodies, "filed.body"), body);
        Assert.That(await MailOf(new SpoolReader(Folder), "filed"), Is.EqualTo(body[5..]), "a command line of our version beside a daemon of the second");

        var (spool, notices) = Opened();
        await using var closing = spool;
        Assert.That(notices.IsEmpty, string.Join('\n', notices));
        Assert.That((await Entries(spool)).Select(entry => entry.Id), Is.EquivalentTo(new[] { "old", "filed" }));
        Assert.That(Encoding.Latin1.GetString(await MailOf(spool, "old")), Is.EqualTo("mail"));
        Assert.That(await MailOf(spool, "filed"), Is.EqualTo(body[5..]));
        await spool.Add(Entry("new", new MemoryContent(Mail(8, 300_000))));
        Assert.That(await MailOf(spool, "new"), Is.EqualTo(Mail(8, 300_000)));
    }

    /// The digest that versions 1 and 2 wrote.
    static string Digest(string id, long first, long second, ReadOnlySpan<byte> octets)
    {
        var numbers = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, first);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), second);
        return Convert.ToHexString(SHA256.HashData([.. numbers, .. Encoding.UTF8.GetBytes(id), .. octets]));
    }

    void MakeFirst()
    {
        Directory.CreateDirectory(Folder.Root);
        Execute(First);
        Execute(OldMail);
    }
}
