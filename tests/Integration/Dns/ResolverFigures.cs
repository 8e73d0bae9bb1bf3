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

    static async Task Ask(Resolver resolver, string prefix, int count) =>
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async lane =>
        {
            for (var number = lane; number < count; number += AtOnce)
            {
                await resolver.Resolve(Seqs.Of(new Question($"{prefix}{number}.example", RecordType.A)), TimeSpan.FromSeconds(30), CancellationToken.None);
            }
        }));
}
