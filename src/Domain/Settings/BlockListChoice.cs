using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;

namespace Laitos.Domain.Settings;

/// <summary>The key <c>MailDaemon.BlockLists</c>: which DNS block lists are asked about a client.</summary>
public abstract record BlockListChoice
{
    BlockListChoice() { }

    /// <summary><c>"laitos"</c>: the sixteen lists of laitos.</summary>
    public sealed record Laitos : BlockListChoice;

    /// <summary><c>"modern"</c>: few lists, weighted.</summary>
    public sealed record Modern : BlockListChoice;

    /// <summary><c>"none"</c>: nobody is asked.</summary>
    public sealed record None : BlockListChoice;

    /// <summary>Lists of one's own; at least one.</summary>
    public sealed record Custom(Seq<Blocklist> Lists) : BlockListChoice;
}

/// <summary>The key <c>MailDaemon.BlockLists</c>: the name of a preset, or a list of block lists.</summary>
static class BlockListKeys
{
    /// <summary>The highest weight, and the highest threshold.</summary>
    internal const int MaxWeight = 1000;

    /// <summary>A domain, of which the subscriber's key is never shown.</summary>
    static SettingFormat<string> Zone { get; } = new(
        (path, value) => SettingFormats.Domain.Read(path, value).Map(domain => domain.Value).MapFail(problem => problem with { Found = SubscriberKey.Mask(problem.Found) }),
        zone => SubscriberKey.Mask(zone));

    internal static Seq<SettingKey<Blocklist>> Table { get; } = Seqs.Of(
        SettingKey.Of("Zone", Zone, (Blocklist s) => s.Zone, (s, v) => s with { Zone = v }, required: true),
        SettingKey.Of("Weight", SettingFormats.Number(1, MaxWeight), (Blocklist s) => s.Weight, (s, v) => s with { Weight = v }),
        SettingKey.Of("Answers", SettingFormats.List(Answer, nonEmpty: true), (Blocklist s) => s.Counts, (s, v) => s with { Counts = v }),
        SettingKey.Of("IPv6", SettingFormats.Flag, (Blocklist s) => s.Ipv6, (s, v) => s with { Ipv6 = v }));

    static SettingFormat<BlockListChoice> Preset { get; } = SettingFormats.Choice<BlockListChoice>(
        ("laitos", new BlockListChoice.Laitos()), ("modern", new BlockListChoice.Modern()), ("none", new BlockListChoice.None()));

    static SettingFormat<Seq<Blocklist>> Lists { get; } = SettingFormats.List(
        SettingSection.Format(Table, Blocklist.Of("")), nonEmpty: true);

    internal static SettingFormat<BlockListChoice> Format { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.Array
            ? Lists.Read(path, value).Bind(lists => Distinct(path, lists))
            : Preset.Read(path, value),
        choice => choice is BlockListChoice.Custom custom ? Lists.Write(custom.Lists) : Preset.Write(choice),
        Lists.Inner);

    /// A list answers within 127.0.0.0/8 (RFC 5782 §2.1): anything else would never match.
    static SettingFormat<IpRange> Answer => new(
        (path, value) => SettingFormats.Range.Read(path, value).Bind(range => range.First.IsLoopback && range.Last.IsLoopback && !range.First.IsV6
            ? SettingProblems.None(range)
            : SettingProblems.At<IpRange>(path, SettingProblems.Show(value), "addresses within 127.0.0.0/8, where block lists answer")),
        SettingFormats.Range.Write);

    static Validation<SettingProblem, BlockListChoice> Distinct(string path, Seq<Blocklist> lists) =>
        SettingProblems.Check<BlockListChoice>(
            new BlockListChoice.Custom(lists),
            lists.GroupBy(list => list.Zone).Where(group => group.Count() > 1)
                .Select(group => new SettingProblem(path, $"the zone {SubscriberKey.Mask(group.Key)} {group.Count()} times", "each list once")).Gather());
}
