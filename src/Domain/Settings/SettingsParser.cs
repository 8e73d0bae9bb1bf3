using System.Text.Json;

namespace Laitos.Domain.Settings;

/// <summary>Reads a configuration: every mistake is reported, each with its place.</summary>
public static class SettingsParser
{
    /// <summary>The sections that this daemon reads; laitos has others for its other daemons.</summary>
    internal static Seq<string> Sections { get; } = Seqs.Of("MailDaemon", "MailClient", "DNS", "Spool", "MailFilters", "Features");

    /// <summary>
    /// Every key that is known, by its path: <c>MailDaemon.Limits.Recipients</c>; the keys in a list as <c>MailDaemon.BlockLists[].Zone</c>,
    /// those behind a word of the owner's as <c>Features.Programs.&lt;NAME&gt;.Prefix</c>.
    /// </summary>
    public static Seq<string> KnownKeys { get; } =
        Paths("MailDaemon", MailDaemonKeys.Table)
            .Then(Paths("MailClient", MailClientKeys.Table))
            .Then(Paths("DNS", DnsKeys.Table))
            .Then(Paths("Spool", SpoolKeys.Table))
            .Then(Paths("MailFilters", MailFilterKeys.Table))
            .Then(Paths("Features", FeatureKeys.Table));

    /// <summary>
    /// The settings that a JSON value describes, with what its owner should know, or all its mistakes.
    /// The sections MailDaemon and MailClient are required; sections of laitos' other daemons are left alone.
    /// </summary>
    public static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return SettingProblems.At<(LaitosSettings, Seq<SettingNotice>)>("(whole text)", SettingProblems.Kind(root), "a JSON object with the sections MailDaemon and MailClient");
        }

        var client = Required(root, "MailClient", MailClientKeys.Table, MailClientKeys.Seed);
        var daemon = Required(root, "MailDaemon", MailDaemonKeys.Table, section => MailDaemonKeys.Seed(section, client.Section.MailFrom));
        var dns = Section(root, "DNS", DnsKeys.Table, DnsKeys.Seed);
        var spool = Section(root, "Spool", SpoolKeys.Table, SpoolSettings.Default);
        var filters = Section(root, "MailFilters", MailFilterKeys.Table, MailFilterSettings.Default);
        var features = Section(root, "Features", FeatureKeys.Table, FeatureSettings.Default, UnknownKeys.Allowed);
        var settings = new LaitosSettings(daemon.Section, client.Section, dns.Section, spool.Section, filters.Section, features.Section);
        var single = SectionNames(root).Gather()
            .Then(daemon.Problems).Then(client.Problems).Then(dns.Problems).Then(spool.Problems).Then(filters.Problems).Then(features.Problems);
        return SettingProblems.Check((Tidy(settings), SettingNotices.Of(root, settings)), single.Then(CrossChecks.Of(settings, single).Gather()));
    }

    static SectionResult<S> Required<S>(JsonElement root, string name, Seq<SettingKey<S>> keys, Func<JsonElement, S> seed) =>
        SettingSection.Find(root, name).Match(
            Some: section => SettingSection.Read(name, section, keys, seed(section)),
            None: () => new SectionResult<S>(seed(default), Seqs.Of(new SettingProblem(name, "nothing", "this section"))));

    static SectionResult<S> Section<S>(JsonElement root, string name, Seq<SettingKey<S>> keys, S seed, UnknownKeys unknownKeys = UnknownKeys.Named) =>
        SettingSection.Find(root, name).Match(
            Some: section => SettingSection.Read(name, section, keys, seed, unknownKeys),
            None: () => new SectionResult<S>(seed, default));

    /// A domain or an address named twice counts once.
    static LaitosSettings Tidy(LaitosSettings settings) => settings with
    {
        MailDaemon = settings.MailDaemon with
        {
            MyDomains = settings.MailDaemon.MyDomains.AsEnumerable().Distinct().Gather(),
            ForwardTo = settings.MailDaemon.ForwardTo.AsEnumerable().Distinct().Gather(),
        },
        MailFilters = settings.MailFilters with { Recipients = settings.MailFilters.Recipients.AsEnumerable().Distinct().Gather() },
    };

    /// A section given twice, or one whose name is nearly one of ours.
    static IEnumerable<SettingProblem> SectionNames(JsonElement root) =>
        root.EnumerateObject().Select(SettingSection.NameOf).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).SelectMany(group =>
            Sections.Exists(known => SettingSection.Same(known, group.Key))
                ? group.Skip(1).Take(1).Select(_ => new SettingProblem(group.Key, $"the section {group.Count()} times", "it once; letter case makes no difference"))
                : SpellingSuggestion.Nearest(group.Key, Sections.Filter(name => name.Length > 3)).AsEnumerable()
                    .Select(nearest => new SettingProblem(Printable.Excerpt(group.Key, 60), "an unknown section", $"one that exists; did you mean {nearest}?")));

    static Seq<string> Paths<S>(string section, Seq<SettingKey<S>> keys) =>
        keys.SelectEach(key => key.Paths.Map(path => $"{section}{path}"));
}
