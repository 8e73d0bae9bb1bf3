using System.Diagnostics;
using System.Globalization;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Integration.Dns;

/// <summary>What a lookup costs. Run by name; it asserts nothing about time.</summary>
[Explicit("measures")]
public class ResolverFigures
{
    const int Lookups = 20_000, AtOnce = 64;

    [Test]
    public async Task Lookups_a_second_and_octets_for_each()
    {
        await using var dns = StubDns.Start((query, _) => [DnsWire.Write(query, DnsWire.Response, [], [new ResourceRecord("", RecordType.Soa, 60, new RecordData.Authority(60))])]);
        await using var resolver = new Resolver(NameServer.Parse(dns.EndPoint).Map(server => Seqs.Of(server)).IfLeft(default(Seq<NameServer>)));
        await Ask(resolver, "warm", 2000);
        var (before, began) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        await Ask(resolver, "cold", Lookups);
        var (octets, time) = (GC.GetTotalAllocatedBytes(precise: true) - before, Stopwatch.GetElapsedTime(began));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Lookups / time.TotalSeconds:0} lookups/s, {octets / Lookups} octets each, the stub server in the same process"));
        Assert.That(dns.Asked, Has.Count.GreaterThanOrEqualTo(Lookups));
    }

    /// What a server may make of one question at the worst: a message of 64 KiB over TCP.
    [TestCase("one name of 30,000 labels")]
    [TestCase("4,000 records, each under a name of its own")]
    [TestCase("5,400 records under pointers that lead to the longest name")]
    [TestCase("one text record of 64 KiB")]
    public async Task The_cost_of_64_KiB(string kind)
    {
        const int Times = 200;
        await using var dns = StubDns.Start((query, tcp) => [tcp ? Large(kind, query) : DnsWire.Write(query, DnsWire.Response | DnsWire.Truncated, [], [])]);
        await using var resolver = new Resolver(NameServer.Parse(dns.EndPoint).Map(server => Seqs.Of(server)).IfLeft(default(Seq<NameServer>)));
        await Ask(resolver, "warm", 20, RecordType.Txt);
        var (asked, before, octets) = (dns.Asked.Count, Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        await Ask(resolver, "cold", Times, RecordType.Txt);
        var (cpu, allocated) = (Process.GetCurrentProcess().TotalProcessorTime - before, GC.GetTotalAllocatedBytes(precise: true) - octets);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {cpu.TotalMilliseconds / Times:0.0} ms of CPU and {allocated / Times / 1024} KiB for each lookup of {(dns.Asked.Count - asked) / (double)Times:0.0} queries, the stub server in the same process"));
        Assert.That(dns.Packets.Any(packet => packet.Tcp));
    }

    static byte[] Large(string kind, WireQuery query)
    {
        var question = DnsWire.Write(query, DnsWire.Response, [], []);
        byte[] Records(int count, Func<int, byte[]> record)
        {
            var records = Enumerable.Range(0, count).SelectMany(record).Take(ushort.MaxValue - question.Length).ToArray();
            return [.. question[..6], (byte)(count >> 8), (byte)count, .. question[8..], .. records];
        }

        byte[] longest = [.. Enumerable.Range(0, 126).SelectMany(_ => (byte[])[1, (byte)'x']), 0];
        return kind[..2] switch
        {
            "on" when kind.StartsWith("one name", StringComparison.Ordinal) => Records(1, _ => [.. Enumerable.Range(0, 30_000).SelectMany(_ => (byte[])[1, (byte)'x']), 0, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0]),
            "4," => Records(4000, i => [3, (byte)'a', (byte)('a' + (i >> 6 & 63) % 26), (byte)('a' + i % 26), 0, 0, 99, 0, 1, 0, 0, 0, 60, 0, 0]),
            "5," => Records(5400, i => i == 0 ? [.. longest, 0, 99, 0, 1, 0, 0, 0, 60, 0, 0] : [(byte)(0xc0 | question.Length >> 8), (byte)question.Length, 0, 99, 0, 1, 0, 0, 0, 60, 0, 0]),
            _ => Records(1, _ => [0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0xfc, 0, .. Enumerable.Range(0, 252).SelectMany(_ => (byte[])[255, .. Enumerable.Repeat((byte)'x', 255)])]),
        };
    }

    static async Task Ask(Resolver resolver, string prefix, int count, RecordType type = RecordType.A) =>
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async lane =>
        {
            for (var number = lane; number < count; number += AtOnce)
            {
                await resolver.Resolve(Seqs.Of(new Question($"{prefix}{number}.example", type)), TimeSpan.FromSeconds(30), CancellationToken.None);
            }
        }));
}
