using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Architecture;
using Laitos.Properties.Support;

namespace Laitos.Properties.Settings;

public class SettingsParserTests
{
    /// <summary>Recorded configurations that laitos takes and this daemon refuses, and the other way round, each with its reason.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        ["negative port and limit"] = "a negative port or limit is a mistake; laitos takes its defaults in silence",
        ["empty domain string"] = "an empty domain would make every recipient foreign",
        ["cert missing file"] = "files are opened by the shell, after the settings have been read",
    };

    [Test]
    public void Recorded_configurations_are_taken_and_refused_as_by_laitos()
    {
        foreach (var line in Suites.Lines("vectors/unit-smtpd-head.jsonl").Where(line => line.GetProperty("fn").GetString() == "Daemon.Initialise"))
        {
            var input = line.GetProperty("in");
            var note = input.GetProperty("note").GetString()!;
            var taken = line.GetProperty("out").GetProperty("error").ValueKind == JsonValueKind.Null;
            var parsed = Parse($$"""{"MailDaemon": {{input.GetProperty("daemon").GetRawText()}}, "MailClient": {{input.GetProperty("mail_client").GetRawText()}}}""");
            Assert.That(parsed.IsSuccess == taken, Is.Not.EqualTo(Differences.ContainsKey(note)), $"{note}: {parsed}");
        }
    }

    [Test]
    public void The_shipped_configuration_is_good() =>
        Assert.That(Parse(File.ReadAllText(Path.Combine(Sources.Root, "config.json"))).IsSuccess);

    [TestCase("EXAMPLE.com")]
    [TestCase("example.com.")]
    [TestCase("Blog.Example.Com")]
    public void A_forward_address_of_ours_would_loop(string domain) =>
        Assert.That(Problems(With("MailDaemon", "ForwardTo", $"[\"x@dest.test\", \"\\\"m e\\\"@{domain}\"]")), Is.EqualTo(new[] { "MailDaemon.ForwardTo[1]" }));

    [TestCase("0.0.0.0", "127.0.0.1", false)]
    [TestCase("0.0.0.0", "127.1.2.3", false)]
    [TestCase("0.0.0.0", "localhost", false)]
    [TestCase("0.0.0.0", "LocalHost.", false)]
    [TestCase("0.0.0.0", "::1", false)]
    [TestCase("0.0.0.0", "0.0.0.0", false)]
    [TestCase("::", "127.0.0.1", false)]
    [TestCase("127.0.0.1", "::ffff:127.0.0.1", false)]
    [TestCase("192.0.2.1", "192.0.2.1", false)]
    [TestCase("192.0.2.1", "EXAMPLE.com", false)]
    [TestCase("192.0.2.1", "127.0.0.1", true)]
    [TestCase("0.0.0.0", "relay.test", true)]
    [TestCase("0.0.0.0", "192.0.2.1", true)]
    public void A_relay_that_is_this_daemon_is_refused(string address, string relay, bool good)
    {
        var configuration = With("MailDaemon", "Address", $"\"{address}\"");
        configuration["MailClient"]!["MTAHost"] = relay;
        Assert.That(Problems(configuration), good ? Is.Empty : Is.EqualTo(new[] { "MailClient.MTAHost" }));
        configuration["MailClient"]!["MTAPort"] = 2600;
        Assert.That(Problems(configuration), Is.Empty, "on another port it is another program");
    }

    [TestCase("PickupDirectory", "\"inbox\"", "MailClient.PickupDirectory")]
    [TestCase("MTAHost", "\"\"", "MailClient.MTAHost")]
    [TestCase("AuthUsername", "\"me\"", "MailClient.AuthPassword")]
    [TestCase("AuthPassword", "\"x\"", "MailClient.AuthUsername")]
    public void Keys_of_the_relay_belong_together(string key, string json, string path) =>
        Assert.That(Problems(With("MailClient", key, json)), Is.EqualTo(new[] { path }));

    [Test]
    public void Sections_of_other_daemons_are_one_notice() =>
        Assert.That(
            Parse("""{"DNSDaemon": {}, "HTTPHandlers": 7, "MailDaemon": {"MyDomains": ["a.test"], "ForwardTo": ["b@c.test"]}, "MailClient": {"MailFrom": "b@c.test", "MTAHost": "r.test"}}""")
                .Match(Succ: parsed => parsed.Notices.Map(notice => notice.Text).ToArray(), Fail: _ => []),
            Is.EqualTo(new[] { "DNSDaemon, HTTPHandlers: sections of other daemons, left alone" }));

    [Test]
    public void A_misspelt_section_is_suggested() =>
        Assert.That(Parse("""{"MailDeamon": {}, "MailClient": {"MailFrom": "b@c.test", "MTAHost": "r.test"}}""").FailToSeq().Map(problem => problem.ToString()),
            Has.Some.Contains("did you mean MailDaemon?"));

    [Test]
    public void Keys_that_differ_in_letter_case_are_the_same_key() =>
        Assert.That(Problems(With("MailDaemon", "forwardto", "[\"b@c.test\"]")), Is.EqualTo(new[] { "MailDaemon.ForwardTo" }));

    [Test]
    public void The_preset_decides_the_threshold_unless_it_is_given() =>
        Assert.That(
            new[] { With("MailDaemon", "BlockLists", "\"Modern\""), With("MailDaemon", "BlockLists", "\"none\"") }
                .Select(configuration => Parse(configuration.ToJsonString()).Match(Succ: parsed => parsed.Settings.MailDaemon.BlockThreshold, Fail: _ => 0)),
            Is.EqualTo(new[] { 3, 1 }));

    [Test]
    public void Without_the_keys_of_the_spool_mail_is_cut_through_and_waits_beside_the_configuration() =>
        Parse(Basic().ToJsonString()).Match(
            Succ: parsed =>
            {
                var (daemon, spool) = (parsed.Settings.MailDaemon, parsed.Settings.Spool);
                Assert.That((daemon.Delivery, daemon.DeliveryWait, daemon.Postmaster.ToString()), Is.EqualTo((DeliveryMode.CutThrough, TimeSpan.FromSeconds(25), "f@dest.test")));
                Assert.That((spool.Directory, spool.Retry.Expire, spool.Retry.DelayNoticeAfter), Is.EqualTo(("spool", TimeSpan.FromDays(3), TimeSpan.FromHours(4))));
                Assert.That(spool.Retry.Delays.Map(pause => pause.TotalMinutes), Is.EqualTo(new[] { 1, 5, 15, 30, 60 }));
            },
            Fail: problems => Assert.Fail(problems.ToString()));

    [TestCase("postmaster@example.com", "f@dest.test", false)]
    [TestCase("Postmaster@Blog.Example.Com.", "f@dest.test", false)]
    [TestCase("me@blog.example.com", "f@example.com", false)]
    [TestCase("f@example.com", "f@example.com", true)]
    [TestCase("", "f@example.com", true)]
    [TestCase("owner@dest.test", "f@example.com", true)]
    public void Notices_to_an_address_of_ours_would_loop_unless_our_mail_is_sent_from_it(string postmaster, string mailFrom, bool good)
    {
        var configuration = With("MailDaemon", "Postmaster", $"\"{postmaster}\"");
        configuration["MailClient"]!["MailFrom"] = mailFrom;
        Assert.That(Problems(configuration), good ? Is.Empty : Is.EqualTo(new[] { "MailDaemon.Postmaster" }));
    }

    [TestCase(1, true)]
    [TestCase(100, true)]
    [TestCase(0, false)]
    [TestCase(101, false)]
    public void A_schedule_has_one_to_a_hundred_pauses(int pauses, bool good)
    {
        var configuration = Basic();
        configuration["Spool"] = new JsonObject { ["Retry"] = new JsonArray([.. Enumerable.Repeat("1m", pauses).Select(pause => JsonValue.Create(pause))]) };
        Assert.That(Problems(configuration), good ? Is.Empty : Is.EqualTo(new[] { "Spool.Retry" }));
    }

    /// By the letter of the grammar 192.0.2.1 is a domain. Nobody's mail comes to one.
    [TestCase("MailDaemon", "MyDomains", "[\"192.0.2.1\"]", "MailDaemon.MyDomains[0]")]
    [TestCase("MailDaemon", "Hostname", "\"192.0.2.1\"", "MailDaemon.Hostname")]
    [TestCase("MailClient", "MailFrom", "\"f@192.0.2.1\"", "MailClient.MailFrom")]
    public void An_IP_address_is_no_domain(string section, string key, string json, string path) => Assert.That(Problems(With(section, key, json)), Is.EqualTo(new[] { path }));

    [TestCase("Spol")]
    [TestCase("Spools")]
    [TestCase("sppol")]
    public void A_misspelt_spool_is_suggested(string name)
    {
        var configuration = Basic();
        configuration[name] = new JsonObject();
        Assert.That(Parse(configuration.ToJsonString()).FailToSeq().Map(problem => problem.ToString()), Has.Some.Contains("did you mean Spool?"));
    }

    [Test]
    public void Each_limit_is_set_by_its_key() =>
        Parse(With("MailDaemon", "Limits", """
            {"CommandLine": 1001, "Recipients": 1002, "MessageSize": "1MiB", "HeaderSection": "100KiB", "Memory": "2MiB", "CommandsWithoutMail": 1003, "FaultyCommands": 1004,
             "IdleTime": "5s", "Connections": 1006, "ConnectionsPerClient": 1007, "ShutdownTime": "8s"}
            """).ToJsonString()).Match(
            Succ: parsed => Assert.That(parsed.Settings.MailDaemon.Limits, Is.EqualTo(new LimitSettings(
                new SessionLimits(
                    CommandLine: 1001, Recipients: 1002, CommandsWithoutMail: 1003, FaultyCommands: 1004, Idle: TimeSpan.FromSeconds(5), Connections: 1006, ConnectionsPerClient: 1007,
                    new ContentLimits(MaxSize: 1 << 20, MaxHeader: 100 << 10, Idle: TimeSpan.FromSeconds(5), Progress: TimeSpan.FromSeconds(5), SessionLimits.Default.Content.ProgressOctets)),
                Memory: 2 << 20, ShutdownTime: TimeSpan.FromSeconds(8)))),
            Fail: problems => Assert.Fail(problems.ToString()));

    [TestCase("1h", "1h", true)]
    [TestCase("2h", "1h", true)]
    [TestCase("59m", "1h", false)]
    [TestCase(null, "1h", true)]
    [TestCase("1h", null, false)]
    public void A_notice_of_delay_that_never_comes_is_told(string? notice, string? expire, bool told)
    {
        var configuration = Basic();
        configuration["Spool"] = new JsonObject { ["DelayNotice"] = notice, ["Expire"] = expire };
        Assert.That(
            Parse(configuration.ToJsonString()).Match(Succ: parsed => parsed.Notices, Fail: problems => throw new AssertionException(problems.ToString())).Map(said => said.Text[..17]),
            told ? Is.EqualTo(new[] { "Spool.DelayNotice" }) : Is.Empty);
    }

    [TestCase("spool", "spool", false)]
    [TestCase(null, "./spool/", false)]
    [TestCase("/var//mail/./x/../in", "/var/mail/in/", false)]
    [TestCase("/../in", "/in", false)]
    [TestCase("../in", "x/../../in", false)]
    [TestCase("in", "/in", true)]
    [TestCase("in", "../in", true)]
    [TestCase("in", "In", true)]
    [TestCase("in", "in/in", true)]
    [TestCase("in/../..", "..", false)]
    [TestCase("../..", "..", true)]
    [TestCase("../../in", "in", true)]
    public void Mail_that_waits_and_mail_that_has_arrived_lie_in_two_folders(string? spool, string pickup, bool good)
    {
        var configuration = Basic();
        configuration["Spool"] = new JsonObject { ["Directory"] = spool };
        configuration["MailClient"] = new JsonObject { ["MailFrom"] = "f@dest.test", ["PickupDirectory"] = pickup };
        Assert.That(Problems(configuration), good ? Is.Empty : Is.EqualTo(new[] { "MailClient.PickupDirectory" }));
    }

    static JsonObject With(string section, string key, string json)
    {
        var configuration = Basic();
        configuration[section]![key] = JsonNode.Parse(json);
        return configuration;
    }

    static JsonObject Basic() => JsonNode.Parse("""
        {
          "MailDaemon": {"MyDomains": ["example.com", "blog.example.com"], "ForwardTo": ["me@dest.test"]},
          "MailClient": {"MailFrom": "f@dest.test", "MTAHost": "relay.test"}
        }
        """)!.AsObject();

    static string[] Problems(JsonObject configuration) =>
        Parse(configuration.ToJsonString()).Match<string[]>(Succ: _ => [], Fail: problems => problems.Map(problem => problem.Path).ToArray());

    static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SettingsParser.Parse(document.RootElement);
    }
}
