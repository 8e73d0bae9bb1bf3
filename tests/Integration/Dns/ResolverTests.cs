using System.Diagnostics;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;
using static Laitos.Integration.Dns.ResolverSetup;

namespace Laitos.Integration.Dns;

/// <summary>The resolver over real sockets, against the stub server.</summary>
public class ResolverTests
{
    [TestCase("host.example", RecordType.A, "192.0.2.1")]
    [TestCase("host.example", RecordType.Aaaa, "2001:db8::1")]
    [TestCase("HOST.example.", RecordType.A, "192.0.2.1")]
    [TestCase("host.example", RecordType.Mx, "10 mail.example")]
    [TestCase("host.example", RecordType.Txt, "v=spf1 -all")]
    [TestCase("1.2.0.192.in-addr.arpa", RecordType.Ptr, "host.example")]
    [TestCase("alias.example", RecordType.A, "192.0.2.1")]
    [TestCase("alias.example", RecordType.Cname, "middle.example")]
    [TestCase("alias.example", RecordType.Ptr, "NODATA")]
    [TestCase("gone.example", RecordType.A, "NXDOMAIN")]
    [TestCase("host.example", RecordType.Ptr, "NODATA")]
    [TestCase("empty.example", RecordType.A, "NODATA")]
    [TestCase("other.example", RecordType.A, "NXDOMAIN")]
    [TestCase("a..b", RecordType.A, "NXDOMAIN")]
    [TestCase("broken.example", RecordType.A, "unavailable")]
    [TestCase("partly.example", RecordType.Txt, "unavailable")]
    [TestCase("partly.example", RecordType.A, "192.0.2.2")]
    [TestCase("loop.example", RecordType.A, "unavailable")]
    [TestCase("cut.example", RecordType.A, "192.0.2.3")]
    [TestCase("forged.example", RecordType.A, "192.0.2.7")]
    [TestCase("old.example", RecordType.A, "192.0.2.8")]
    [TestCase("xn--mnchen-3ya.example", RecordType.A, "192.0.2.10")]
    [TestCase("_dmarc.xn--mnchen-3ya.example", RecordType.Txt, "v=DMARC1")]
    public async Task An_answer_is_what_the_zone_says(string name, RecordType type, string expected)
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        Assert.That(Show(await One(resolver, new Question(name, type))), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_thousand_questions_at_once_are_answered()
    {
        await using var dns = StubDns.Start(string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"h{i}.example A 10.0.{i / 250}.{i % 250}")));
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var questions = Enumerable.Range(0, 1000).Select(i => new Question($"h{i}.example", RecordType.A)).Gather();
        var known = await resolver.Resolve(questions, Long, CancellationToken.None);
        Assert.That(questions.Select((question, i) => Show(known.AnswerTo(question)) == $"10.0.{i / 250}.{i % 250}"), Is.All.True);
    }

    [Test]
    public async Task The_budget_ends_the_wait_for_what_is_missing_alone()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var (known, missing) = (new Question("host.example", RecordType.A), new Question("silent.example", RecordType.A));
        var began = Stopwatch.GetTimestamp();
        var knowledge = await resolver.Resolve(Seqs.Of(known, missing), TimeSpan.FromSeconds(0.3), CancellationToken.None);
        Assert.That(Stopwatch.GetElapsedTime(began).TotalSeconds, Is.InRange(0.29, Long.TotalSeconds / 2));
        Assert.That(Show(knowledge.AnswerTo(known)), Is.EqualTo("192.0.2.1"));
        Assert.That(knowledge.AnswerTo(missing), Is.EqualTo(new Answer.Unavailable("no answer within 0.3 s")));
    }

    [Test]
    public async Task A_cancelled_wait_ends_at_once_without_an_exception()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.05));
        var began = Stopwatch.GetTimestamp();
        var known = await resolver.Resolve(Seqs.Of(A("silent.example")), Long, cancel.Token);
        Assert.That(Show(known.AnswerTo(A("silent.example"))), Is.EqualTo("unavailable"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Long / 2));
    }
}
