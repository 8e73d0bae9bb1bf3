using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;
using static Laitos.Integration.Dns.ResolverSetup;

namespace Laitos.Integration.Dns;

/// <summary>What is asked once and kept.</summary>
public class ResolverCacheTests
{
    [Test]
    public async Task A_failure_is_kept_for_some_seconds()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(Show(await One(resolver, A("broken.example"))), Is.EqualTo("unavailable"));
        }

        Assert.That(dns.Asked, Is.EqualTo(new[] { A("broken.example") }));
    }

    [Test]
    public async Task A_lookup_that_outlives_its_budget_fills_the_cache()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var slow = new Question("slow.example", RecordType.A);
        var first = await resolver.Resolve(Seqs.Of(slow), TimeSpan.FromSeconds(0.02), CancellationToken.None);
        Assert.That(Show(first.AnswerTo(slow)), Is.EqualTo("unavailable"));
        Assert.That(Show(await One(resolver, slow)), Is.EqualTo("192.0.2.4"));
        Assert.That(dns.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_question_is_asked_once_however_many_wait_for_it()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var slow = new Question("slow.example", RecordType.A);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => One(resolver, slow)));
        Assert.That(answers.Select(Show), Is.All.EqualTo("192.0.2.4"));
        Assert.That(dns.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_answer_is_kept_as_long_as_its_time_to_live()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var (host, brief, never, other) = (A("host.example"), A("brief.example"), A("never.example"), A("other.example"));
        for (var i = 0; i < 3; i++)
        {
            await resolver.Resolve(Seqs.Of(host, brief, never, other), Long, CancellationToken.None);
        }

        await Task.Delay(1100);
        await resolver.Resolve(Seqs.Of(host, brief, other), Long, CancellationToken.None);
        var asked = dns.Asked.CountBy(question => question).ToDictionary();
        Assert.That((asked[host], asked[never], asked[other]), Is.EqualTo((1, 3, 1)));
        Assert.That(asked[brief], Is.GreaterThanOrEqualTo(2), "more often when the rounds took longer than its time");
    }
}
