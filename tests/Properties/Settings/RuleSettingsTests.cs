using System.Text.Json;
using Laitos.Domain.Rules;
using Laitos.Domain.Settings;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Settings;

/// <summary>The key <c>MailDaemon.Rules</c>.</summary>
public class RuleSettingsTests
{
    [Test]
    public void Rules_are_read_in_their_order()
    {
        var rules = Parse("""
            [
              {"To": "shop-*@example.com", "ForwardTo": ["me@dest.test", "me@dest.test"], "Detail": "keep", "Expires": "2026-12-31"},
              {"To": ["old@example.com", "older@example.com"], "From": ["<>", "*@shop.test"], "Refuse": "550 5.1.1 gone"},
              {"Domain": "blog.example.com", "ForwardTo": "you@dest.test"},
              {"To": "leak@*", "Refuse": true},
              {"To": "news@example.com", "Drop": true},
              {"ForwardTo": "default"}
            ]
            """).Match(Succ: settings => settings.MailDaemon.Rules, Fail: problems => throw new AssertionException(string.Join("; ", problems)));
        Assert.That(rules.Map(rule => $"{string.Join(",", rule.To)} | {string.Join(",", rule.From)} | {rule.Until.Map(RuleExpiry.Format).IfNone("")} | {Shown(rule.Action)}"), Is.EqualTo(new[]
        {
            "shop-*@example.com |  | 2026-12-31 | me@dest.test keep", "old@example.com,older@example.com | <>,*@shop.test |  | 550 5.1.1 gone", "*@blog.example.com |  |  | you@dest.test cut",
            "leak@* |  |  | 550 5.1.1 No such address here", "news@example.com |  |  | drop", " |  |  | default cut",
        }));
    }

    /// Notices to strangers name none of them.
    [Test]
    public void Mailboxes_that_only_rules_name_are_private_too()
    {
        var settings = Parse("""[{"To": "a@example.com", "ForwardTo": ["hidden@dest.test"]}, {"To": "b@example.com", "Drop": true}, {"ForwardTo": "default"}]""")
            .Match(Succ: read => read, Fail: problems => throw new AssertionException(string.Join("; ", problems)));
        Assert.That(SettingsPolicies.Notices(settings).Private, Is.EquivalentTo(settings.MailDaemon.ForwardTo.Append(JourneyMails.Box("hidden@dest.test"))));
    }

    [TestCase("""{"To": "a@example.com", "ForwardTo": ["me@dest.test"], "Refuse": true}""", "MailDaemon.Rules[0]: found ForwardTo and Refuse, expected one of ForwardTo, Refuse and Drop")]
    [TestCase("""{"To": "a@example.com"}""", "MailDaemon.Rules[0]: found no action, expected one of ForwardTo, Refuse and Drop")]
    [TestCase("""{"To": "a@example.com", "Drop": false}""", "MailDaemon.Rules[0]: found no action")]
    [TestCase("""{"To": "a@example.com", "Domain": "example.com", "Drop": true}""", "MailDaemon.Rules[0]: found To and Domain")]
    [TestCase("""{"To": "a@example.com", "Detail": "keep", "Drop": true}""", "MailDaemon.Rules[0].Detail: found a key without effect")]
    [TestCase("""{"To": "a@example.com", "ForwardTo": ["b@blog.example.com"]}""", "MailDaemon.Rules[0].ForwardTo: found \"b@blog.example.com\", expected an address outside MailDaemon.MyDomains")]
    [TestCase("""{"To": "a@elsewhere.test", "Drop": true}""", "MailDaemon.Rules[0].To: found \"a@elsewhere.test\", expected an address at one of MailDaemon.MyDomains")]
    [TestCase("""{"Domain": "elsewhere.test", "Drop": true}""", "MailDaemon.Rules[0].To: found \"*@elsewhere.test\"")]
    [TestCase("""{"To": "Postmaster@example.com", "Refuse": true}""", "MailDaemon.Rules[0].To: found \"postmaster@example.com\", expected another address")]
    [TestCase("""{"To": "a", "Drop": true}""", "MailDaemon.Rules[0].To: found \"a\", expected an address such as")]
    [TestCase("""{"To": ["a@example.com", 1], "Drop": true}""", "MailDaemon.Rules[0].To[1]: found 1")]
    [TestCase("""{"From": "shop.test", "Drop": true}""", "MailDaemon.Rules[0].From: found \"shop.test\"")]
    [TestCase("""{"Refuse": "no"}""", "MailDaemon.Rules[0].Refuse: found \"no\", expected a reply such as")]
    [TestCase("""{"Refuse": "421 4.3.2 closing"}""", "MailDaemon.Rules[0].Refuse: found")]
    [TestCase("""{"Refuse": true, "Expires": "soon"}""", "MailDaemon.Rules[0].Expires: found \"soon\"")]
    [TestCase("""{"Refuse": true, "Exprires": "2026-12-31"}""", "MailDaemon.Rules[0].Exprires: found an unknown key, expected one that exists; did you mean Expires?")]
    [TestCase("""{"ForwardTo": "defualt"}""", "MailDaemon.Rules[0].ForwardTo: found \"defualt\"")]
    public void A_mistake_is_named(string rule, string problem) =>
        Assert.That(Parse($"[{rule}]").Match(Succ: _ => "none", Fail: problems => string.Join("; ", problems)), Does.Contain(problem));

    [TestCase("""{"To": "*@example.com", "Drop": true}, {"To": "a@example.com", "ForwardTo": "default"}""", "MailDaemon.Rules[1]: it never decides anything, because all that it matches is decided by Rules[0]")]
    [TestCase("""{"To": "a@example.com", "Drop": true}, {"To": "b@example.com", "Drop": true}, {"To": ["b+x@example.com", "A@example.com"], "ForwardTo": "default"}""", "MailDaemon.Rules[2]: it never decides anything, because all that it matches is decided by Rules[0] and Rules[1]")]
    [TestCase("""{"Domain": "example.com", "Refuse": true}, {"Domain": "example.com", "ForwardTo": "default"}""", "MailDaemon.Rules[1]: only mail for postmaster comes to it")]
    [TestCase("""{"Domain": "example.com", "Refuse": true}, {"To": "postmaster@example.com", "ForwardTo": "default"}""", "")]
    [TestCase("""{"Domain": "example.com", "Refuse": true, "Expires": "2026-12-31"}, {"Domain": "example.com", "ForwardTo": "default"}""", "")]
    [TestCase("""{"Domain": "example.com", "From": "*@shop.test", "ForwardTo": "default"}, {"Domain": "example.com", "Drop": true}""", "")]
    [TestCase("""{"Domain": "example.com", "From": "*@*", "ForwardTo": "default"}, {"To": "a@example.com", "From": "*@shop.test", "Drop": true}""", "MailDaemon.Rules[1]: it never")]
    public void A_rule_that_never_decides_is_told(string rules, string notice)
    {
        using var document = JsonDocument.Parse(Configuration($"[{rules}]"));
        var told = string.Join("; ", SettingsParser.Parse(document.RootElement).Match(Succ: parsed => parsed.Notices, Fail: problems => throw new AssertionException(string.Join("; ", problems))));
        Assert.That(told, notice.Length == 0 ? Is.EqualTo("") : Does.Contain(notice));
    }

    [Test]
    public void Without_rules_no_recipient_is_asked_about()
    {
        var (without, with) = (Whole("[]"), Whole("""[{"ForwardTo": "default"}]"""));
        Assert.That(SettingsPolicies.Session(without).ChecksRecipients, Is.False);
        Assert.That(SettingsPolicies.Recipients(without).Decides, Is.False);
        Assert.That(SettingsPolicies.Session(with).ChecksRecipients);
        Assert.That(SettingsPolicies.Recipients(with).Rules.Exists(rules => rules.Default == with.MailDaemon.ForwardTo));
    }

    static string Shown(RuleAction action) => action switch
    {
        RuleAction.Forward(var destinations, var detail) => $"{string.Join(",", destinations)} {detail.ToString().ToLowerInvariant()}",
        RuleAction.ForwardToDefault(var detail) => $"default {detail.ToString().ToLowerInvariant()}",
        RuleAction.Refuse(var reply) => reply.ToString(),
        _ => "drop",
    };

    static LaitosSettings Whole(string rules) => Parse(rules).Match(Succ: settings => settings, Fail: problems => throw new AssertionException(string.Join("; ", problems)));

    static Validation<SettingProblem, LaitosSettings> Parse(string rules)
    {
        using var document = JsonDocument.Parse(Configuration(rules));
        return SettingsParser.Parse(document.RootElement).Map(parsed => parsed.Settings);
    }

    static string Configuration(string rules) => $$"""
        {
          "MailDaemon": {"MyDomains": ["example.com", "blog.example.com"], "ForwardTo": ["owner@dest.test"], "Rules": {{rules}}},
          "MailClient": {"MailFrom": "f@dest.test", "MTAHost": "relay.test"}
        }
        """;
}
