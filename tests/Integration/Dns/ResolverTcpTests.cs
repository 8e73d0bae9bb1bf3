using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;
using static Laitos.Integration.Dns.ResolverSetup;

namespace Laitos.Integration.Dns;

/// <summary>What does not fit into a datagram.</summary>
public class ResolverTcpTests
{
    [Test]
    public async Task What_is_cut_is_asked_again_over_TCP_and_who_does_not_know_EDNS_without()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var (cut, old) = (new Question("cut.example", RecordType.A), new Question("old.example", RecordType.A));
        await One(resolver, cut);
        await One(resolver, old);
        Assert.That(dns.Packets, Is.EqualTo(new AskedQuestion[] { new(cut, false, true), new(cut, true, true), new(old, false, true), new(old, false, false) }));
    }

    [Test]
    public async Task An_answer_too_large_for_one_packet_comes_over_TCP()
    {
        var text = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"large.example TXT \"{i} {new string('x', 200)}\""));
        await using var dns = StubDns.Start(text);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var answer = await One(resolver, new Question("large.example", RecordType.Txt));
        Assert.That(answer is Answer.Records records ? records.Data.Count : 0, Is.EqualTo(100));
        Assert.That(dns.Packets.Select(packet => packet.Tcp), Is.EqualTo(new[] { false, true }));
    }

    /// A server that takes connections and says nothing must not collect them: whatever was waited for in vain is closed by us.
    [Test]
    public async Task A_connection_that_was_waited_for_in_vain_is_closed()
    {
        await using var dns = StubDns.Start((query, tcp) => tcp ? [] : [DnsWire.Write(query, DnsWire.Response | DnsWire.Truncated, [], [])]);
        await using var resolver = new Resolver(new LookupPolicy(Servers(dns), Seqs.Of(TimeSpan.FromSeconds(1))), CachePolicy.Usual);
        for (var number = 0; number < 60 && !dns.Packets.Any(packet => packet.Tcp); number++)
        {
            // Once, unless the machine is too busy for the first packet.
            Assert.That(Show(await One(resolver, A($"h{number}.example"))), Is.EqualTo("unavailable"));
        }

        Assert.That(async () => await dns.HungUp.WaitAsync(Long), Throws.Nothing);
    }
}
