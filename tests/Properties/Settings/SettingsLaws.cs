using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Rules;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Settings;

public class SettingsLaws
{
    const string Good = """
        {
          "MailDaemon": {"MyDomains": ["example.com"], "ForwardTo": ["me@dest.test"]},
          "MailClient": {"MailFrom": "f@dest.test", "MTAHost": "relay.test"},
          "DNS": {},
          "Spool": {},
          "MailFilters": {},
          "Features": {}
        }
        """;

    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 300)]
    public void What_is_rendered_is_read_back_as_the_same(LaitosSettings settings) =>
        Assert.That(Parse(EffectiveSettings.Render(settings)).Match(Succ: parsed => parsed.Settings, Fail: problems => throw new AssertionException(problems.ToString())), Is.EqualTo(settings));

    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 300)]
    public bool A_notice_tells_what_has_no_effect_and_nothing_else(LaitosSettings settings) =>
        Parse(EffectiveSettings.Render(settings)).Match(Succ: parsed => parsed.Notices, Fail: _ => default).Map(notice => notice.Text[..notice.Text.IndexOf(':', StringComparison.Ordinal)]).AsEnumerable()
            .SequenceEqual(
                Enumerable.Repeat("MailFilters", 1)
                    .Concat(settings.Spool.Retry.DelayNoticeAfter < settings.Spool.Retry.Expire ? [] : ["Spool.DelayNotice"])
                    .Concat(settings.MailClient is { Tls: TlsMode.None, AllowPlaintextAuth: false, SecretKeys.IsEmpty: false } client && !client.MtaHost.Exists(IsHere) ? ["MailClient.TLS"] : [])
                    .Concat(settings.MailDaemon.Bounces is { Style: EnvelopeSenderStyle.MailFrom, To: BounceRecipient.Sender } ? ["MailDaemon.BounceTo"] : [])
                    .Concat(settings.MailDaemon.Bounces is { Style: not EnvelopeSenderStyle.MailFrom, Lifetime: var lifetime } && lifetime < settings.Spool.Retry.Expire + TimeSpan.FromDays(5) ? ["MailDaemon.BounceLifetime"] : [])
                    .Concat(settings is { MailDaemon.Bounces.Style: not EnvelopeSenderStyle.MailFrom, MailClient: { MtaHost.IsSome: true, Relay.Profile.AllowsForeignSender: false } } ? ["MailDaemon.EnvelopeSender"] : [])
                    .Concat(settings is { MailDaemon.Authentication.IsChecked: false, MailFilters: { IsOn: true, Senders.IsSome: true } } ? ["MailFilters.Senders"] : [])
                    .Concat(settings is { MailClient.On8Bit: EightBitTreatment.Encode, MailDaemon.DmarcRewrite: RewriteStyle.Never } ? ["MailClient.On8Bit"] : [])
                    .Concat(settings.MailDaemon.Scanner is { IsOn: false } scanner && scanner != ScannerSettings.None ? ["MailDaemon.Scanner"] : [])
                    .Concat(RuleCoverage.Of(settings.MailDaemon.Rules).Map(covered => $"MailDaemon.Rules[{covered.Rule}]"))
                    .Concat(settings.MailDaemon.Status is { Port.IsSome: true, Address.IsLoopback: false } && !SettingsPolicies.ServesStatusByTls(settings.MailDaemon) ? ["MailDaemon.Status"] : []));

    static bool IsHere(Host host) => host.ToString() is "localhost" or "[IPv6:::1]" || host.ToString()!.StartsWith("[127.", StringComparison.Ordinal);

    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 50)]
    public bool Every_key_that_is_known_is_rendered(LaitosSettings settings)
    {
        var root = JsonNode.Parse(EffectiveSettings.Render(settings))!;
        return SettingsParser.KnownKeys.Filter(key => !key.Contains("[]", StringComparison.Ordinal) && !key.Contains('<', StringComparison.Ordinal)).ForAll(key => Holds(root, key.Split('.')));
    }

    /// A key whose value is null, because nothing is set up, holds nothing more.
    static bool Holds(JsonNode? section, ReadOnlySpan<string> path) =>
        path is [] || section is null || (section is JsonObject members && members.ContainsKey(path[0]) && Holds(members[path[0]], path[1..]));

    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 300)]
    public void Every_mistake_is_reported_and_nothing_else(Mistakes mistakes)
    {
        var configuration = mistakes.Planted.Aggregate(JsonNode.Parse(Good)!.AsObject(), (all, mistake) => mistake.Plant(all));
        Assert.That(PathsOf(Parse(configuration.ToJsonString())), Is.EquivalentTo(mistakes.Planted.Select(mistake => mistake.Path)));
    }

    [Property(MaxTest = 500)]
    public void A_key_one_slip_away_is_suggested(int which, int at, char letter, int slip)
    {
        var key = LongKeys[(int)((uint)which % (uint)LongKeys.Length)];
        var name = key[(key.LastIndexOf('.') + 1)..];
        var i = (int)((uint)at % (uint)(name.Length - 1));
        var c = (char)('a' + (letter % 26));
        var slipped = (slip & 3) switch
        {
            0 => name.Remove(i, 1),
            1 => name.Insert(i, c.ToString()),
            2 => name[..i] + c + name[(i + 1)..],
            _ => name[..i] + name[i + 1] + name[i] + name[(i + 2)..],
        };
        var section = SettingsParser.KnownKeys.Filter(known => known.StartsWith(key[..^name.Length], StringComparison.Ordinal)).Map(known => known[(key.Length - name.Length)..]);
        Assert.That(SpellingSuggestion.Nearest(slipped, section).Exists(nearest => SpellingSuggestion.Distance(slipped, nearest) <= SpellingSuggestion.Distance(slipped, name)), slipped);
        Assert.That(SpellingSuggestion.Distance(slipped, name), Is.LessThanOrEqualTo(1));
    }

    [Property(MaxTest = 300)]
    public bool The_distance_of_words_is_symmetric(string left, string right) =>
        left is null || right is null || SpellingSuggestion.Distance(left, right) == SpellingSuggestion.Distance(right, left);

    [Property(MaxTest = 500)]
    public bool Any_JSON_is_answered(int seed)
    {
        var random = new System.Random(seed);
        return Parse(Wild(random, 4)).Match(Succ: _ => true, Fail: problems => problems.Count > 0);
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)], MaxTest = 50)]
    public bool Letter_case_of_keys_makes_no_difference(LaitosSettings settings)
    {
        var text = EffectiveSettings.Render(settings);
        var keys = SettingsParser.KnownKeys.AsEnumerable().SelectMany(key => key.Split('.')).ToHashSet();
        var shouted = System.Text.RegularExpressions.Regex.Replace(text, "\"([A-Za-z0-9]+)\":", match => keys.Contains(match.Groups[1].Value) ? match.Value.ToUpperInvariant() : match.Value);
        return Parse(shouted).Match(Succ: parsed => parsed.Settings == settings, Fail: _ => false);
    }

    static string[] LongKeys { get; } = [.. SettingsParser.KnownKeys.Filter(key => key.Length - key.LastIndexOf('.') > 5)];

    static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SettingsParser.Parse(document.RootElement);
    }

    static string[] PathsOf<A>(Validation<SettingProblem, A> parsed) => parsed.Match<string[]>(Succ: _ => [], Fail: problems => problems.Map(problem => problem.Path).ToArray());

    /// Arbitrary JSON, half of whose keys are real ones, also with escapes that are no text.
    static string Wild(System.Random random, int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.NextInt64(-5, 100_000).ToString(),
        3 => "1e400",
        4 => random.Next(3) switch { 0 => "\"\\ud800\"", 1 => "\"example.com\"", _ => "\"me@dest.test\"" },
        5 => "\"" + new string('x', random.Next(3) * 3000) + "\"",
        6 => "[" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Wild(random, depth - 1))) + "]",
        _ => "{" + string.Join(",", Enumerable.Range(0, random.Next(8)).Select(_ => $"\"{Key(random)}\":{Wild(random, depth - 1)}")) + "}",
    };

    static string Key(System.Random random) => random.Next(4) switch
    {
        0 => new[] { "MailDaemon", "MailClient", "DNS", "Spool", "mailclient", "MailFilters", "Features" }[random.Next(7)],
        1 => "\\udc00" + random.Next(3),
        _ => SettingsParser.KnownKeys[random.Next(SettingsParser.KnownKeys.Count)].Split('.')[^1],
    };
}
