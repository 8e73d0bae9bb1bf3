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
    public sealed record Custom(Seq<BlockListSetting> Lists) : BlockListChoice;
}

/// <summary>One DNS block list (RFC 5782).</summary>
/// <param name="Zone">The domain under which the list is kept.</param>
/// <param name="Weight">What a listing counts, at least 1.</param>
/// <param name="Answers">Which answers are a listing, within 127.0.0.0/8; at least one range.</param>
/// <param name="Ipv6">True when the list is also asked about IPv6 clients.</param>
public sealed record BlockListSetting(DomainName Zone, int Weight, Seq<IpRange> Answers, bool Ipv6)
{
    /// <summary>Without the key of the subscriber.</summary>
    public override string ToString() => $"BlockListSetting {SubscriberKey.Conceal(Zone.Value)}*{Weight}";
}

/// <summary>The key <c>MailDaemon.BlockLists</c>: the name of a preset, or a list of block lists.</summary>
static class BlockListKeys
{
    /// <summary>The highest weight, and the highest threshold.</summary>
    internal const int MaxWeight = 1000;

    /// <summary>A domain, of which the subscriber's key is never shown.</summary>
    static SettingFormat<DomainName> Zone { get; } = new(
        (path, value) => SettingFormats.Domain.Read(path, value).MapFail(problem => problem with { Found = SubscriberKey.Conceal(problem.Found) }),
        zone => SubscriberKey.Conceal(zone.Value));

    internal static Seq<SettingKey<BlockListSetting>> Table { get; } = Seqs.Of(
        SettingKey.Of("Zone", Zone, (BlockListSetting s) => s.Zone, (s, v) => s with { Zone = v }, required: true),
        SettingKey.Of("Weight", SettingFormats.Number(1, MaxWeight), (BlockListSetting s) => s.Weight, (s, v) => s with { Weight = v }),
        SettingKey.Of("Answers", SettingFormats.List(Answer, nonEmpty: true), (BlockListSetting s) => s.Answers, (s, v) => s with { Answers = v }),
        SettingKey.Of("IPv6", SettingFormats.Flag, (BlockListSetting s) => s.Ipv6, (s, v) => s with { Ipv6 = v }));

    static SettingFormat<BlockListChoice> Preset { get; } = SettingFormats.Choice<BlockListChoice>(
        ("laitos", new BlockListChoice.Laitos()), ("modern", new BlockListChoice.Modern()), ("none", new BlockListChoice.None()));

    static SettingFormat<Seq<BlockListSetting>> Lists { get; } = SettingFormats.List(
        SettingSection.Format(Table, new BlockListSetting(Placeholder.Domain, 1, Seqs.Of(ListAnswers.Usual), false)), nonEmpty: true);

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

    static Validation<SettingProblem, BlockListChoice> Distinct(string path, Seq<BlockListSetting> lists) =>
        SettingProblems.Check<BlockListChoice>(
            new BlockListChoice.Custom(lists),
            lists.GroupBy(list => list.Zone).Where(group => group.Count() > 1)
                .Select(group => new SettingProblem(path, $"the zone {SubscriberKey.Conceal(group.Key.Value)} {group.Count()} times", "each list once")).Gather());
}
