using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Sasl;
using Laitos.Domain.Settings;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Settings;

/// <summary>The sections MailFilters and Features.</summary>
public class CommandSettingsTests
{
    [Test]
    public void A_recorded_configuration_of_laitos_loads_unchanged() =>
        Parse(File.ReadAllText(Suites.Path("vectors/config-A.json"))).Match(
            Succ: parsed =>
            {
                var (filters, features) = (parsed.Settings.MailFilters, parsed.Settings.Features);
                Assert.That(parsed.Notices, Is.Empty);
                Assert.That(filters.PinAndShortcuts.Passwords.Map(password => password.Reveal()), Is.EqualTo(new[] { "verysecret", "AnotherPin9!" }));
                Assert.That(filters.PinAndShortcuts.Shortcuts.Map(shortcut => $"{shortcut.Line.Reveal()}={shortcut.Command.Reveal()}"),
                    Is.EqualTo(new[] { "watsup=.s echo shortcut-output", "two words=.s echo tw", "badshort=.zzz nothing" }));
                Assert.That(filters.Sequences, Is.EqualTo(new[] { new Translation("#/", "|"), new Translation("alpha", "beta") }));
                Assert.That(filters.LintText, Is.EqualTo(LintRules.Default with { TrimSpaces = true, MaxLength = 200 }));
                Assert.That(filters.Recipients.Map(mailbox => mailbox.ToString()), Is.EqualTo(new[] { "notify@dest.test" }));
                Assert.That((filters.Senders.IsNone, filters.Forward), Is.EqualTo((true, CarrierTreatment.Masked)));
                Assert.That(features, Is.EqualTo(FeatureSettings.Default with { Shell = new ShellSettings(true, "/bin/bash") }));
            },
            Fail: problems => Assert.Fail(problems.ToString()));

    [Test]
    public void An_example_of_laitos_loads_unchanged() =>
        Parse(LaitosExample.Json).Match(
            Succ: parsed =>
            {
                var features = parsed.Settings.Features;
                Assert.That(parsed.Notices.Map(notice => notice.Text), Is.EqualTo(new[]
                {
                    "DNSDaemon, HTTPHandlers, HTTPFilters: sections of other daemons, left alone",
                    "Features.BrowserPhantomJS: features that this daemon does not have, left alone",
                }));
                Assert.That(parsed.Settings.MailFilters.IsOn);
                Assert.That(parsed.Settings.MailFilters.LintText, Is.EqualTo(new LintRules(true, false, true, true, 0, 1000)));
                Assert.That(features.OneTimeCodes, Is.EqualTo(Prelude.Some(new EncryptedFile("codes.bin", new Secret("ffeeddccbbaa99887766554433221100"), new Secret("ab")))));
                Assert.That(features.EncryptedFiles.Map(item => (item.Word, item.File.Path, item.File.KeyPrefix.Reveal())), Is.EqualTo(new[] { ("diary", "/data/diary.bin", "0123456789abcdef") }));
                Assert.That(features.TextFiles, Is.EqualTo(new[] { ("plants", "/data/plants.txt") }));
                Assert.That(features.SosPersonalInfo, Is.EqualTo(Prelude.Some("Jo, by the pond")));
                Assert.That((features.Twilio.AccountSid, features.Twilio.AuthToken, features.Twilio.PhoneNumber), Is.EqualTo((Prelude.Some("AC0123456789abcdef"), Prelude.Some(new Secret("frogs croak")), Prelude.Some("+4930123456"))));
                Assert.That(SettingsPolicies.Apps(parsed.Settings).Mailboxes, Is.EqualTo(Seqs.Of(("me", new ImapAccount("imap.example.org", 993, "gardener", new LoginProof.Password(new Secret("rake and hoe")), "INBOX", true)))));
                Assert.That(features.WolframAlpha.AppId, Is.EqualTo(Prelude.Some(new Secret("POND-0123456789"))));
                Assert.That(features.Jokes, Is.EqualTo(FeatureSettings.Default.Jokes));
                Assert.That(features.News.Map(source => source.Address.Host), Is.EqualTo(new[] { "news.example", "news.example" }));
            },
            Fail: problems => Assert.Fail(problems.ToString()));

    /// laitos also demands LintText; here it has a default, and commands without a password are off.
    [TestCase("pin 6", "abcdef", 4096)]
    [TestCase("pin 7", "abcdefg", 4096)]
    [TestCase("max 34", "verysecret", 34)]
    [TestCase("max 35", "verysecret", 35)]
    [TestCase("max 4096", "verysecret", 4096)]
    [TestCase("max 4097", "verysecret", 4097)]
    public void Bounds_are_those_that_laitos_finds_sane(string recorded, string password, int length)
    {
        var line = File.ReadLines(Suites.Path("vectors/unit-toolbox-head.jsonl")).First(line => line.StartsWith($$"""{"fn":"CommandProcessor.IsSaneForInternet","in":"{{recorded}}",""", StringComparison.Ordinal));
        var sane = JsonNode.Parse(line)!["out"]!["errors"] is null;
        Assert.That(
            Problems(Filters($$"""{"PINAndShortcuts": {"Passwords": ["{{password}}"]}, "LintText": {"MaxLength": {{length}} } }""")).Length == 0,
            Is.EqualTo(sane));
    }

    [TestCase("äöüäöü", false)]
    [TestCase("äöüäöüä", true)]
    [TestCase("😀😀😀😀", false)]
    [TestCase("😀😀😀😀😀😀😀", true)]
    [TestCase("with a blank", true)]
    [TestCase(" leading blank", false)]
    [TestCase("trailing blank\u00a0", false)]
    [TestCase("two\nlines of it", false)]
    [TestCase("two\rlines of it", false)]
    [TestCase("two\u2028lines of it", false)]
    [TestCase("", false)]
    public void A_password_is_seven_characters_that_a_line_can_begin_with(string password, bool good) =>
        Assert.That(Problems(Filters($$"""{"PINAndShortcuts": {"Passwords": [{{JsonSerializer.Serialize(password)}}] } }""")), good ? Is.Empty : Is.EqualTo(new[] { "MailFilters.PINAndShortcuts.Passwords[0]" }));

    [TestCase("""{"Passwords": ["verysecret", "another one", "verysecret", "verysecret"]}""", "Passwords[2]", "Passwords[3]")]
    [TestCase("""{"Passwords": ["verysecret", "Verysecret"]}""")]
    [TestCase("""{"Shortcuts": {"a": ".s x", "A": ".s x"}}""")]
    [TestCase("""{"Shortcuts": {"a": ".s x", "b": ".s x", "a": ".s y"}}""", "Shortcuts[2]")]
    [TestCase("""{"Shortcuts": {"": ".s x", " a": ".s x", "b\n": ".s x", "c": "", "d": " ", "e": ".s\nx", "f": null}}""",
        "Shortcuts[0]", "Shortcuts[1]", "Shortcuts[2]", "Shortcuts[3]", "Shortcuts[4]", "Shortcuts[5]", "Shortcuts[6]")]
    [TestCase("""{"Password": ["verysecret"]}""", "Password")]
    [TestCase("""{"PIN": "verysecret"}""", "")]
    public void Passwords_and_shortcuts_are_distinct_lines(string json, params string[] paths) =>
        Assert.That(
            Problems(Filters($$"""{"PINAndShortcuts": {{json}} }""")),
            Is.EqualTo(paths.Select(path => $"MailFilters.PINAndShortcuts{(path.Length > 0 ? "." : "")}{path}")));

    [TestCase("""{"PINAndShortcuts": {"Passwords": ["verysecret"]}}""", true)]
    [TestCase("""{"PINAndShortcuts": {"Shortcuts": {"hello": ".e info"}}}""", true)]
    [TestCase("""{"PINAndShortcuts": {"Passwords": [], "Shortcuts": {}}}""", false)]
    [TestCase("""{"PINAndShortcuts": null, "NotifyViaEmail": {"Recipients": ["a@b.test"]}}""", false)]
    [TestCase("{}", false)]
    public void Commands_are_on_with_a_password_or_a_shortcut_and_off_with_one_notice(string filters, bool on) =>
        Parse(Filters(filters).ToJsonString()).Match(
            Succ: parsed =>
            {
                Assert.That(parsed.Settings.MailFilters.IsOn, Is.EqualTo(on));
                Assert.That(parsed.Notices.Map(notice => notice.Text), on ? Is.Empty
                    : Is.EqualTo(new[] { "MailFilters: commands in mail are off, because PINAndShortcuts holds neither a password nor a shortcut" }));
            },
            Fail: problems => Assert.Fail(problems.ToString()));

    [Test]
    public void Without_the_section_nothing_is_said() =>
        Assert.That(Parse(Basic().ToJsonString()).Match(Succ: parsed => parsed.Notices.IsEmpty && parsed.Settings.MailFilters == MailFilterSettings.Default, Fail: _ => false));

    [TestCase("no-spool", """{"PINAndShortcuts": {"Passwords": ["verysecret"]}}""", false)]
    [TestCase("no-spool", """{"PINAndShortcuts": {"Shortcuts": {"hello": ".e info"}}}""", false)]
    [TestCase("no-spool", "{}", true)]
    [TestCase("spool-first", """{"PINAndShortcuts": {"Passwords": ["verysecret"]}}""", true)]
    public void Commands_need_a_spool_that_remembers_them(string delivery, string filters, bool good)
    {
        var configuration = Filters(filters);
        configuration["MailDaemon"]!["Delivery"] = delivery;
        Assert.That(Problems(configuration), good ? Is.Empty : Is.EqualTo(new[] { "MailDaemon.Delivery" }));
    }

    [TestCase("""["a"]""", "[0]")]
    [TestCase("""["a", "b", "c"]""", "[0]")]
    [TestCase("""["a", 1]""", "[0]")]
    [TestCase("\"ab\"", "[0]")]
    [TestCase("""["", "b"]""", "[0][0]")]
    [TestCase("""["a", "b\u0000"]""", "[0][1]")]
    [TestCase("""["a", ""]""", null)]
    public void A_sequence_is_a_text_that_is_sought_and_one_that_is_put(string pair, string? path) =>
        Assert.That(
            Problems(Filters($$"""{"TranslateSequences": {"Sequences": [{{pair}}] } }""")),
            path is null ? Is.Empty : Is.EqualTo(new[] { "MailFilters.TranslateSequences.Sequences" + path }));

    [Test]
    public void Senders_are_addresses_and_domains() =>
        Assert.That(
            Parse(Filters("""{"Senders": ["me@Example.org", "Example.NET"]}""").ToJsonString()).Match(Succ: parsed => string.Join(' ', parsed.Settings.MailFilters.Senders.IfNone(default(Seq<CommandSender>))), Fail: problems => problems.ToString()),
            Is.EqualTo("Address { Mailbox = me@example.org } Domain { Name = example.net }"));

    [TestCase("Shel", "Shell")]
    [TestCase("TextSerach", "TextSearch")]
    [TestCase("Rsss", "RSS")]
    [TestCase("Program", "Programs")]
    [TestCase("TwoFACodeGenerater", "TwoFACodeGenerator")]
    [TestCase("AESDecrpyt", "AESDecrypt")]
    public void A_misspelt_feature_is_suggested(string name, string meant) =>
        Assert.That(Parse(Features($$"""{"{{name}}": {} }""").ToJsonString()).FailToSeq().Map(problem => problem.ToString()), Is.EqualTo(new[] { $"Features.{name}: found an unknown key, expected one that exists; did you mean {meant}?" }));

    [TestCase("SMS")]
    [TestCase("Spill")]
    [TestCase("NetBoundFileEncryption")]
    public void A_feature_of_somebody_else_is_left_alone(string name) =>
        Assert.That(
            Parse(Features($$"""{"{{name}}": 7, "Shell": {} }""").ToJsonString()).Match(Succ: parsed => parsed.Notices.Map(notice => notice.Text), Fail: _ => default),
            Is.EqualTo(new[] { $"Features.{name}: features that this daemon does not have, left alone" }));

    [TestCase("EnvControl")]
    [TestCase("PublicContact")]
    [TestCase("MessageBank")]
    public void An_app_without_settings_is_here(string name) =>
        Assert.That(Parse(Features($$"""{"{{name}}": {}, "Joke": {}, "SendMail": {"MailClient": "x"} }""").ToJsonString()).Match(Succ: parsed => parsed.Notices.IsEmpty, Fail: _ => false));

    [TestCase(".x", true)]
    [TestCase(".c", true)]
    [TestCase(".Backup2", true)]
    [TestCase(".0123456789abcdef", true)]
    [TestCase(".0123456789abcdefg", false)]
    [TestCase(".", false)]
    [TestCase("x", false)]
    [TestCase(".a b", false)]
    [TestCase(".ä", false)]
    [TestCase(".a-b", false)]
    [TestCase(".S", false)]
    [TestCase(".2", false)]
    [TestCase(".plt", false)]
    [TestCase(".PLT", false)]
    public void A_prefix_is_a_point_and_letters_that_no_other_app_has(string prefix, bool good) =>
        Assert.That(Problems(Features($$$"""{"Programs": {"mine": {"Prefix": "{{{prefix}}}", "Path": "/bin/true"} } }""")), good ? Is.Empty : Is.EqualTo(new[] { "Features.Programs.mine.Prefix" }));

    [Test]
    public void A_program_may_take_no_prefix_of_an_app_that_is_there_without_it()
    {
        var prefixes = AppCatalog.Of(AppArbitraries.Policy with { Programs = default }).AsEnumerable().Select(app => app.Prefix)
            .Where(prefix => !AppCatalog.Replaceable.Exists(replaceable => replaceable == prefix)).Append(PltOverride.Prefix).ToArray();
        var said = Parse(Features("""{"Programs": {"mine": {"Prefix": ".s", "Path": "/bin/true"} } }""").ToJsonString()).FailToSeq().Head.Expected;
        Assert.That(said.Split("none of ")[1].Split(", "), Is.EquivalentTo(prefixes));
        Assert.That(
            prefixes.Select(prefix => Problems(Features($$$"""{"Programs": {"mine": {"Prefix": "{{{prefix.ToUpperInvariant()}}}", "Path": "/bin/true"} } }"""))),
            Has.All.EqualTo(new[] { "Features.Programs.mine.Prefix" }));
    }

    [TestCase("""{"Programs": {"a": {"Prefix": ".x", "Path": "bin/x"}}}""", "Programs.a.Path")]
    [TestCase("""{"Programs": {"a": {"Prefix": ".x"}, "b": {"Path": "/x", "Argument": []}}}""", "Programs.a.Path", "Programs.b.Argument", "Programs.b.Prefix")]
    [TestCase("""{"Programs": {"a": {"Prefix": ".x", "Path": "/x"}, "A": {"Prefix": ".y", "Path": "/x"}}}""", "Programs.a")]
    [TestCase("""{"Programs": {"a": {"Prefix": ".x", "Path": "/x", "Arguments": ["{argument}", "", "a\nb"]}}}""", "Programs.a.Arguments[2]")]
    [TestCase("""{"TextSearch": {"FilePaths": {"": "x", "a": "", "b c": "x", "d": "x"}}}""", "TextSearch.FilePaths.", "TextSearch.FilePaths.a", "TextSearch.FilePaths.b c")]
    [TestCase("""{"RSS": {"Sources": ["https://a.test/", "a.test", "file:///etc/passwd", ""]}}""", "RSS.Sources[1]", "RSS.Sources[2]", "RSS.Sources[3]")]
    [TestCase("""{"TwoFACodeGenerator": {"SecretFile": {}}}""", "TwoFACodeGenerator.SecretFile.FilePath", "TwoFACodeGenerator.SecretFile.HexIV")]
    [TestCase("""{"AESDecrypt": {"EncryptedFiles": {"w": {"FilePath": "x", "HexIV": "00112233445566778899aabbccddeef", "HexKeyPrefix": "abc"}}}}""",
        "AESDecrypt.EncryptedFiles.w.HexIV", "AESDecrypt.EncryptedFiles.w.HexKeyPrefix")]
    public void A_wrong_feature_is_told_with_its_place(string features, params string[] paths) =>
        Assert.That(Problems(Features(features)), Is.EqualTo(paths.Select(path => "Features." + path)));

    static JsonObject Filters(string json) => With("MailFilters", json);

    static JsonObject Features(string json) => With("Features", json);

    static JsonObject With(string section, string json)
    {
        var configuration = Basic();
        configuration[section] = JsonNode.Parse(json);
        return configuration;
    }

    static JsonObject Basic() => JsonNode.Parse("""
        {
          "MailDaemon": {"MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"]},
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
