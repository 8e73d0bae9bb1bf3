using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Settings;

/// <summary>Passwords, shortcuts and keys are shown nowhere: not in the settings, not in what is in force, not in a mistake.</summary>
public class SecretLaws
{
    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 200)]
    public bool A_secret_is_never_shown(Confidential confidential) =>
        Confidential.Keeps(confidential.Settings.ToString())
        && Confidential.Keeps(EffectiveSettings.Render(confidential.Settings))
        && Confidential.Keeps($"{SettingsPolicies.Apps(confidential.Settings)} {SettingsPolicies.Relay(confidential.Settings)} {SettingsPolicies.Scanner(confidential.Settings)} {SettingsPolicies.Journey(confidential.Settings)}");

    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 200)]
    public bool What_is_rendered_is_read_back_as_the_same_once_its_secrets_are_put_back(Confidential confidential) =>
        Parse(WithSecrets(confidential.Settings)).Match(Succ: parsed => parsed.Settings == confidential.Settings, Fail: problems => throw new AssertionException(problems.ToString()));

    /// Many a way of putting something wrong in a place where secrets belong.
    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 300)]
    public void No_mistake_shows_a_secret(Confidential confidential, int place, int slip)
    {
        var root = JsonNode.Parse(WithSecrets(confidential.Settings))!;
        var places = Places(root, "MailFilters", "PINAndShortcuts").Concat(Places(root, "Features", "TwoFACodeGenerator")).Concat(Places(root, "Features", "AESDecrypt")).Concat(Places(root, "Features", "IMAPAccounts")).Concat(Places(root, "Features", "WolframAlpha")).Concat(Places(root, "Features", "Twilio")).Concat(Places(root, "MailDaemon", "BounceKeys")).Concat(Places(root["MailDaemon"]!, "Scanner", "Password")).ToArray();
        var (owner, key) = places[(int)((uint)place % (uint)places.Length)];
        Spoil(owner, key, (int)((uint)slip % 7));
        var said = Parse(root.ToJsonString()).Match(Succ: parsed => parsed.Notices.ToString(), Fail: problems => problems.ToString());
        Assert.That(Confidential.Keeps(said), said);
    }

    [TestCase("MailClient", "\"AuthPassword\": \"PW\"", TestName = "A_secret_without_its_user")]
    [TestCase("MailClient", "\"AuthUsername\": \"me\", \"AuthPassword\": [\"PW\"]", TestName = "A_secret_of_a_wrong_type")]
    [TestCase("MailClient", "\"AuthUsername\": \"me\", \"AuthPasswrd\": \"PW\"", TestName = "A_secret_under_a_misspelt_key")]
    [TestCase("MailClient", "\"AuthUsername\": \"me\", \"AuthPassword\": \"PW\", \"authpassword\": \"PW\"", TestName = "A_secret_given_twice")]
    [TestCase("MailClient", "\"AuthUsername\": \"me\", \"AuthPassword\": \"PW\", \"VerifyCertificate\": false", TestName = "A_secret_for_anybody")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": \"PW\"", TestName = "A_password_in_the_place_of_its_section")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Passwords\": \"PW\"}", TestName = "A_password_in_the_place_of_a_list")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Passwords\": [\"PW\", \"PW\"]}", TestName = "A_password_twice")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Passwords\": [\" PW\", \"PW \", \"PW\\n\", \"\\ud800PW\"]}", TestName = "Passwords_that_no_line_begins_with")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Passwords\": {\"PW\": \"PW\"}}", TestName = "A_password_as_a_name")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"PIN\": \"PW\"}", TestName = "A_password_under_an_older_key")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"PW\": \".s x\"}", TestName = "A_shortcut_one_level_too_high")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Shortcuts\": [\"PW\"]}", TestName = "Shortcuts_as_a_list")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Shortcuts\": {\"PW\": 1}}", TestName = "A_shortcut_for_a_number")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Shortcuts\": {\" PW\": \".s x\"}}", TestName = "A_shortcut_that_no_line_equals")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Shortcuts\": {\"PW\": \".s x\", \"PW\": \".s y\"}}", TestName = "A_shortcut_twice")]
    [TestCase("MailFilters", "\"PINAndShortcuts\": {\"Shortcuts\": {\"x\": \".s PW\\n\", \"y\": \"a\\nPW\"}}", TestName = "A_command_of_two_lines")]
    [TestCase("Features", "\"TwoFACodeGenerator\": {\"SecretFile\": \"PW\"}", TestName = "A_key_in_the_place_of_a_file")]
    [TestCase("Features", "\"TwoFACodeGenerator\": {\"SecretFile\": {\"FilePath\": \"x\", \"HexIV\": \"PW\", \"HexKeyPrefix\": \"PW\"}}", TestName = "A_key_that_is_not_hexadecimal")]
    [TestCase("Features", "\"AESDecrypt\": {\"EncryptedFiles\": {\"w\": {\"FilePath\": \"x\", \"HexIV\": [\"PW\"]}}}", TestName = "A_vector_in_a_list")]
    [TestCase("Features", "\"AESDecrypt\": {\"EncryptedFiles\": \"PW\"}", TestName = "A_key_in_the_place_of_files")]
    [TestCase("Features", "\"AESDecrypt\": \"PW\"", TestName = "A_key_in_the_place_of_a_feature")]
    public void A_problem_does_not_show(string section, string members)
    {
        var problems = Parse($$"""
            {
              "MailDaemon": {"MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"]},
              "MailClient": {"MailFrom": "f@dest.test", "MTAHost": "relay.test" {{In("MailClient", ",")}}},
              "MailFilters": { {{In("MailFilters")}} },
              "Features": { {{In("Features")}} }
            }
            """).FailToSeq();
        Assert.That(problems, Is.Not.Empty);
        Assert.That(problems.ToString(), Does.Not.Contain(Confidential.Password));

        string In(string place, string before = "") => place == section ? before + members.Replace("PW", Confidential.Password, StringComparison.Ordinal) : "";
    }

    /// What is in force, with its secrets written out.
    static string WithSecrets(LaitosSettings settings)
    {
        var root = JsonNode.Parse(EffectiveSettings.Render(settings))!;
        var pins = settings.MailFilters.PinAndShortcuts;
        settings.MailClient.AuthPassword.IfSome(password => root["MailClient"]!["AuthPassword"] = password.Reveal());
        settings.MailDaemon.Scanner.Password.IfSome(password => root["MailDaemon"]!["Scanner"]!["Password"] = password.Reveal());
        root["MailDaemon"]!["BounceKeys"] = new JsonArray([.. settings.MailDaemon.Bounces.Keys.Map(key => JsonValue.Create(key.Reveal()))]);
        root["MailFilters"]!["PINAndShortcuts"] = new JsonObject
        {
            ["Passwords"] = new JsonArray([.. pins.Passwords.Map(password => JsonValue.Create(password.Reveal()))]),
            ["Shortcuts"] = new JsonObject(pins.Shortcuts.Map(shortcut => KeyValuePair.Create(shortcut.Line.Reveal(), (JsonNode?)shortcut.Command.Reveal()))),
        };
        settings.Features.OneTimeCodes.IfSome(file => Reveal(root["Features"]!["TwoFACodeGenerator"]!["SecretFile"]!, file));
        settings.Features.EncryptedFiles.Iter(item => Reveal(root["Features"]!["AESDecrypt"]!["EncryptedFiles"]![item.Word]!, item.File));
        root["Features"]!["RSS"]!["Sources"] = new JsonArray([.. settings.Features.News.Map(source => JsonValue.Create(source.Reveal()))]);
        settings.Features.ImapAccounts.Iter(item => item.Account.AuthPassword.IfSome(password => root["Features"]!["IMAPAccounts"]!["Accounts"]![item.Word]!["AuthPassword"] = password.Reveal()));
        settings.Features.WolframAlpha.AppId.IfSome(id => root["Features"]!["WolframAlpha"]!["AppID"] = id.Reveal());
        settings.Features.Twilio.AuthToken.IfSome(token => root["Features"]!["Twilio"]!["AuthToken"] = token.Reveal());
        root["Features"]!["Joke"]!["Sources"] = new JsonArray([.. settings.Features.Jokes.Map(source => JsonValue.Create(source.Reveal()))]);
        return root.ToJsonString();
    }

    static void Reveal(JsonNode node, EncryptedFile file) => (node["HexIV"], node["HexKeyPrefix"]) = (file.Iv.Reveal(), file.KeyPrefix.Reveal());

    /// A key, and whatever lies below it save the paths of files.
    static IEnumerable<(JsonNode Owner, object Key)> Places(JsonNode root, string section, string key) =>
        Places(root[section]![key]!).Prepend((root[section]!, key)).Where(place => place.Key is not "FilePath");

    static IEnumerable<(JsonNode Owner, object Key)> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => (member.Value is null ? [] : Places(member.Value)).Prepend((node, member.Key))),
        JsonArray entries => entries.SelectMany((entry, i) => (entry is null ? [] : Places(entry)).Prepend((node, i))),
        _ => [],
    };

    /// Something wrong in the place of a value, or a value in a wrong place; the value itself stays in the text.
    static void Spoil(JsonNode owner, object key, int slip)
    {
        var value = (owner is JsonObject ? owner[(string)key] : owner[(int)key])?.DeepClone();
        var wrong = slip switch
        {
            0 => new JsonArray(value),
            1 => new JsonObject { ["x"] = value },
            2 => JsonValue.Create(Confidential.Password),
            3 => JsonValue.Create($" {Confidential.Hex} \n{Confidential.Password}"),
            _ => value,
        };
        switch (owner)
        {
            case JsonObject members when slip == 4:
                members[$"{key}x"] = value;
                break;
            case JsonObject members when slip == 5:
                members[((string)key).ToUpperInvariant() + " "] = value;
                break;
            case JsonObject members:
                members[(string)key] = wrong;
                break;
            case JsonArray entries when slip >= 4:
                entries.Add(value);
                break;
            default:
                owner[(int)key] = wrong;
                break;
        }
    }

    static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SettingsParser.Parse(document.RootElement);
    }
}
