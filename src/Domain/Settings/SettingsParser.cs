using System.Text.Json;

namespace Laitos.Domain.Settings;

/// <summary>Reads a configuration: every mistake is reported, each with its place.</summary>
public static class SettingsParser
{
    static Seq<string> OurSections { get; } = Seqs.Of("MailDaemon", "MailClient", "DNS", "Spool");

    /// Sections of laitos that belong to mail, but are not acted upon.
    static Seq<string> PassiveSections { get; } = Seqs.Of("MailFilters", "Features");

    /// <summary>Every key that is known, by its path: <c>MailDaemon.Limits.Recipients</c>; the keys in a list as <c>MailDaemon.BlockLists[].Zone</c>.</summary>
    public static Seq<string> KnownKeys { get; } =
        Paths("MailDaemon", MailDaemonKeys.Table)
            .Then(BlockListKeys.Table.Map(key => $"MailDaemon.BlockLists[].{key.Name}"))
            .Then(Paths("MailClient", MailClientKeys.Table))
            .Then(Paths("DNS", DnsKeys.Table))
            .Then(Paths("Spool", SpoolKeys.Table));

    /// <summary>
    /// The settings that a JSON value describes, with what its owner should know, or all its mistakes.
    /// The sections MailDaemon and MailClient are required; sections of laitos' other daemons are left alone.
    /// </summary>
    public static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Problems.At<(LaitosSettings, Seq<SettingNotice>)>("(whole text)", Problems.Show(root), "a JSON object with the sections MailDaemon and MailClient");
        }

        var client = Section(root, "MailClient", true, MailClientKeys.Table, MailClientKeys.Seed);
        var daemon = Section(root, "MailDaemon", true, MailDaemonKeys.Table, section => MailDaemonKeys.Seed(section, client.Section.MailFrom));
        var dns = Section(root, "DNS", false, DnsKeys.Table, _ => DnsKeys.Seed);
        var spool = Section(root, "Spool", false, SpoolKeys.Table, _ => SpoolSettings.Default);
        var single = SectionNames(root).Gather().Then(daemon.Problems).Then(client.Problems).Then(dns.Problems).Then(spool.Problems);
        return Problems.Check(
            (new LaitosSettings(Tidy(daemon.Section), client.Section, dns.Section, spool.Section), Notices(root)),
            single.Then(CrossChecks.Of(daemon.Section, client.Section, single).Gather()));
    }

    static Reading<S> Section<S>(JsonElement root, string name, bool required, Seq<SettingKey<S>> keys, Func<JsonElement, S> seed) =>
        SettingSection.Find(root, name).Match(
            Some: section => SettingSection.Read(name, section, keys, seed(section)),
            None: () => new Reading<S>(seed(default), required ? Seqs.Of(new SettingProblem(name, "nothing", "this section")) : default));

    /// A domain or an address named twice counts once.
    static MailDaemonSettings Tidy(MailDaemonSettings daemon) => daemon with
    {
        MyDomains = daemon.MyDomains.AsEnumerable().Distinct().Gather(),
        ForwardTo = daemon.ForwardTo.AsEnumerable().Distinct().Gather(),
    };

    /// A section given twice, or one whose name is nearly one of ours.
    static IEnumerable<SettingProblem> SectionNames(JsonElement root) =>
        root.EnumerateObject().Select(SettingSection.NameOf).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).SelectMany(group =>
            IsKnown(group.Key)
                ? group.Skip(1).Take(1).Select(_ => new SettingProblem(group.Key, $"the section {group.Count()} times", "it once; letter case makes no difference"))
                : Spelling.Nearest(group.Key, OurSections.Filter(name => name.Length > 3).Then(PassiveSections)).AsEnumerable()
                    .Select(nearest => new SettingProblem(Printable.Excerpt(group.Key, 60), "an unknown section", $"one that exists; did you mean {nearest}?")));

    static bool IsKnown(string name) => OurSections.Then(PassiveSections).Exists(known => SettingSection.Same(known, name));

    static Seq<SettingNotice> Notices(JsonElement root)
    {
        var names = root.EnumerateObject().Select(SettingSection.NameOf).Gather();
        var passive = PassiveSections.Filter(known => names.Exists(name => SettingSection.Same(name, known)));
        var foreign = names.Filter(name => !IsKnown(name)).Map(name => Printable.Excerpt(name, 60));
        return Notice(foreign, "sections of other daemons, left alone")
            .Then(Notice(passive, "accepted, but commands in mail are not run yet"));
    }

    static Seq<SettingNotice> Notice(Seq<string> names, string text) =>
        names.IsEmpty ? default
        : Seqs.Of(new SettingNotice($"{string.Join(", ", names.AsEnumerable().Take(50))}{(names.Count > 50 ? " …" : "")}: {text}"));

    static Seq<string> Paths<S>(string section, Seq<SettingKey<S>> keys) =>
        keys.SelectEach(key => Seqs.Of($"{section}.{key.Name}").Then(key.Inner.Map(inner => $"{section}.{key.Name}.{inner}")));
}
