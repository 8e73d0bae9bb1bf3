using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Dns;
using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Diagnosis;

/// <summary>A set-up in which all is right, and what each fault in it comes to.</summary>
public class SetupExamples
{
    const string Configuration = """
        {
          "MailDaemon": {
            "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"], "TLSCertPath": "/c.pem", "TLSKeyPath": "/k.pem",
            "BlockLists": [{"Zone": "list.test"}], "Scanner": {"Address": "http://127.0.0.1:11333"}, "Status": {"Port": 8025, "Otlp": {"Endpoint": "http://collector.test:4318"}}
          },
          "MailClient": {
            "MailFrom": "f@example.com", "MTAHost": "relay.test", "MTAPort": 587, "AuthUsername": "me", "AuthPasswordFile": "/password",
            "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "/dkim.pem"}
          },
          "Spool": {"PostgreSql": "Host=db.test;Database=mail;Username=laitos;SSL Mode=VerifyFull", "PostgreSqlPasswordFile": "/database", "PostgreSqlCommit": "remote_apply"},
          "MailFilters": {"PINAndShortcuts": {"Passwords": ["verysecret"]}},
          "Features": {
            "IMAPAccounts": {"Accounts": {"me": {"Host": "imap.test", "AuthUsername": "me", "AuthPasswordFile": "/imap"}}}, "WolframAlpha": {"AppID": "APP-ID"},
            "Twilio": {"AccountSID": "AC17", "AuthTokenFile": "/twilio", "PhoneNumber": "+15550001111"}
          }
        }
        """;

    const string Zone = """
        example.com MX 10 mx.example.com.
        mx.example.com A 192.0.2.10
        10.2.0.192.in-addr.arpa PTR mx.example.com.
        relay.test A 198.51.100.7
        example.com TXT "v=spf1 ip4:198.51.100.7 -all"
        s1._domainkey.example.com TXT "v=DKIM1; k=rsa; p=KEY"
        _dmarc.example.com TXT "v=DMARC1; p=reject"
        dest.test MX 5 in.dest.test.
        2.0.0.127.list.test A 127.0.0.2
        """;

    static readonly Instant Now = new(1_790_000_000_000);

    static readonly Reply Fine = Reply.Of(250, "Ok");

    static readonly Mailbox Me = (Mailbox)Mailbox.Parse("me@dest.test");

    static Observation.Dialogue Dialogue { get; } = new(
        Seqs.Of(Ip("198.51.100.7")), new RelayOpening(Encrypted: true, Option<RelayFault>.None, LoggedIn: true, ServiceExtensions.None), Fine, Seqs.Of((Me, Fine)));

    static Observation.Scanned Clean { get; } = new(new ScanReport(ScanAction.NoAction, 1, 15, default, ""), TimeSpan.FromMilliseconds(5));

    static Observation.Database Database { get; } = new(Option<(string, string)>.None, IsMade: true, IsLater: false, MayMake: true, Flushes: true, WaitsForStandby: true, TimeSpan.FromMilliseconds(9));

    static TwilioAccount Twilio { get; } = new(TwilioSettings.Default.BaseUrl, "AC17", new SecretSource.InFile("/twilio"), "+15550001111");

    static Probe.Service TwilioProbe { get; } = new(AccountTrial.Of(Twilio));

    static Probe.Service NumberProbe { get; } = new(AccountTrial.NumberOf(Twilio));

    static Probe.Service WolframProbe { get; } = new(AccountTrial.Of(new WolframAlphaAccount(WolframAlphaSettings.Default.BaseUrl, new SecretSource.Given(new Secret("APP-ID")))));

    static Probe.Collector CollectorProbe { get; } = new(new Uri("http://collector.test:4318/v1/metrics"), OtlpProtocol.Http);

    static Observation.Certificate Certificate { get; } = new(new CertificateFacts(new Instant(0), Now + TimeSpan.FromDays(60), Seqs.Of("mx.example.com")), default);

    [Test]
    public void All_is_good_but_what_cannot_be_seen_from_inside()
    {
        var found = Examine(Zone, null);
        Assert.That(found.Filter(finding => finding.Judgement.Mark != Mark.Good).Map(finding => (finding.Check, finding.Judgement.Mark)), Is.EqualTo(new[] { ("port-25", Mark.Unknown) }));
    }

    [TestCase("example.com MX 10 mx.example.com.", "", "mx", Mark.Error, "publish example.com. MX 10 mx.example.com.")]
    [TestCase("example.com MX 10 mx.example.com.", "example.com MX 10 old.test.\nold.test A 203.0.113.1", "mx", Mark.Error, "its mail goes there, not here")]
    [TestCase("example.com MX 10 mx.example.com.", "example.com MX 10 also.test.\nalso.test A 192.0.2.10", "mx", Mark.Good, "its MX is also.test (10)")]
    [TestCase("example.com MX 10 mx.example.com.", "example.com MX 10 mx.example.com.\nexample.com MX 5 old.test.\nold.test A 203.0.113.1", "mx", Mark.Warning, "old.test gets mail before this server")]
    [TestCase("example.com MX 10 mx.example.com.", "example.com MX 0 .", "mx", Mark.Error, "takes no mail at all")]
    [TestCase("example.com MX 10 mx.example.com.", "example.com MX 10 192.0.2.10", "mx", Mark.Error, "an address cannot stand there")]
    [TestCase("example.com MX 10 mx.example.com.", "example.com A 192.0.2.10", "mx", Mark.Warning, "its own address leads here")]
    [TestCase("mx.example.com A 192.0.2.10", "", "address", Mark.Error, "has no address")]
    [TestCase("mx.example.com A 192.0.2.10", "mx.example.com A 10.0.0.1", "address", Mark.Error, "no address of the Internet")]
    [TestCase("mx.example.com A 192.0.2.10", "mx.example.com A 203.0.113.9", "address", Mark.Unknown, "no address of this machine itself")]
    [TestCase("mx.example.com A 192.0.2.10", "mx.example.com A 192.0.2.10\nmx.example.com AAAA 2001:db8::1", "address", Mark.Warning, "listens on IPv4 alone")]
    [TestCase("PTR mx.example.com.", "PTR host7.provider.test.\nhost7.provider.test A 192.0.2.10", "ptr", Mark.Warning, "is host7.provider.test, not mx.example.com")]
    [TestCase("10.2.0.192.in-addr.arpa PTR mx.example.com.", "", "ptr", Mark.Warning, "no name that leads back")]
    [TestCase("ip4:198.51.100.7 -all", "ip4:192.0.2.1 -all", "spf", Mark.Warning, "does not cover the relay")]
    [TestCase("ip4:198.51.100.7 -all", "ip4:oops -all", "spf", Mark.Error, "its record is faulty")]
    [TestCase("example.com TXT \"v=spf1 ip4:198.51.100.7 -all\"", "", "spf", Mark.Warning, "has no SPF record")]
    [TestCase("p=KEY", "p=OTHER", "dkim", Mark.Error, "publishes another key")]
    [TestCase("p=KEY", "p=", "dkim", Mark.Error, "was revoked")]
    [TestCase("p=KEY", "p=K EY ; t=y", "dkim", Mark.Warning, "only being tried")]
    [TestCase("s1._domainkey.example.com", "s2._domainkey.example.com", "dkim", Mark.Error, "publish s1._domainkey.example.com. TXT \"v=DKIM1; k=rsa; p=KEY\"")]
    [TestCase("v=DMARC1; p=reject", "other", "dmarc", Mark.Warning, "no DMARC policy")]
    [TestCase("dest.test MX 5 in.dest.test.", "", "destination", Mark.Error, "does not exist")]
    [TestCase("2.0.0.127.list.test A 127.0.0.2", "2.0.0.127.list.test A 127.255.255.254", "block-list", Mark.Warning, "public or shared DNS server")]
    [TestCase("2.0.0.127.list.test A 127.0.0.2", "2.0.0.127.list.test A 127.0.0.2\n1.0.0.127.list.test A 127.0.0.2", "block-list", Mark.Warning, "it lists 127.0.0.1")]
    public void A_fault_in_the_DNS_is_named_with_its_cure(string record, string instead, string check, Mark mark, string words)
    {
        Assert.That(Zone, Does.Contain(record));
        Verify(Examine(Zone.Replace(record, instead, StringComparison.Ordinal), null), check, mark, words);
    }

    static IEnumerable<TestCaseData> Sights()
    {
        yield return Case(new Probe.Certificate("/c.pem", "/k.pem"), Certificate with { Facts = Certificate.Facts with { NotAfter = new Instant(1) } }, "certificate", Mark.Error, "it expired at");
        yield return Case(new Probe.Certificate("/c.pem", "/k.pem"), Certificate with { Facts = Certificate.Facts with { NotAfter = Now + TimeSpan.FromDays(3) } }, "certificate", Mark.Warning, "it expires at");
        yield return Case(new Probe.Certificate("/c.pem", "/k.pem"), Certificate with { Facts = Certificate.Facts with { Names = Seqs.Of("old.test") } }, "certificate-name", Mark.Error, "not for mx.example.com but for old.test");
        yield return Case(new Probe.Certificate("/c.pem", "/k.pem"), Certificate with { Chain = Seqs.Of("PartialChain") }, "certificate-chain", Mark.Warning, "not complete");
        yield return Case(new Probe.Certificate("/c.pem", "/k.pem"), new Observation.Nothing("no such file"), "certificate", Mark.Error, "no such file");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.NameUnknown("relay.test", "none")), "relay-address", Mark.Error, "has no address");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.Unreachable("refused")), "relay", Mark.Error, "cannot be reached");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.Unreachable("refused")), "relay-login", Mark.Unknown, "see the line of relay");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.NoTls()), "relay-tls", Mark.Error, "offers no TLS");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.LoginInClear()), "relay-login", Mark.Error, "not sent in clear");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.LoginRefused(Reply.Of(535, 7, 8, "no"))), "relay-login", Mark.Error, "refused the login: 535 5.7.8 no");
        yield return Case(new Probe.Relay(), Failing(new RelayFault.Silent(RelayStage.Handshake)), "relay-tls", Mark.Error, "during the TLS handshake");
        yield return Case(new Probe.Relay(), Dialogue with { Sender = Reply.Of(553, 7, 1, "not yours") }, "relay-sender", Mark.Error, "does not take the sender f@example.com: 553 5.7.1 not yours");
        yield return Case(new Probe.Relay(), Dialogue with { Recipients = Seqs.Of((Me, Reply.Of(550, 7, 1, "relaying denied"))) }, "relay-sender", Mark.Error, "but not the recipient me@dest.test");
        yield return Case(new Probe.Relay(), Dialogue with { Recipients = Seqs.Of((Me, Reply.Of(450, 7, 1, "later"))) }, "relay-sender", Mark.Warning, "450 4.7.1 later");
        yield return Case(new Probe.Relay(), Dialogue with { Opening = new RelayOpening(false, Option<RelayFault>.None, true, ServiceExtensions.None) }, "relay-tls", Mark.Warning, "mail travels in clear");
        yield return Case(new Probe.Scanner(), new Observation.Nothing("refused"), "scanner", Mark.Error, "all mail goes on unscanned");
        yield return Case(new Probe.Scanner(), Clean with { Report = Clean.Report with { Action = ScanAction.SoftReject } }, "scanner", Mark.Warning, "would not be taken: soft reject");
        yield return Case(new Probe.Scanner(), Clean with { Took = TimeSpan.FromSeconds(5) }, "scanner", Mark.Warning, "answers slowly");
        yield return Case(new Probe.Folder("spool"), new Observation.Folder(true, "no right", Option<string>.None, default, "ext4", 1L << 40), "spool", Mark.Error, "cannot be written: no right");
        yield return Case(new Probe.Folder("spool"), new Observation.Folder(true, Option<string>.None, "I/O error", default, "ext4", 1L << 40), "spool", Mark.Error, "cannot be flushed");
        yield return Case(new Probe.Folder("spool"), new Observation.Folder(true, Option<string>.None, Option<string>.None, default, "tmpfs", 1L << 40), "spool", Mark.Warning, "takes the records of decisions and the message bank");
        yield return Case(new Probe.Folder("spool"), new Observation.Folder(true, Option<string>.None, Option<string>.None, default, "ext4", 1L << 20), "spool", Mark.Error, "1 MiB left");
        yield return Case(new Probe.ProvenRelay(), new Observation.Proven(Before: false), "relay-proven", Mark.Unknown, "send yourself a mail");
        yield return Case(new Probe.ImapMailbox("me"), new Observation.Nothing("imap.test: it refuses the login: no"), "imap", Mark.Error, "cannot be looked into: imap.test: it refuses the login: no -> mend Host");
        yield return Case(new Probe.Database(), new Observation.Nothing("connection refused"), "database", Mark.Error, "cannot be reached: connection refused -> start the database server");
        yield return Case(new Probe.Database(), Database with { Refusal = ("password authentication failed", "28P01") }, "database", Mark.Error, "password authentication failed -> see Username, PostgreSqlPassword");
        yield return Case(new Probe.Database(), Database with { Refusal = ("database \"mail\" does not exist", "3D000") }, "database", Mark.Error, "createdb");
        yield return Case(new Probe.Database(), Database with { Refusal = ("the database system is starting up", "57P03") }, "database", Mark.Error, "start the database server");
        yield return Case(new Probe.Database(), Database with { IsLater = true }, "database", Mark.Error, "a later version of this program");
        yield return Case(new Probe.Database(), Database with { IsMade = false, MayMake = false }, "database", Mark.Error, "CREATE SCHEMA");
        yield return Case(new Probe.Database(), Database with { IsMade = false }, "database", Mark.Good, "made at the first start");
        yield return Case(new Probe.Database(), Database with { Flushes = false }, "database", Mark.Error, "fsync = on");
        yield return Case(new Probe.Database(), Database with { WaitsForStandby = false }, "database", Mark.Warning, "synchronous_standby_names");
        yield return Case(new Probe.Database(), Database with { Daemons = Seqs.Of(("mx1", true), ("mx2", false)) }, "database", Mark.Good, "daemons that work on them: mx1, mx2 (no sign of life");
        yield return Case(
            WolframProbe, Said(200, "<validatequeryresult success='false' error='true'><error><code>1</code><msg>Invalid appid</msg></error></validatequeryresult>"),
            "wolframalpha", Mark.Error, "it does not take the id: Invalid appid -> see Features.WolframAlpha.AppID");
        yield return Case(WolframProbe, Said(503, "<html>"), "wolframalpha", Mark.Error, "did not answer as expected (HTTP status 503)");
        yield return Case(TwilioProbe, Said(401, """{"code": 20003, "message": "Authenticate", "status": 401}"""), "twilio", Mark.Error, "Twilio refuses: Authenticate (20003) -> see AccountSID");
        yield return Case(TwilioProbe, Said(200, """{"status": "suspended"}"""), "twilio", Mark.Error, "the account is suspended");
        yield return Case(TwilioProbe, Said(200, "[]"), "twilio", Mark.Error, "did not answer as expected");
        yield return Case(NumberProbe, Said(200, """{"incoming_phone_numbers": []}"""), "twilio", Mark.Warning, "has no number +15550001111");
        yield return Case(NumberProbe, new Observation.Nothing("no answer in time"), "twilio", Mark.Unknown, "call yourself");
        yield return Case(CollectorProbe, new Observation.Nothing("refused"), "otlp", Mark.Error, "it cannot be reached: refused -> start the collector");
        yield return Case(CollectorProbe, new Observation.CollectorAnswer(404, Option<int>.None, "HTTP 404"), "otlp", Mark.Error, "it does not take metrics: HTTP 404");
        yield return Case(CollectorProbe, new Observation.CollectorAnswer(401, Option<int>.None, "HTTP 401"), "otlp", Mark.Error, "OTEL_EXPORTER_OTLP_HEADERS");
        yield return Case(CollectorProbe, new Observation.CollectorAnswer(200, 16, "HTTP 200, gRPC 16"), "otlp", Mark.Error, "it wants a key: HTTP 200, gRPC 16");
        yield return Case(new Probe.Health(Ip("127.0.0.1"), 8025, false), new Observation.Health(200, "ok\n"), "status", Mark.Good, "the daemon serves it at 127.0.0.1:8025");
        yield return Case(new Probe.Health(Ip("127.0.0.1"), 8025, false), new Observation.Health(404, "ok\n"), "status", Mark.Error, "answers something else");
        yield return Case(new Probe.Bind(Ip("127.0.0.1"), 8025), new Observation.Binding(PlaceUse.Taken), "status", Mark.Error, "does not answer as the daemon does: refused");
        yield return Case(new Probe.Bind(Ip("127.0.0.1"), 8025), new Observation.Binding(PlaceUse.NotHere), "status", Mark.Error, "no address 127.0.0.1 to listen on");
        yield return Case(new Probe.Access("/imap"), new Observation.Access("no right", 0), "secrecy", Mark.Error, "cannot be read: no right");
        yield return Case(new Probe.Access("/database"), new Observation.Access(Option<string>.None, 0b110_100_100), "secrecy", Mark.Warning, "may read it (644)");
        yield return Case(new Probe.Clock(), new Observation.Clock(false, default), "clock", Mark.Unknown, "no program that keeps it right");
        yield return Case(new Probe.Clock(), new Observation.Clock(true, TimeSpan.FromSeconds(15)), "clock", Mark.Warning, "wrong by 15 s");
        yield return Case(new Probe.Descriptors(), new Observation.Descriptors(1024, true), "descriptors", Mark.Warning, "enough for");
        yield return Case(new Probe.Descriptors(), new Observation.Descriptors(100, true), "descriptors", Mark.Error, "before the first connection");
        yield return Case(new Probe.Access("/dkim.pem"), new Observation.Access(Option<string>.None, 0b110_100_100), "secrecy", Mark.Warning, "everybody on this machine may read it (644)");
        yield return Case(new Probe.Access("/dkim.pem"), new Observation.Access("no right", 0), "secrecy", Mark.Error, "cannot be read");
        yield return Case(new Probe.User(), new Observation.User("root", true), "user", Mark.Unknown, "sudo -u laitos");
        yield return Case(new Probe.Resolver(new NameServer(Ip("192.0.2.53"))), new Observation.Nothing("silent"), "dns-server", Mark.Error, "does not answer: silent");
        yield return Case(new Probe.Resolver(new NameServer(Ip("192.0.2.53"))), new Observation.Answered(default, KnowsRoot: false), "dns-server", Mark.Warning, "an inner network alone");
        yield return Case(new Probe.Greet(Ip("127.0.0.1"), 25), new Observation.Greeting(Reply.Of(220, "other.test ESMTP"), default), "listening", Mark.Error, "another server holds 0.0.0.0:25");
        yield return Case(new Probe.Greet(Ip("127.0.0.1"), 25), new Observation.Greeting(Reply.Of(220, "mx.example.com ESMTP"), default), "listening", Mark.Warning, "offers no STARTTLS");
        yield return Case(new Probe.Bind(Ip("0.0.0.0"), 25), new Observation.Binding(PlaceUse.Forbidden), "listening", Mark.Warning, "CAP_NET_BIND_SERVICE");
        yield return Case(new Probe.Greet(Ip("192.0.2.10"), 25), new Observation.Greeting(Reply.Of(220, "other.test ESMTP"), default), "port-25", Mark.Error, "leads to another server");
    }

    [TestCaseSource(nameof(Sights))]
    public void A_fault_that_is_seen_is_named_with_its_cure(Probe probe, Observation seen, string check, Mark mark, string words) => Verify(Examine(Zone, (probe, seen)), check, mark, words);

    static void Verify(Seq<SetupFinding> found, string check, Mark mark, string words) => Assert.That(
        found.Filter(finding => finding.Check == check && finding.Judgement.Mark == mark).Map(finding => $"{finding.Judgement.What} -> {finding.Judgement.Cure}"),
        Has.Some.Contains(words), string.Join('\n', new SetupReport(found).Lines()));

    static Observation.Dialogue Failing(RelayFault fault) => Dialogue with { Opening = fault, Sender = Option<Reply>.None, Recipients = default };

    static Observation.WebAnswer Said(int status, string body) => new(status, Octets.Utf8(body));

    static TestCaseData Case(Probe probe, Observation seen, string check, Mark mark, string words) => new(probe, seen, check, mark, words);

    static Seq<SetupFinding> Examine(string zone, (Probe Probe, Observation Seen)? odd)
    {
        using var document = JsonDocument.Parse(Configuration);
        var (settings, notices) = SettingsParser.Parse(document.RootElement).Match(Succ: parsed => parsed, Fail: problems => throw new AssertionException(problems.ToString()));
        var setup = new Setup(settings, notices, "/config.json", Seqs.Of(new NameServer(Ip("192.0.2.53"))), IsRehearsal: false);
        var records = (ZoneFile)ZoneFile.Parse(zone);
        var known = Evidence.At(Now);
        while (true)
        {
            var judged = SetupDiagnosis.Of(setup, known);
            if (judged.IsSuccess)
            {
                return judged.IfFail(default(Seq<SetupFinding>));
            }

            known = judged.FailToSeq().Fold(known, (all, demand) => demand switch
            {
                Demand.Ask(var question) => all.With(question, records.Answer(question)),
                Demand.Look(var probe) => all.With(probe, odd is { } other && other.Probe == probe ? other.Seen : Usual(probe)),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }
    }

    /// The daemon does not run, and nothing stands in its way.
    static Observation Usual(Probe probe) => probe switch
    {
        Probe.Resolver => new Observation.Answered(TimeSpan.FromMilliseconds(2), KnowsRoot: true),
        Probe.Service service => Said(200, service == WolframProbe ? "<validatequeryresult success='true' error='false'/>" : service == NumberProbe ? """{"incoming_phone_numbers": [{}]}""" : """{"status": "active"}"""),
        Probe.Collector => new Observation.CollectorAnswer(200, Option<int>.None, "HTTP 200"),
        Probe.Interfaces => new Observation.Addresses(Seqs.Of(Ip("127.0.0.1"), Ip("192.0.2.10"))),
        Probe.Bind => new Observation.Binding(PlaceUse.Free),
        Probe.Greet => new Observation.Nothing("refused"),
        Probe.Certificate => Certificate,
        Probe.SigningKey => new Observation.SigningKey("rsa", Seqs.Of("KEY"), "v=DKIM1; k=rsa; p=KEY"),
        Probe.Relay => Dialogue,
        Probe.ProvenRelay => new Observation.Proven(Before: true),
        Probe.Scanner => Clean,
        Probe.ImapMailbox => new Observation.ImapMailbox(12),
        Probe.Database => Database,
        Probe.Health => new Observation.Nothing("refused"),
        Probe.Folder => new Observation.Folder(true, Option<string>.None, Option<string>.None, TimeSpan.FromMilliseconds(3), "ext4", 1L << 40),
        Probe.Access => new Observation.Access(Option<string>.None, 0b110_100_000),
        Probe.Clock => new Observation.Clock(true, TimeSpan.FromMilliseconds(20)),
        Probe.Descriptors => new Observation.Descriptors(65536, false),
        Probe.User => new Observation.User("laitos", false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static IpAddress Ip(string text) => (IpAddress)IpAddress.Parse(text);
}
