using System.Text.Json;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Settings;

namespace Laitos.Properties.Settings;

/// <summary>The keys about the envelope sender, by example.</summary>
public class BounceSettingsTests
{
    const string Key = "a key of the ring";

    [TestCase("\"EnvelopeSender\": \"token\"", "MailDaemon.BounceKeys: found nothing, expected a key of at least 16 characters", TestName = "Bounce addresses need a key")]
    [TestCase("\"EnvelopeSender\": \"srs\", \"BounceKeys\": []", "MailDaemon.BounceKeys: found nothing", TestName = "An empty key ring is none")]
    [TestCase("\"BounceKeys\": [\"a key of the ring\"], \"BounceKeyFile\": \"keys\"", "MailDaemon.BounceKeyFile: found a file beside keys", TestName = "Keys stand in one place")]
    [TestCase("\"BounceKeys\": [\"a key of the ring\", \"a key of the ring\"]", "MailDaemon.BounceKeys[1]: found a value that is not shown, expected each once", TestName = "A key counts once")]
    [TestCase("\"BounceKeys\": [\"fifteen letters\"]", "MailDaemon.BounceKeys[0]: found a value that is not shown, expected a key of at least 16", TestName = "A short key can be guessed")]
    [TestCase("\"BounceDomain\": \"elsewhere.test\"", "MailDaemon.BounceDomain: found \"elsewhere.test\", expected one of MailDaemon.MyDomains", TestName = "What comes back must come here")]
    [TestCase("\"EnvelopeSender\": \"verp\"", "MailDaemon.EnvelopeSender: found \"verp\", expected \"mail-from\", \"token\" or \"srs\"", TestName = "Another word")]
    public void A_mistake(string members, string problem) =>
        Assert.That(Parse(members).Match(Succ: _ => throw new AssertionException("no problem"), Fail: problems => problems.Single().ToString()), Does.StartWith(problem));

    [TestCase("[\"example.com\", \"own.example\"]", "f@own.example", "own.example", TestName = "The domain of the one address, if it is ours")]
    [TestCase("[\"example.com\", \"own.example\"]", "f@relay.example", "example.com", TestName = "Else the first of ours")]
    public void The_domain_of_bounce_addresses(string domains, string mailFrom, string expected) =>
        Assert.That(Settings("", domains, mailFrom).MailDaemon.Bounces.Domain.Value, Is.EqualTo(expected));

    [Test]
    public void Nothing_is_made_and_nothing_recognised_by_default()
    {
        var settings = Settings("");
        Assert.That(settings.MailDaemon.Bounces.Style, Is.EqualTo(EnvelopeSenderStyle.MailFrom));
        Assert.That(SettingsPolicies.Bounces(settings).IsNone);
    }

    [TestCase("\"EnvelopeSender\": \"token\", \"BounceLifetime\": \"2d\"", "MailDaemon.BounceLifetime: 2d may be over before a mail is given up", TestName = "A lifetime shorter than the queue")]
    [TestCase("\"BounceTo\": \"sender\"", "MailDaemon.BounceTo: \"sender\" is for bounce addresses", TestName = "A recipient of what never comes")]
    public void A_notice(string members, string notice) =>
        Assert.That(Parse(members + ", \"BounceKeys\": [\"a key of the ring\"]").Match(Succ: parsed => parsed.Notices.Single().Text, Fail: problems => throw new AssertionException(problems.ToString())), Does.StartWith(notice));

    [TestCase("gmail", null, true)]
    [TestCase("amazon-ses", "true", false)]
    [TestCase("postfix", null, false)]
    [TestCase("postfix", "false", true)]
    public void A_relay_that_takes_one_sender_gets_that_and_the_owner_is_told(string profile, string? foreign, bool isTold)
    {
        var client = $", \"Profile\": \"{profile}\"{(foreign is null ? "" : $", \"ForeignSender\": {foreign}")}";
        var (settings, notices) = Parse("\"EnvelopeSender\": \"token\", \"BounceKeys\": [\"a key of the ring\"]", client: client).Match(Succ: parsed => parsed, Fail: problems => throw new AssertionException(problems.ToString()));
        Assert.That(SettingsPolicies.Bounces(settings).Map(policy => policy.Style), Is.EqualTo(Prelude.Some(isTold ? EnvelopeSenderStyle.MailFrom : EnvelopeSenderStyle.Token)));
        Assert.That(notices.Exists(notice => notice.Text.StartsWith("MailDaemon.EnvelopeSender: every mail is sent from MailClient.MailFrom", StringComparison.Ordinal)), Is.EqualTo(isTold));
    }

    [TestCase("a key of the ring\n", 1)]
    [TestCase("# made in 2026\r\n\r\na key of the ring\r\nanother key of the ring", 2)]
    public void A_key_file(string text, int keys)
    {
        var ring = BounceKeyFile.Parse(text).Match(Succ: found => found, Fail: problems => throw new AssertionException(problems.ToString()));
        Assert.That(ring.Count, Is.EqualTo(keys));
        Assert.That(ring.Head.Reveal(), Is.EqualTo(Key));
    }

    [TestCase("", "a file without a key")]
    [TestCase("# nothing\n", "a file without a key")]
    [TestCase("a key of the ring\nshort-secret", "line 2 of the file, which is not shown")]
    [TestCase("a key of the ring \n", "line 1 of the file, which is not shown")]
    public void A_key_file_that_is_none(string text, string found)
    {
        var problems = BounceKeyFile.Parse(text).FailToSeq().ToString();
        Assert.That(problems, Does.Contain($"MailDaemon.BounceKeyFile: found {found}").And.Not.Contain("short").And.Not.Contain("of the ring"));
    }

    [Test]
    public void A_key_from_the_environment_is_measured_when_it_is_known()
    {
        var settings = Settings("\"EnvelopeSender\": \"token\", \"BounceKeys\": [\"${K}\"]");
        Assert.That(EnvironmentReferences.Resolve(settings, Prelude.HashMap(("K", Key))).Match(Succ: found => found.MailDaemon.Bounces.Keys.Single().Reveal(), Fail: _ => ""), Is.EqualTo(Key));
        var problems = EnvironmentReferences.Resolve(settings, Prelude.HashMap(("K", "hunter2"))).FailToSeq().ToString();
        Assert.That(problems, Does.Contain("MailDaemon.BounceKeys[0]: found a variable whose value is too short").And.Not.Contain("hunter2"));
    }

    [Test]
    public void The_log_hides_the_keys()
    {
        var settings = Settings("\"BounceKeys\": [\"a key of the ring\"]");
        settings = settings with { MailDaemon = settings.MailDaemon with { Bounces = settings.MailDaemon.Bounces with { FileKeys = Seqs.Of(new Secret("a key of the file")) } } };
        Assert.That(SettingsPolicies.Secrets(settings).Apply("a key of the ring, a key of the file"), Is.EqualTo("***, ***"));
        Assert.That(SettingsPolicies.Bounces(settings).Map(policy => policy.Keys.Count), Is.EqualTo(Prelude.Some(2)));
    }

    static LaitosSettings Settings(string members, string domains = "[\"example.com\"]", string mailFrom = "f@relay.example") =>
        Parse(members, domains, mailFrom).Match(Succ: parsed => parsed.Settings, Fail: problems => throw new AssertionException(problems.ToString()));

    static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(string members, string domains = "[\"example.com\"]", string mailFrom = "f@relay.example", string client = "")
    {
        using var document = JsonDocument.Parse(
            $$"""
            {
              "MailDaemon": {"MyDomains": {{domains}}, "ForwardTo": ["me@dest.test"]{{(members.Length > 0 ? ", " : "")}}{{members}} },
              "MailClient": {"MailFrom": "{{mailFrom}}", "MTAHost": "relay.test"{{client}} }
            }
            """);
        return SettingsParser.Parse(document.RootElement);
    }
}
