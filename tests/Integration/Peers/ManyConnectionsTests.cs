using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>A thousand clients at a time.</summary>
public class ManyConnectionsTests
{
    const int Clients = 1000;

    [Test]
    public async Task A_thousand_sessions_within_their_data_are_served()
    {
        await using var daemon = await PeerDaemon.Start(apart: true);
        var peers = new List<SmtpPeer>();
        try
        {
            foreach (var _ in Enumerable.Range(0, Clients))
            {
                peers.Add(await SmtpPeer.Connect(daemon.Port));
            }

            await Task.WhenAll(peers.Select(async peer =>
            {
                await peer.Reply();
                await peer.Say("EHLO client.example.org");
                await peer.Say("MAIL FROM:<sender@example.org>");
                await peer.Say("RCPT TO:<someone@example.com>");
                await peer.Say("DATA");
                await peer.Send("Subject: half\r\n\r\nthe first half\r\n");
            }));
            var replies = await Task.WhenAll(peers.Select(peer => peer.Say("the second half\r\n.")));

            Assert.That(replies, Has.All.StartsWith("250 2.0.0"));
            // What takes longer than the wait for its delivery is queued, and arrives after its reply.
            await Programs.Becomes(() => daemon.Mails.Length >= Clients);
            Assert.That(daemon.Mails, Has.Length.EqualTo(Clients));
            await TestContext.Out.WriteLineAsync($"{daemon.PeakMemory >> 20} MiB with {Clients} sessions, {replies.Count(reply => reply!.Contains("queued", StringComparison.Ordinal))} mails queued first");
        }
        finally
        {
            foreach (var peer in peers)
            {
                await peer.DisposeAsync();
            }
        }
    }

    [Test]
    public async Task A_good_mail_passes_between_three_hundred_silent_clients()
    {
        await using var daemon = await PeerDaemon.Start(apart: true);
        var silent = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => SmtpPeer.Connect(daemon.Port)));
        try
        {
            Assert.That(await Conversing.SendMail(daemon.Port), Does.StartWith("250 2.0.0"));
        }
        finally
        {
            foreach (var peer in silent)
            {
                await peer.DisposeAsync();
            }
        }
    }
}
