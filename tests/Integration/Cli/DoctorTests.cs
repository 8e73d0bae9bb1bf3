using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Integration.Apps;
using Laitos.Integration.Status;
using Laitos.Integration.Support;
using Laitos.Signatures.Signing;

namespace Laitos.Integration.Cli;

/// <summary><c>laitos doctor</c> against a zone file and a relay: what is right, and each thing that is wrong.</summary>
[Parallelizable(ParallelScope.All)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DoctorTests
{
    const string Password = "hunter2-hunter2";

    const string Zone = """
        example.com MX 10 mx.example.com.
        mx.example.com A 192.0.2.10
        10.2.0.192.in-addr.arpa PTR mx.example.com.
        example.com TXT "v=spf1 ip4:192.0.2.10 -all"
        s1._domainkey.example.com TXT "$RECORD"
        _dmarc.example.com TXT "v=DMARC1; p=reject"
        dest.test MX 5 in.dest.test.
        2.0.0.127.list.test A 127.0.0.2
        """;

    static readonly RelayScript Willing = new() { Keywords = ["STARTTLS", "AUTH PLAIN", "8BITMIME"] };

    [Test]
    public async Task A_set_up_in_which_all_is_right_ends_with_0()
    {
        using var folder = new TemporaryFolder();
        await using var relay = CapturingRelay.Start(Willing);
        var (code, lines) = await Examine(folder, relay, Zone, new JsonObject());
        Assert.That(code, Is.Zero, string.Join('\n', lines));
        Assert.That(lines.Where(line => line.StartsWith("ERROR", StringComparison.Ordinal) || line.StartsWith("warning", StringComparison.Ordinal)), Is.Empty);
        Assert.That(lines, Has.Some.Match("^good +mx +example.com: its MX is mx.example.com \\(10\\)$")
            .And.Some.Match("^good +relay-tls +the connection is encrypted$").And.Some.Match("^good +relay-login +it takes the login$")
            .And.Some.Match("^good +relay-sender +it takes f@example.com as the sender, and me@dest.test as the recipient$")
            .And.Some.Match("^good +dkim +s1._domainkey.example.com publishes the key$").And.Some.Match("^good +spf +example.com: it covers 192.0.2.10$")
            .And.Some.Match("^good +block-list +list.test: ").And.Some.Match("^good +spool .*says that it flushes$").And.Some.Match("^good +listening .* is free; the daemon does not run now$"));
        Assert.That(relay.Heard.Select(line => line.Split(' ')[0]).Where(verb => verb is not "EHLO" and not "STARTTLS" and not "AUTH"), Is.EqualTo(new[] { "MAIL", "RCPT", "RSET", "QUIT" }), "it ends before DATA");
        Assert.That(relay.Mails, Is.Empty);
        Assert.That(string.Join('\n', lines), Does.Not.Contain(Password));
    }

    [Test]
    public async Task Each_thing_that_is_wrong_is_named_with_its_cure()
    {
        using var folder = new TemporaryFolder();
        await using var relay = CapturingRelay.Start(Willing with { Replies = new Dictionary<string, string> { ["AUTH"] = $"535 5.7.8 no {Password}" } });
        File.WriteAllText(Path.Combine(folder.Path, "file"), "");
        var zone = Zone.Replace("MX 10 mx.example.com.", "MX 10 old.test.\nold.test A 203.0.113.1", StringComparison.Ordinal).Replace("10.2.0.192.in-addr.arpa PTR mx.example.com.", "", StringComparison.Ordinal)
            .Replace("ip4:192.0.2.10", "ip4:192.0.2.99", StringComparison.Ordinal).Replace("$RECORD", "v=DKIM1; k=ed25519; p=AAAA", StringComparison.Ordinal)
            .Replace("v=DMARC1; p=reject", "nothing", StringComparison.Ordinal).Replace("list.test A 127.0.0.2", "list.test A 127.255.255.254", StringComparison.Ordinal);
        var (code, lines) = await Examine(
            folder, relay, zone, new JsonObject { ["Spool"] = new JsonObject { ["Directory"] = $"{folder.Path}/file/spool" } }, host: "other.test", until: DateTimeOffset.UtcNow.AddDays(-1));
        Assert.That(code, Is.EqualTo(1), string.Join('\n', lines));
        Assert.That(lines, Has.Some.Match("^ERROR +mx +example.com: .*old.test.* -> publish example.com. MX 10 mx.example.com.")
            .And.Some.Match("^warning +ptr .*-> ask the provider").And.Some.Match("^ERROR +spf .*it forbids this host to send: 192.0.2.10 fail -> publish example.com. TXT \"v=spf1 ip4:192.0.2.10 -all\"")
            .And.Some.Match("^ERROR +dkim .*publishes another key.* -> publish s1._domainkey").And.Some.Match("^warning +dmarc .*-> publish _dmarc.example.com.")
            .And.Some.Match("^warning +block-list +list.test: it refuses to answer us \\(127.255.255.254\\).*-> run a resolver")
            .And.Some.Match("^ERROR +certificate +it expired at .*-> renew it").And.Some.Match("^ERROR +certificate-name +it is not for mx.example.com but for other.test.*-> set MailDaemon.Hostname")
            .And.Some.Match("^ERROR +relay-login .*the relay refused the login: 535 5.7.8 no \\*\\*\\* -> see MailClient.AuthUsername").And.Some.Match("^unknown +relay-sender +it was not tried: an earlier step failed -> see the line of relay-login$")
            .And.Some.Match("^ERROR +spool .*it cannot be written: .*-> make it for the user of the daemon"));
        Assert.That(string.Join('\n', lines), Does.Not.Contain(Password));
    }

    [TestCase("relay-tls", "the relay offers no TLS, which MailClient.TLS requires")]
    [TestCase("relay-sender", "it does not take the sender f@example.com: 553 5.7.1 not your address")]
    [TestCase("relay-address", "the relay's name absent.test has no address")]
    public async Task What_the_relay_does_not_bear_is_an_error_of_that_step_in_JSON_too(string check, string words)
    {
        using var folder = new TemporaryFolder();
        await using var relay = CapturingRelay.Start(check == "relay-tls"
            ? new RelayScript { Keywords = ["AUTH PLAIN"] }
            : Willing with { Replies = new Dictionary<string, string> { ["MAIL"] = "553 5.7.1 not your address" } });
        var own = check == "relay-address" ? """{"MailClient": {"MTAHost": "absent.test"}}""" : """{"MailClient": {"TLS": "required"}}""";
        var (code, lines) = await Examine(folder, relay, Zone, JsonNode.Parse(own)!.AsObject(), arguments: "--json");
        using var told = JsonDocument.Parse(string.Join('\n', lines));
        var errors = told.RootElement.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("mark").GetString() == "error").ToArray();
        Assert.That(code, Is.EqualTo(1));
        Assert.That(told.RootElement.GetProperty("errors").GetInt32(), Is.EqualTo(1));
        Assert.That(errors.Single().GetProperty("check").GetString(), Is.EqualTo(check));
        Assert.That(errors.Single().GetProperty("what").GetString(), Does.StartWith(words));
        Assert.That(errors.Single().GetProperty("cure").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task Each_part_that_is_set_up_has_its_line()
    {
        using var folder = new TemporaryFolder();
        await using var relay = CapturingRelay.Start(Willing);
        await using var imap = new ImapStub((_, _) => null);
        await using var taken = StubWeb.Serve(_ => StubWeb.Answer(200, "another program"));
        await using var services = StubWeb.Serve(request => request.Line.Split('?')[0] switch
        {
            "GET /wolfram/v2/validatequery" => StubWeb.Answer(200, "<validatequeryresult success='false' error='true'><error><msg>Invalid appid</msg></error></validatequeryresult>"),
            "GET /twilio/2010-04-01/Accounts/AC17/IncomingPhoneNumbers.json" => StubWeb.Answer(200, """{"incoming_phone_numbers": [{}]}"""),
            "GET /twilio/2010-04-01/Accounts/AC17.json HTTP/1.1" => StubWeb.Answer(200, """{"status": "active"}"""),
            _ => StubWeb.Answer(404, "{}"),
        });
        await using var collector = await MetricsCollector.Start();
        var (code, lines) = await Examine(folder, relay, Zone, JsonNode.Parse($$$"""
            {
              "MailDaemon": {"Status": {"Port": {{{new Uri(taken.Url).Port}}}, "Otlp": {"Endpoint": "{{{collector.Address}}}"} } },
              "MailFilters": {"PINAndShortcuts": {"Passwords": ["verysecret"]} },
              "Spool": {"PostgreSql": "Host=127.0.0.1;Port=1;Database=mail;Username=laitos", "PostgreSqlPasswordFile": "password"},
              "Features": {
                "WolframAlpha": {"AppIDFile": "password", "BaseURL": "{{{services.Url}}}/wolfram"},
                "Twilio": {"AccountSID": "AC17", "AuthTokenFile": "password", "PhoneNumber": "+15550001111", "BaseURL": "{{{services.Url}}}/twilio"},
                "IMAPAccounts": {"Accounts": {
                "me": {"Host": "localhost", "Port": {{{imap.Account.Port}}}, "AuthUsername": "me", "AuthPasswordFile": "password"},
                "you": {"Host": "127.0.0.1", "Port": 1, "AuthUsername": "you", "AuthPasswordFile": "absent"} } } }
            }
            """)!.AsObject());
        Assert.That(lines, Has.Some.Match("^good +imap +me: it takes the login, and holds 1 mails$").And.Some.Match("^ERROR +imap +you: it cannot be looked into: .*absent.* -> mend Host, ")
            .And.Some.Match("^ERROR +status +127.0.0.1:\\d+ is in use by a program that answers something else -> stop it")
            .And.Some.Match("^ERROR +database +postgresql://127.0.0.1:1/mail .*: it cannot be reached: .* -> start the database server").And.Some.Match("^ERROR +secrecy +.*absent: it cannot be read: ")
            .And.Some.Match("^ERROR +wolframalpha +it does not take the id: Invalid appid -> ").And.Some.Match("^good +twilio +AC17: it takes the account, which has \\+15550001111$").And.Some.Match("^good +otlp +http.*: it takes metrics$")
            .And.Some.Match("^unknown +relay-proven +the daemon has not handed a mail to it"), string.Join('\n', lines));
        Assert.That((code, string.Join('\n', lines)), Is.EqualTo((1, string.Join('\n', lines).Replace(Password, "", StringComparison.Ordinal))));
    }

    /// The database as it is before the daemon's first start, where this machine can run a server.
    [Test]
    public async Task A_database_that_serves_is_good_and_is_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        await using var relay = CapturingRelay.Start(Willing);
        var server = await PostgreSqlServer.Shared;
        var schema = $"doctor{Guid.NewGuid():N}";
        var (_, lines) = await Examine(folder, relay, Zone, new JsonObject { ["Spool"] = new JsonObject { ["PostgreSql"] = server.Connection(schema) } });
        Assert.That(lines, Has.Some.Match("^good +database +.*: it takes the login; the tables are made at the first start$").Or.Some.Match("^ERROR +database .*does not flush what it commits.* -> set fsync = on"), string.Join('\n', lines));
    }

    [Test]
    public async Task Beside_the_daemon_it_says_that_it_listens_and_that_it_has_handed_on_mail()
    {
        var port = RunningDaemon.FreePort();
        await using var scene = await DaemonScene.Start(settings: $$"""{"MailDaemon": {"TrustedProxies": [], "Delivery": "cut-through", "Status": {"Port": {{port}} } } }""");
        await using (var peer = await SmtpPeer.Connect(scene.Daemon.Port))
        {
            await DaemonScene.Say(peer, "EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\n", 4);
            await DaemonScene.Say(peer, "From: a@b.test\r\n\r\nHello.\r\n.\r\n", 1);
        }

        var (code, lines) = await Run(scene.Folder, Zone, Path.Combine(scene.Folder.Path, "config.json"));
        Assert.That(lines, Has.Some.Match($"^good +status +the daemon serves it at 127.0.0.1:{port}$").And.Some.Match("^good +relay-proven +the daemon has handed mail to it with these settings$"), string.Join('\n', lines));
        Assert.That(lines, Has.Some.Match($"^warning +listening +the daemon listens on 127.0.0.1:{scene.Daemon.Port}: only this machine can hand in mail there -> "), string.Join('\n', lines));
        Assert.That(code, Is.EqualTo(1), "its certificate is for a day, its forwarding for domains that are not in the zone");
    }

    /// The exit code and the lines, with a configuration of its own, a certificate, a key and the relay.
    static async Task<(int Code, IReadOnlyList<string> Lines)> Examine(
        TemporaryFolder folder, CapturingRelay relay, string zone, JsonObject own, string host = "mx.example.com", DateTimeOffset? until = null, params string[] arguments)
    {
        var key = KeyGeneration.New(KeyKind.Ed25519);
        TestCertificate.Write(folder.Path, host, until ?? DateTimeOffset.UtcNow.AddDays(60));
        File.WriteAllText(Path.Combine(folder.Path, "dkim.pem"), key.Pem.Reveal());
        File.WriteAllText(Path.Combine(folder.Path, "password"), Password + "\n");
        var file = Path.Combine(folder.Path, "config.json");
        var common = Path.Combine(folder.Path, "common.json");
        var patch = Path.Combine(folder.Path, "own.json");
        File.WriteAllText(common, """
            {
              "MailDaemon": {
                "Port": $PORT, "Hostname": "mx.example.com", "MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"], "TLSCertPath": "cert.pem", "TLSKeyPath": "key.pem",
                "BlockLists": [{"Zone": "list.test"}], "Limits": {"Connections": 100}
              },
              "MailClient": {
                "MailFrom": "f@example.com", "MTAHost": "localhost", "MTAPort": $RELAY, "AuthUsername": "me", "AuthPasswordFile": "password",
                "Signing": {"Domain": "example.com", "Selector": "s1", "KeyFile": "dkim.pem"}
              }
            }
            """);
        File.WriteAllText(patch, own.ToJsonString());
        File.WriteAllText(file, WrittenConfiguration.Compose([common, patch], new Dictionary<string, string> { ["PORT"] = $"{RunningDaemon.FreePort()}", ["RELAY"] = $"{relay.Port}" }));
        foreach (var secret in (string[])["dkim.pem", "password", "key.pem"])
        {
            File.SetUnixFileMode(Path.Combine(folder.Path, secret), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return await Run(folder, zone.Replace("$RECORD", key.RecordText, StringComparison.Ordinal), file, arguments);
    }

    static async Task<(int Code, IReadOnlyList<string> Lines)> Run(TemporaryFolder folder, string zone, string configuration, params string[] arguments)
    {
        var (records, trusted) = (Path.Combine(folder.Path, "zone"), Path.Combine(folder.Path, "trusted.pem"));
        File.WriteAllText(records, zone);
        File.WriteAllText(trusted, CapturingRelay.Certificate.ExportCertificatePem() + "\n" + File.ReadAllText(Path.Combine(folder.Path, "cert.pem")));
        await using var program = LaitosProcess.StartBehind(
            $"export SSL_CERT_FILE='{trusted}' SSL_CERT_DIR=/nonexistent", ["doctor", "-config", configuration, "--zone", records, .. arguments]);
        var code = await program.Ended();
        Assert.That(program.Errors, Is.Empty);
        return (code, program.Lines);
    }
}
