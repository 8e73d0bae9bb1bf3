using System.Diagnostics;
using Laitos.Integration.Support;
using Microsoft.Data.Sqlite;

namespace Laitos.Integration.Durability;

/// <summary>
/// How long the window is in which a crash makes a duplicate: from the moment when the relay has the mail to our record of it. To be read by people.
/// </summary>
[Explicit("a measurement")]
public sealed class WindowFigures
{
    const int Mails = 300;

    /// <summary>While the sender waits, the record is our 250 to the sender.</summary>
    [Test]
    public async Task From_the_end_of_the_data_at_the_relay_to_our_250_to_the_sender()
    {
        await using var daemon = await DurableDaemon.Start("cut-through");
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await Sending.Greet(peer));
        var answered = new List<long>();
        for (var mail = 0; mail < Mails; mail++)
        {
            Assert.That(await Sending.Mail(peer, $"{mail}@window", Sending.Body($"{mail}")), Does.StartWith("250 "));
            answered.Add(Stopwatch.GetTimestamp());
        }

        Tell("cut-through", daemon.Relay.Mails.Zip(answered));
    }

    /// <summary>From the spool, the record is the transaction that deletes the entry.</summary>
    [Test]
    public async Task From_the_end_of_the_data_at_the_relay_to_the_commit_in_the_spool()
    {
        await using var daemon = await DurableDaemon.Start("spool-first");
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await Sending.Greet(peer));
        using var view = new SqliteConnection($"Data Source={daemon.Spool.Database};Mode=ReadOnly;Pooling=false");
        view.Open();
        using var count = view.CreateCommand();
        count.CommandText = "SELECT count(*) FROM entries";
        var recorded = new List<long>();
        for (var mail = 0; mail < Mails; mail++)
        {
            Assert.That(await Sending.Mail(peer, $"{mail}@window", Sending.Body($"{mail}")), Does.StartWith("250 "));
            while ((long)count.ExecuteScalar()! > 0)
            {
                await Task.Yield();
            }

            recorded.Add(Stopwatch.GetTimestamp());
        }

        Tell("spool-first", daemon.Relay.Mails.Zip(recorded));
    }

    static void Tell(string mode, IEnumerable<(CapturedMail Mail, long Recorded)> mails)
    {
        double[] windows = [.. mails.Select(each => Stopwatch.GetElapsedTime(each.Mail.Complete, each.Recorded).TotalMilliseconds).Order()];
        Assert.That(windows, Has.Length.EqualTo(Mails));
        TestContext.Out.WriteLine($"{mode}: window in ms: median {windows[Mails / 2]:0.00}, 95% {windows[Mails * 95 / 100]:0.00}, longest {windows[^1]:0.00}, of {Mails} mails");
    }
}
