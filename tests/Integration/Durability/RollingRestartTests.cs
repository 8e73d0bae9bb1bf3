using System.Collections.Concurrent;
using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>Three daemons on one queue behind a balancer: a new version goes onto one machine after the other while mail comes.</summary>
public sealed class RollingRestartTests
{
    const int Daemons = 3, Senders = 4;

    readonly ConcurrentBag<string> answered = [], broken = [];
    int number;

    [TestCase("HAProxy")]
    [TestCase("nginx")]
    public async Task No_session_loses_its_mail_while_one_daemon_after_the_other_is_stopped_and_started(string behind)
    {
        answered.Clear();
        broken.Clear();
        var server = await PostgreSqlServer.Shared;
        await using var relay = UnreliableRelay.Start();
        var spool = $$""" "Retry": ["1s"], "PostgreSqlLease": "30s", "PostgreSql": "{{server.Connection($"s{Guid.NewGuid():N}")}}" """;
        int[] pages = [.. Enumerable.Range(0, Daemons).Select(_ => RunningDaemon.FreePort())];
        var daemons = await Task.WhenAll(Enumerable.Range(0, Daemons).Select(i => DurableDaemon.StartWithin(
            i == 0 ? "spool-first" : "cut-through", spool: $"{spool}, \"DaemonName\": \"mx{i}\"", receiving: $$""", "TrustedProxies": ["127.0.0.1"], "Status": {"Port": {{pages[i]}}}""", relay: relay)));
        try
        {
            int[] ports = [.. daemons.Select(daemon => daemon.Port)];
            await using (var balancer = behind == "nginx" ? await Nginx.Start(ports) : (IBalancer?)await HaProxy.Start(ports, pages))
            {
                Assume.That(balancer, Is.Not.Null, $"{behind} is not installed (Debian: haproxy, libnginx-mod-stream)");
                await Restart(daemons, balancer!);
            }

            Assert.That(broken, Is.Empty, "each mail that was handed over was answered with 250");
            Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(answered.All(mail => daemons[0].Copies(mail, DurableDaemon.First) == 1 && daemons[0].Copies(mail, DurableDaemon.Second) == 1))), "each arrives once");
            TestContext.Out.WriteLine($"{answered.Count} mails");
        }
        finally
        {
            foreach (var daemon in daemons)
            {
                await daemon.DisposeAsync();
            }
        }
    }

    async Task Restart(DurableDaemon[] daemons, IBalancer balancer)
    {
        using var done = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Senders).Select(_ => Task.Run(() => Press(balancer.Port, done.Token))).ToArray();
        try
        {
            for (var i = 0; i < Daemons; i++)
            {
                var enough = answered.Count + 20;
                Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(answered.Count >= enough || !broken.IsEmpty)), "mail flows");
                await (balancer is HaProxy haProxy ? StopDuringMail(daemons[i], i, haProxy) : daemons[i].Stop());
                await daemons[i].StartAgain();
                await balancer.Move(i, daemons[i].Port);
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(senders);
        }
    }

    /// The balancer hears by /readyz that the daemon goes down while a mail is still under way there: new sessions go to the others, and that mail is taken.
    async Task StopDuringMail(DurableDaemon daemon, int place, HaProxy balancer)
    {
        Assert.That(await DurableDaemon.Becomes(() => balancer.IsUp(place)));
        await using var peer = await SmtpPeer.Connect(daemon.Port, "192.0.2.1");
        var mail = $"late{place}@sender.example";
        Assert.That(await Sending.Greet(peer) && await Begun(peer));
        await peer.Send(Encoding.ASCII.GetBytes($"From: author@sender.example\r\nSubject: {mail}\r\nMessage-ID: <{mail}>\r\n\r\n"));
        var stopping = daemon.Stop();
        Assert.That(await DurableDaemon.Becomes(async () => !await balancer.IsUp(place)), "the balancer knows");
        Assert.That((stopping.IsCompleted, peer.HasUnread), Is.EqualTo((false, false)), "and the session goes on");
        var enough = answered.Count + 20;
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(answered.Count >= enough || !broken.IsEmpty)), "mail flows to the others");
        await Completed(peer, mail);
        await stopping;
    }

    /// A session that is told 421, or finds nobody, before it has handed over a mail has lost nothing: its sender comes again.
    async Task Press(int port, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await using var peer = await SmtpPeer.Connect(port);
            for (var isAlive = await Sending.Greet(peer); isAlive && !done.IsCancellationRequested;)
            {
                var mail = $"rolling{Interlocked.Increment(ref number)}@sender.example";
                isAlive = await Begun(peer) && await Handed(peer, mail);
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    static async Task<bool> Begun(SmtpPeer peer)
    {
        foreach (var command in (string[])["MAIL FROM:<author@sender.example>", "RCPT TO:<someone@example.com>", "DATA"])
        {
            await peer.Send(Encoding.ASCII.GetBytes(command + "\r\n"));
            if ((await peer.Reply())?[0] is not ('2' or '3'))
            {
                return false;
            }
        }

        return true;
    }

    async Task<bool> Handed(SmtpPeer peer, string mail)
    {
        await peer.Send(Encoding.ASCII.GetBytes($"From: author@sender.example\r\nSubject: {mail}\r\nMessage-ID: <{mail}>\r\n\r\n"));
        await Task.Yield();
        return await Completed(peer, mail);
    }

    async Task<bool> Completed(SmtpPeer peer, string mail)
    {
        await peer.Send(Encoding.ASCII.GetBytes($"{Sending.Body(mail)}\r\n.\r\n"));
        var reply = await peer.Reply();
        (reply?.StartsWith("250 ", StringComparison.Ordinal) == true ? answered : broken).Add(reply?.StartsWith("250 ", StringComparison.Ordinal) == true ? mail : $"{mail}: {reply}");
        return reply is not null;
    }
}
