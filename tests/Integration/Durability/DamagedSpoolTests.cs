using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Durability;

/// <summary>The disk has changed what the daemon stored: no mail is gone without a word, and none goes out that is not what was taken.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DamagedSpoolTests
{
    const int LargeLines = 8_000;

    [Test]
    public async Task A_flipped_bit_in_the_log_loses_no_mail_and_the_owner_is_told()
    {
        const int Mails = 40;
        await using var daemon = await DurableDaemon.Start("spool-first", """ "Retry": ["1h"] """);
        await daemon.Relay.Leave();
        byte[] log;
        // Keeps the log from being moved into the database.
        await using (var reader = new SqliteConnection($"Data Source={daemon.Spool.Database};Pooling=False"))
        {
            reader.Open();
            await using var look = reader.CreateCommand();
            look.CommandText = "BEGIN; SELECT count(*) FROM entries";
            look.ExecuteScalar();
            for (var i = 0; i < Mails; i++)
            {
                Assert.That(await Send(daemon, $"m{i}@sender.example", i % 4 == 3 ? LargeLines : 4), Does.StartWith("250 "));
            }

            await daemon.Kill();
            log = await File.ReadAllBytesAsync(daemon.Spool.Database + "-wal");
        }

        log[log.Length / 3] ^= 16;
        await File.WriteAllBytesAsync(daemon.Spool.Database + "-wal", log);
        await daemon.Relay.Return();
        await daemon.StartAgain();

        Assert.That(daemon.Log, Has.Some.Contains("damaged").And.Some.Contains("set aside"));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Notices.Count > 0)), "told");
        Assert.That(daemon.Notices[0].Text, Does.Contain("Subject: Found in the mail spool").And.Contain("set aside"));
        Assert.That(daemon.Notices[0].Recipients, Is.EqualTo(new[] { DurableDaemon.Postmaster }));
        await daemon.Stop();
        var entries = await daemon.Queue();
        // One whose attempt the kill broke off may have been delivered meanwhile.
        Assert.That(
            Enumerable.Range(0, Mails).Select(i => $"m{i}@sender.example").Where(id =>
                !entries.Exists(entry => entry.Header.ToLatin1().Contains($"<{id}>", StringComparison.Ordinal)) && daemon.Copies(id, DurableDaemon.First) == 0),
            Is.Empty,
            "mails that are gone");
        foreach (var entry in entries)
        {
            Assert.That((await new SpoolReader(daemon.Spool).Content(entry.Id)).IsRight, entry.Id);
        }
    }

    [Test]
    public async Task A_mail_whose_body_has_changed_on_the_disk_is_held_and_the_owner_is_told()
    {
        await using var daemon = await DurableDaemon.Start("spool-first");
        await daemon.Relay.Leave();
        Assert.That(await Send(daemon, "changed@sender.example", LargeLines), Does.StartWith("250 "));
        Assert.That(await Send(daemon, "good@sender.example", LargeLines), Does.StartWith("250 "));
        await daemon.Kill();
        var id = (await daemon.Queue()).Single(entry => entry.Header.ToLatin1().Contains("changed@", StringComparison.Ordinal)).Id;
        var body = Path.Combine(daemon.Spool.Bodies, $"{id}.body");
        var octets = await File.ReadAllBytesAsync(body);
        octets[octets.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(body, octets);

        await daemon.Relay.Return();
        await daemon.StartAgain();

        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Notices.Count > 0)), "told");
        Assert.That(daemon.Notices.Single().Text, Does.Contain("is damaged on the disk").And.Contain("Action: delayed").And.Contain("Message-ID: <changed@sender.example>"));
        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Queue()).Map(entry => entry.Id).AsEnumerable().SequenceEqual([id])), "the other has gone");
        Assert.That((await daemon.Queue()).Head.Held.IsSome, "held");
        Assert.That(daemon.Copies("changed@sender.example", DurableDaemon.First), Is.Zero);
        Assert.That(daemon.Copies("good@sender.example", DurableDaemon.First), Is.EqualTo(1));
    }

    [Test]
    public async Task An_entry_that_has_gone_from_the_spool_is_settled()
    {
        await using var daemon = await DurableDaemon.StartWithin("spool-first");
        await daemon.Relay.Leave();
        Assert.That(await daemon.Send("gone@sender.example"), Does.StartWith("250 "));
        await using (var other = new SqliteConnection($"Data Source={daemon.Spool.Database};Pooling=False"))
        {
            other.Open();
            await using var delete = other.CreateCommand();
            delete.CommandText = "PRAGMA busy_timeout=10000; DELETE FROM entries";
            delete.ExecuteNonQuery();
        }

        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(daemon.Log.Any(line => line.Contains("has gone from the disk", StringComparison.Ordinal)))), "told");
        await daemon.Relay.Return();
        Assert.That(await daemon.Send("next@sender.example"), Does.StartWith("250 "));
        await daemon.Drained();
        await daemon.Stop();
        Assert.That(daemon.Log.Count(line => line.Contains("has gone from the disk", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task What_the_relay_has_said_is_written_down_when_the_daemon_goes_down_in_the_middle()
    {
        var silent = new RelayScript { Replies = new Dictionary<string, string> { [$"RCPT TO:<{DurableDaemon.Second}>"] = "550 5.1.1 nobody", ["content"] = "" } };
        await using var daemon = await DurableDaemon.StartWithin("spool-first", script: silent, timeout: "50s", limits: """ "ShutdownTime": "1s" """);
        Assert.That(await daemon.Send("half@sender.example"), Does.StartWith("250 "));
        Assert.That(await daemon.Relay.Hears("DATA"), "the relay has refused one of two");

        await daemon.Stop();

        var entries = await daemon.Queue();
        Assert.That(entries.Count(entry => entry.Attempts == 1), Is.EqualTo(1), "an attempt was made");
        Assert.That(entries.Count(entry => entry.Kind == Domain.Queue.EntryKind.NoticeToOwner), Is.EqualTo(1), "and its failure is told");
    }

    [Test]
    public async Task The_oldest_mail_is_tried_first()
    {
        const int Mails = 10;
        await using var daemon = await DurableDaemon.StartWithin("spool-first", """ "Retry": ["1h"] """, sending: """ "Connections": 1, """);
        await daemon.Relay.Leave();
        for (var i = 0; i < Mails; i++)
        {
            Assert.That(await daemon.Send($"m{i}@sender.example"), Does.StartWith("250 "));
        }

        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Queue()).ForAll(entry => entry.Attempts == 1)), "each was tried once, in vain");
        await daemon.Relay.Return();
        await daemon.Age(TimeSpan.FromHours(2));
        await daemon.Drained();
        var order = daemon.Relay.Mails.Where(mail => mail.Recipients.Contains(DurableDaemon.First)).Select(mail => mail.Text.Split("Message-ID: <m")[1][0] - '0').ToList();
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, Mails)));
    }

    static async Task<string?> Send(DurableDaemon daemon, string messageId, int lines)
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        return await Sending.Greet(peer) ? await Sending.Mail(peer, messageId, Sending.Body(messageId, lines)) : null;
    }
}
