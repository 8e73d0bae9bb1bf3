using System.Text.Json;
using Laitos.Domain.Settings;

namespace Laitos.Properties.Settings;

/// <summary>Accounts at services of others, in the section Features.</summary>
public class AccountSettingsTests
{
    [TestCase("""{"WolframAlpha": {"AppID": "x", "AppIDFile": "y"}}""", "WolframAlpha.AppID")]
    [TestCase("""{"WolframAlpha": {"AppID": ""}, "Twilio": {"AccountSID": "", "AuthToken": "", "PhoneNumber": "", "BaseURL": "http://127.0.0.1:8080/x/"}}""")]
    [TestCase("""{"Twilio": {"PhoneNumber": "+4930123456"}}""", "Twilio.AccountSID", "Twilio.AuthToken")]
    [TestCase("""{"Twilio": {"AccountSID": "a/b", "AuthToken": "x", "PhoneNumber": "030 123456"}}""", "Twilio.AccountSID", "Twilio.PhoneNumber")]
    [TestCase("""{"Twilio": {"AccountSID": "AC1", "AuthToken": "x", "AuthTokenFile": "y", "PhoneNumber": "+4930123456"}}""", "Twilio.AuthToken")]
    [TestCase("""{"WolframAlpha": {"BaseURL": "http://api.example"}, "Twilio": {"BaseURL": "https://me:x@api.example"}}""", "WolframAlpha.BaseURL", "Twilio.BaseURL")]
    [TestCase("""{"WolframAlpha": {"BaseURL": "https://api.example/?a=b"}, "Twilio": {"BaseURL": "https://api.example/#a"}}""", "WolframAlpha.BaseURL", "Twilio.BaseURL")]
    [TestCase("""{"WolframAlpha": {"BaseURL": "file:///etc/passwd"}, "Twilio": {"AuthTokn": "x"}}""", "WolframAlpha.BaseURL", "Twilio.AuthTokn")]
    [TestCase("""{"IMAPAccounts": {"Accounts": {"me": {"Host": "imap.example", "AuthPassword": "x", "AuthPasswordFile": "y"}, "you": {"Host": "a b", "AuthUsername": "x"}}}}""",
        "IMAPAccounts.Accounts.me.AuthUsername", "IMAPAccounts.Accounts.you.Host")]
    [TestCase("""{"IMAPAccounts": {"Accounts": {"me": {"Host": "192.0.2.1", "Port": 65536, "AuthUsername": "x", "AuthPassword": "y", "MailboxNam": "z"}, "you": {"Host": "imap.example", "AuthUsername": "x"}}}}""",
        "IMAPAccounts.Accounts.me.MailboxNam", "IMAPAccounts.Accounts.me.Port", "IMAPAccounts.Accounts.you.AuthPassword")]
    [TestCase("""{"IMAPAccounts": {"Accounts": {"me": {"Host": "imap.example", "AuthUsername": "x", "AuthTokenCommand": ["/bin/token", "me"]}, "you": {"Host": "imap.example", "AuthUsername": "x", "AuthTokenFile": "y"}}}}""")]
    [TestCase("""{"IMAPAccounts": {"Accounts": {"me": {"Host": "imap.example", "AuthUsername": "x", "AuthTokenCommand": ["/bin/token"], "AuthTokenFile": "y"}, "you": {"Host": "imap.example", "AuthUsername": "x", "AuthPassword": "x", "AuthTokenFile": "y"}}}}""",
        "IMAPAccounts.Accounts.me.AuthPassword", "IMAPAccounts.Accounts.you.AuthPassword")]
    [TestCase("""{"SendMail": {"SOSPersonalInf": "x"}, "Joke": {"Source": []}}""", "SendMail.SOSPersonalInf", "Joke.Source")]
    public void An_account_is_whole_or_refused(string features, params string[] paths) =>
        Assert.That(Parse(features).Match<string[]>(Succ: _ => [], Fail: problems => problems.Map(problem => problem.Path).ToArray()), Is.EqualTo(paths.Select(path => "Features." + path)));

    [Test]
    public void Whoever_skips_the_certificate_is_told_what_it_means() =>
        Assert.That(
            Parse("""{"IMAPAccounts": {"Accounts": {"me": {"Host": "imap.example", "AuthUsername": "x", "AuthPasswordFile": "y", "InsecureSkipVerify": true}}}}""")
                .Match(Succ: parsed => parsed.Notices.Map(notice => notice.Text), Fail: _ => default),
            Is.EqualTo(new[] { "Features.IMAPAccounts.Accounts.me.InsecureSkipVerify: the password goes to whoever answers in the place of this server" }));

    static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(string features)
    {
        using var document = JsonDocument.Parse($$"""
            {
              "MailDaemon": {"MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"]},
              "MailClient": {"MailFrom": "f@dest.test", "MTAHost": "relay.test"},
              "Features": {{features}}
            }
            """);
        return SettingsParser.Parse(document.RootElement);
    }
}
