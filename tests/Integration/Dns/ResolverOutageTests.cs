using System.Diagnostics;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;
using static Laitos.Integration.Dns.ResolverSetup;

namespace Laitos.Integration.Dns;

/// <summary>Servers that do not answer.</summary>
public class ResolverOutageTests
{
    [Test]
    public async Task After_a_silent_server_the_next_one_is_asked()
    {
        await using var silent = StubDns.Start("host.example SILENT");
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Impatient(Servers(silent, dns)), CachePolicy.Usual);
        Assert.That(Show(await One(resolver, new Question("host.example", RecordType.A))), Is.EqualTo("192.0.2.1"));
        Assert.That(silent.Asked, Has.Count.GreaterThanOrEqualTo(1));
    }

    [Test]
    public async Task A_server_that_answered_is_asked_first_from_then_on()
    {
        await using var dns = StubDns.Start(Zone);
        await using var silent = StubDns.Start("silent.example SILENT\nhost.example SILENT\ncut.example SILENT\nold.example SILENT");
        await using var resolver = new Resolver(Impatient(Servers(silent, dns)), CachePolicy.Usual);
        await One(resolver, A("host.example"));
        await One(resolver, A("cut.example"));
        await One(resolver, A("old.example"));
        Assert.That(silent.Asked.Select(question => question.Name).Distinct(), Is.EqualTo(new[] { "host.example" }));
    }

    /// Each question another one, so that no cached failure helps: after three silent lookups and a silent probe, nobody waits for a dead server.
    [Test]
    public async Task No_question_waits_for_a_DNS_that_is_dead()
    {
        await using var dead = StubDns.Start((_, _) => []);
        await using var resolver = new Resolver(new LookupPolicy(Servers(dead), Seqs.Of(TimeSpan.FromMilliseconds(200))), CachePolicy.Usual);
        Answer answer = new Answer.NoData();
        for (var number = 0; number < 200 && answer != Dead; number++)
        {
            answer = await One(resolver, A($"h{number}.example"));
        }

        var before = dead.Asked.Count;
        Assert.That(answer, Is.EqualTo(Dead));
        Assert.That(dead.Asked, Has.Member(Outage.Probe));
        Assert.That((await resolver.Resolve(Seqs.Of(A("x.example"), A("y.example"), A("z.example")), Long, CancellationToken.None)).Answers.ToArray().Select(item => item.Answer), Has.Some.EqualTo(Dead));
        Assert.That(dead.Asked.Count - before, Is.LessThanOrEqualTo(1), "one question in five seconds may try it");
    }

    /// Three silent lookups raise the doubt. Those after them give the probe, which is answered, a second each: enough on a busy machine.
    [Test]
    public async Task Names_whose_own_servers_are_slow_stop_no_other_question()
    {
        await using var dns = StubDns.Start("host.example A 192.0.2.1\n" + string.Join('\n', Enumerable.Range(0, 5).Select(number => $"s{number}.example SILENT")));
        await using var resolver = new Resolver(new LookupPolicy(Servers(dns), Seqs.Of(TimeSpan.FromSeconds(1))), CachePolicy.Usual);
        for (var number = 0; number < 5; number++)
        {
            await One(resolver, A($"s{number}.example"));
        }

        Assert.That(dns.Asked, Has.Member(Outage.Probe));
        Assert.That(Show(await One(resolver, A("host.example"))), Is.EqualTo("192.0.2.1"));
    }

    [Test]
    public async Task Without_any_server_that_answers_the_end_comes_at_once()
    {
        await using var none = new Resolver(default(Seq<NameServer>));
        await using var closed = new Resolver(new LookupPolicy(Seqs.Of(Closed()), Seqs.Of(TimeSpan.FromMilliseconds(100))), CachePolicy.Usual);
        var began = Stopwatch.GetTimestamp();
        Assert.That(await One(none, new Question("host.example", RecordType.A)), Is.EqualTo(new Answer.Unavailable("no DNS server is configured")));
        Assert.That(Show(await One(closed, new Question("host.example", RecordType.A))), Is.EqualTo("unavailable"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Long / 2));
    }
}
