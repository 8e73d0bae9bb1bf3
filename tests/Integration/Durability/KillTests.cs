using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>
/// The daemon is ended by SIGKILL at random moments while senders press it, and its relay comes and goes: what was answered with 250 arrives.
/// The environment variable LAITOS_KILLS says how many times; a long run takes 100. Where it says nothing a few will do, for each takes a start.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class KillTests
{
    const int Senders = 4;

    static int Kills => Times(4);

    /// <summary>How many kills there are.</summary>
    /// <param name="usual">The number where the environment says nothing.</param>
    internal static int Times(int usual) => int.TryParse(Environment.GetEnvironmentVariable("LAITOS_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : usual;

    [TestCase("cut-through")]
    [TestCase("spool-first")]
    public async Task What_was_answered_with_250_arrives_however_often_the_daemon_is_killed(string delivery)
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var daemon = await DurableDaemon.Start(delivery, wait: "1s");
        using var done = new CancellationTokenSource();
        var accepted = new ConcurrentBag<string>();
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => Press(() => daemon.Port, sender, accepted, done.Token))).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Change(daemon.Relay, random.Next(5));
            var enough = accepted.Count + random.Next(30);
            await DurableDaemon.Becomes(() => Task.FromResult(accepted.Count >= enough), seconds: 4);
            // A busy machine must not kill an idle daemon again and again.
            await DurableDaemon.Becomes(() => Task.FromResult(accepted.Count > kill), seconds: 60);
            await Task.Delay(random.Next(300));
            await daemon.Kill();
            await daemon.StartAgain();
        }

        await daemon.Relay.Return();
        await done.CancelAsync();
        await Task.WhenAll(senders);
        await daemon.Drained(60);
        Judge(daemon, accepted);
    }

    /// <summary>One sending server: the same mail again and again until it is answered with 250, then the next.</summary>
    internal static async Task Press(Func<int> port, int sender, ConcurrentBag<string> accepted, CancellationToken done, bool afresh = false)
    {
        var number = 0;
        while (!done.IsCancellationRequested)
        {
            try
            {
                await using var peer = await SmtpPeer.Connect(port());
                var isAlive = await Sending.Greet(peer);
                for (var mails = 0; isAlive && !done.IsCancellationRequested && !(afresh && mails > 2); mails++)
                {
                    var messageId = $"{sender}.{number}@sender.example";
                    // Every fiftieth is larger than what is held in memory.
                    var reply = await Sending.Mail(peer, messageId, Sending.Body(messageId, number % 50 == 49 ? 8_000 : 4));
                    isAlive = reply is not null;
                    if (reply?.StartsWith("250 ", StringComparison.Ordinal) == true)
                    {
                        accepted.Add(messageId);
                        number++;
                    }

                    // What is judged are the kills, not the speed; the machine has other tests to run.
                    await Task.Delay(50, CancellationToken.None);
                }
            }
            catch (SocketException)
            {
                // The daemon is down.
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    internal static Task Change(UnreliableRelay relay, int mood) => mood switch
    {
        0 => relay.Leave(),
        1 => relay.Return(new RelayScript { Drip = TimeSpan.FromMilliseconds(2) }),
        2 => relay.Return(new RelayScript { Replies = new Dictionary<string, string> { ["RCPT TO:<" + DurableDaemon.Second] = "450 4.2.1 later" } }),
        _ => relay.Return(),
    };

    internal static void Judge(DurableDaemon daemon, ConcurrentBag<string> accepted)
    {
        var arrived = daemon.Relay.Mails.Except(daemon.Notices)
            .SelectMany(mail => mail.Recipients.Select(recipient => (Id: Identity(mail.Text), Recipient: recipient)))
            .GroupBy(copy => copy)
            .ToDictionary(copies => copies.Key, copies => copies.Count());
        var owed = accepted.SelectMany(id => new[] { (id, DurableDaemon.First), (id, DurableDaemon.Second) }).ToList();
        var lost = owed.Where(copy => !arrived.ContainsKey(copy)).ToList();
        var more = arrived.Values.Sum(count => count - 1);
        TestContext.Out.WriteLine($"{accepted.Count} mails accepted for 2 destinations each, {lost.Count} copies lost, {more} copies more than one");
        Assert.That(accepted, Has.Count.GreaterThanOrEqualTo(Kills), "mails accepted");
        Assert.That(accepted, Is.Unique, "each once");
        Assert.That(lost, Is.Empty, "copies lost");
        // What a kill leaves of a body that no row names is set aside, and the owner is told.
        Assert.That(daemon.Relay.Mails.Except(daemon.Notices).Select(IsWhole), Has.All.True, "whole mails");
        Assert.That(daemon.Notices, Has.None.Matches<CapturedMail>(notice => notice.Text.Contains("\r\nAction: ", StringComparison.Ordinal)), "nothing failed");
    }

    static string Identity(string text) => text.Split("\r\nMessage-ID: <", 2)[1].Split('>')[0];

    static bool IsWhole(CapturedMail mail) => mail.Text.EndsWith($"\r\nthe end of {Identity(mail.Text)}\r\n", StringComparison.Ordinal);
}
