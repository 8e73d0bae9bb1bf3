using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Integration.Dns;

/// <summary>The resolver over real sockets, against the stub server.</summary>
public class ResolverTests
{
    const string Zone = """
        host.example A 192.0.2.1
        host.example AAAA 2001:db8::1
        host.example MX 10 mail.example
        host.example TXT "v=spf1 -all"
        1.2.0.192.in-addr.arpa PTR host.example
        alias.example CNAME middle.example
        middle.example CNAME host.example
        loop.example CNAME pool.example
        pool.example CNAME loop.example
        gone.example CNAME nowhere.test
        below.empty.example A 192.0.2.9
        broken.example SERVFAIL
        partly.example A 192.0.2.2
        partly.example TXT SERVFAIL
        silent.example SILENT
        cut.example A 192.0.2.3
        cut.example TRUNCATE
        slow.example A 192.0.2.4
        slow.example DELAY 1000
        brief.example A 192.0.2.5
        brief.example TTL 1
        never.example A 192.0.2.6
        never.example TTL 0
        forged.example A 192.0.2.7
        forged.example SPOOFED
        old.example A 192.0.2.8
        old.example NOEDNS
        xn--mnchen-3ya.example A 192.0.2.10
        _dmarc.xn--mnchen-3ya.example TXT "v=DMARC1"
        """;

    /// Far longer than anything here takes, also on a busy machine.
    static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

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
        Assert.That((await resolver.Resolve(Seqs.Of(A("x.example"), A("y.example"), A("z.example")), Long, CancellationToken.None)).Answers.Values, Has.Some.EqualTo(Dead));
        Assert.That(dead.Asked.Count - before, Is.LessThanOrEqualTo(1), "one question in five seconds may try it");
    }

    [Test]
    public async Task Names_whose_own_servers_are_slow_stop_no_other_question()
    {
        await using var dns = StubDns.Start("host.example A 192.0.2.1\n" + string.Join('\n', Enumerable.Range(0, 10).Select(number => $"s{number}.example SILENT")));
        await using var resolver = new Resolver(new LookupPolicy(Servers(dns), Seqs.Of(TimeSpan.FromMilliseconds(200))), CachePolicy.Usual);
        for (var number = 0; number < 10; number++)
        {
            await One(resolver, A($"s{number}.example"));
        }

        Assert.That(dns.Asked, Has.Member(Outage.Probe));
        Assert.That(Show(await One(resolver, A("host.example"))), Is.EqualTo("192.0.2.1"));
    }

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
    public async Task Without_any_server_that_answers_the_end_comes_at_once()
    {
        await using var none = new Resolver(default(Seq<NameServer>));
        await using var closed = new Resolver(new LookupPolicy(Seqs.Of(Closed()), Seqs.Of(TimeSpan.FromMilliseconds(100))), CachePolicy.Usual);
        var began = Stopwatch.GetTimestamp();
        Assert.That(await One(none, new Question("host.example", RecordType.A)), Is.EqualTo(new Answer.Unavailable("no DNS server is configured")));
        Assert.That(Show(await One(closed, new Question("host.example", RecordType.A))), Is.EqualTo("unavailable"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Long / 2));
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
        Assert.That(Show(knowledge.Answers[known]), Is.EqualTo("192.0.2.1"));
        Assert.That(knowledge.Answers[missing], Is.EqualTo(new Answer.Unavailable("no answer within 0.3 s")));
    }

    [Test]
    public async Task A_lookup_that_outlives_its_budget_fills_the_cache()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var slow = new Question("slow.example", RecordType.A);
        var first = await resolver.Resolve(Seqs.Of(slow), TimeSpan.FromSeconds(0.02), CancellationToken.None);
        Assert.That(Show(first.Answers[slow]), Is.EqualTo("unavailable"));
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
    public async Task A_thousand_questions_at_once_are_answered()
    {
        await using var dns = StubDns.Start(string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"h{i}.example A 10.0.{i / 250}.{i % 250}")));
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        var questions = Enumerable.Range(0, 1000).Select(i => new Question($"h{i}.example", RecordType.A)).Gather();
        var known = await resolver.Resolve(questions, Long, CancellationToken.None);
        Assert.That(questions.Select((question, i) => Show(known.Answers[question]) == $"10.0.{i / 250}.{i % 250}"), Is.All.True);
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

    [Test]
    public async Task A_cancelled_wait_ends_at_once_without_an_exception()
    {
        await using var dns = StubDns.Start(Zone);
        await using var resolver = new Resolver(Patient(Servers(dns)), CachePolicy.Usual);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.05));
        var began = Stopwatch.GetTimestamp();
        var known = await resolver.Resolve(Seqs.Of(A("silent.example")), Long, cancel.Token);
        Assert.That(Show(known.Answers[A("silent.example")]), Is.EqualTo("unavailable"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Long / 2));
    }

    static Answer Dead => new Answer.Unavailable("no DNS server answers; they are tried again in some seconds");

    static Question A(string name) => new(name, RecordType.A);

    static async Task<Answer> One(Resolver resolver, Question question) =>
        (await resolver.Resolve(Seqs.Of(question), Long, CancellationToken.None)).Answers[question];

    static Seq<NameServer> Servers(params StubDns[] servers) => servers.Select(server => new NameServer(Loopback, server.Port)).Gather();

    static LookupPolicy Patient(Seq<NameServer> servers) => new(servers, Seqs.Of(Long));

    static LookupPolicy Impatient(Seq<NameServer> servers) => new(servers, Seqs.Of(TimeSpan.FromSeconds(0.5), Long));

    /// A port that was free a moment ago.
    static NameServer Closed()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return new NameServer(Loopback, ((IPEndPoint)socket.Client.LocalEndPoint!).Port);
    }

    static IpAddress Loopback => IpAddress.OfOctets([127, 0, 0, 1]).IfNone(() => throw new UnreachableException());

    static string Show(Answer answer) => answer switch
    {
        Answer.Records(var data) => string.Join(", ", data.Select(Show)),
        Answer.NoData => "NODATA",
        Answer.NoSuchDomain => "NXDOMAIN",
        _ => "unavailable",
    };

    static string Show(RecordData data) => data switch
    {
        RecordData.Address(var address) => address.ToString(),
        RecordData.Text(var text) => text.ToUtf8(),
        RecordData.Exchange(var preference, var host) => $"{preference} {host}",
        RecordData.Name(var name) => name,
        _ => data.ToString(),
    };
}
