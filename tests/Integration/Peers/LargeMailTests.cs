using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>A mail of nearly the greatest size that is accepted.</summary>
public class LargeMailTests
{
    const int Size = (32 << 20) - 4096;

    static readonly byte[] Mail = Encoding.ASCII.GetBytes("Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('z', 76) + "\r\n", Size / 78)));

    [TestCase("DATA", true)]
    [TestCase("DATA", false)]
    [TestCase("BDAT", true)]
    [TestCase("BDAT", false)]
    public async Task It_arrives_whole_and_costs_less_memory_than_twice_its_size(string verb, bool toRelay)
    {
        await using var relay = PackageRelay.Start();
        await using var daemon = await PeerDaemon.Start(toRelay ? relay.Port : null, apart: true);
        Assert.That(await Conversing.SendMail(daemon.Port), Does.StartWith("250"));
        var before = daemon.PeakMemory;

        await using var peer = await Conversing.Open(daemon.Port);
        Assert.That(await (verb == "DATA" ? SendAsData(peer) : SendAsChunk(peer, Mail, last: true)), Does.StartWith("250 2.0.0"));
        var grown = daemon.PeakMemory - before;

        var arrived = toRelay ? relay.Mails[^1].Content : await File.ReadAllBytesAsync(daemon.Mails.MaxBy(file => file.Length)!.FullName);
        Assert.That(arrived.AsSpan().EndsWith(Mail), "the mail must arrive octet for octet");
        Assert.That(grown, Is.LessThan(2L * Mail.Length));
        await TestContext.Out.WriteLineAsync($"{verb}: {grown >> 20} MiB for a mail of {Mail.Length >> 20} MiB");
    }

    [Test]
    public async Task It_may_come_in_many_chunks()
    {
        await using var daemon = await PeerDaemon.Start();
        await using var peer = await Conversing.Open(daemon.Port);
        foreach (var chunk in Mail.Chunk(20_000))
        {
            Assert.That(await SendAsChunk(peer, chunk, last: false), Does.StartWith("250"));
        }

        Assert.That(await SendAsChunk(peer, [], last: true), Does.StartWith("250"));
        Assert.That((await File.ReadAllBytesAsync(daemon.Mails.Single().FullName)).AsSpan().EndsWith(Mail));
    }

    static async Task<string?> SendAsData(SmtpPeer peer)
    {
        await peer.Say("DATA");
        await peer.Send(Mail);
        return await peer.Say(".");
    }

    static async Task<string?> SendAsChunk(SmtpPeer peer, byte[] octets, bool last)
    {
        await peer.Send($"BDAT {octets.Length}{(last ? " LAST" : "")}\r\n");
        await peer.Send(octets);
        return await peer.Reply();
    }
}
