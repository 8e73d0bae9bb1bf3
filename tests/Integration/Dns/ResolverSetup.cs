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

/// <summary>A zone, policies and questions for the tests of the resolver.</summary>
static class ResolverSetup
{
    public const string Zone = """
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
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public static Answer Dead => new Answer.Unavailable("no DNS server answers; they are tried again in some seconds");

    public static Question A(string name) => new(name, RecordType.A);

    public static async Task<Answer> One(Resolver resolver, Question question) =>
        (await resolver.Resolve(Seqs.Of(question), Long, CancellationToken.None)).AnswerTo(question);

    public static Seq<NameServer> Servers(params StubDns[] servers) => servers.Select(server => new NameServer(Loopback, server.Port)).Gather();

    public static LookupPolicy Patient(Seq<NameServer> servers) => new(servers, Seqs.Of(Long));

    public static LookupPolicy Impatient(Seq<NameServer> servers) => new(servers, Seqs.Of(TimeSpan.FromSeconds(0.5), Long));

    /// A port that was free a moment ago.
    public static NameServer Closed()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return new NameServer(Loopback, ((IPEndPoint)socket.Client.LocalEndPoint!).Port);
    }

    static IpAddress Loopback => IpAddress.OfOctets([127, 0, 0, 1]).IfNone(() => throw new UnreachableException());

    /// What a question was answered with; it was.
    public static Answer AnswerTo(this Knowledge known, Question question) => known.Find(question).IfNone(() => throw new KeyNotFoundException(question.ToString()));

    public static string Show(Answer answer) => answer switch
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
