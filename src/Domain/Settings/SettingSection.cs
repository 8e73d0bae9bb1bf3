using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Settings;

/// <summary>A section as far as it could be read: what was wrong keeps the value of the seed, so that the rest can still be checked.</summary>
/// <param name="Section">The section; of use only where there are no problems with the keys in question.</param>
/// <param name="Problems">What was wrong, in the order of the table of keys.</param>
sealed record SectionResult<S>(S Section, Seq<SettingProblem> Problems)
{
    /// <summary>The section when nothing was wrong.</summary>
    internal Validation<SettingProblem, S> Whole => Problems.IsEmpty ? Settings.SettingProblems.None(Section) : Validation<SettingProblem, S>.Fail(Problems);
}

/// <summary>What is said to a key that a section does not know.</summary>
enum UnknownKeys
{
    /// <summary>It is a mistake.</summary>
    Named,

    /// <summary>It is a mistake, but its name may be a secret that stands in the wrong place: it is shown only where it is a slip of the pen.</summary>
    Hidden,

    /// <summary>It belongs to somebody else, unless it is a slip of the pen.</summary>
    Allowed,
}

/// <summary>A section of the configuration: a JSON object whose keys are a table.</summary>
static class SettingSection
{
    /// <summary>
    /// The section that JSON describes: the seed, changed by each key that is given. Keys are read in any letter case, as laitos does;
    /// a key given twice, an unknown key and a missing required key are mistakes. Null and the empty text mean "not given".
    /// </summary>
    /// <param name="path">The path of the section.</param>
    /// <param name="value">The JSON.</param>
    /// <param name="keys">The table.</param>
    /// <param name="seed">The section without any key.</param>
    /// <param name="unknownKeys">What is said to a key that is not in the table.</param>
    internal static SectionResult<S> Read<S>(string path, JsonElement value, Seq<SettingKey<S>> keys, S seed, UnknownKeys unknownKeys = UnknownKeys.Named)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new(seed, Seqs.Of(new SettingProblem(path, SettingProblems.Kind(value), "an object")));
        }

        var members = value.EnumerateObject().Take(SettingFormats.MaxEntries + 1).ToArray();
        if (members.Length > SettingFormats.MaxEntries)
        {
            return new(seed, Seqs.Of(new SettingProblem(path, "too many keys", $"at most {SettingFormats.MaxEntries}")));
        }

        var surplus = Surplus(path, members, keys.Map(key => key.Name), unknownKeys).Gather();
        return keys.Fold(new SectionResult<S>(seed, surplus), (sectionResult, key) => ReadKey(path, members, key).Match(
            Succ: change => sectionResult with { Section = change(sectionResult.Section) },
            Fail: problems => sectionResult with { Problems = sectionResult.Problems.Then(problems) }));
    }

    /// <summary>The JSON of a section, every key with its value, in the order of the table.</summary>
    internal static JsonObject Write<S>(S section, Seq<SettingKey<S>> keys) =>
        new(keys.Select(key => KeyValuePair.Create(key.Name, key.Write(section))));

    /// <summary>The format of a section within a section.</summary>
    internal static SettingFormat<S> Format<S>(Seq<SettingKey<S>> keys, S seed, UnknownKeys unknownKeys = UnknownKeys.Named) => new(
        (path, value) => Read(path, value, keys, seed, unknownKeys).Whole,
        section => Write(section, keys),
        keys.SelectEach(key => key.Paths));

    /// <summary>The value of a key; none when it is absent, null or the empty text.</summary>
    internal static Option<JsonElement> Find(JsonElement section, string name) =>
        section.ValueKind != JsonValueKind.Object ? Option<JsonElement>.None
        : section.EnumerateObject().Where(member => Same(NameOf(member), name) && IsGiven(member.Value))
            .Select(member => Prelude.Some(member.Value)).LastOrDefault();

    /// <summary>The name of a member; a lone surrogate, which is no text, becomes U+FFFD.</summary>
    internal static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "\ufffd";
        }
    }

    internal static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    static Validation<SettingProblem, Func<S, S>> ReadKey<S>(string path, JsonProperty[] members, SettingKey<S> key)
    {
        var given = members.Where(member => Same(NameOf(member), key.Name) && IsGiven(member.Value)).ToArray();
        var name = Join(path, key.Name);
        return given.Length > 0 ? key.Read(name, given[^1].Value)
            : key.Required ? SettingProblems.At<Func<S, S>>(name, "nothing", "a value: it has no default")
            : SettingProblems.None<Func<S, S>>(section => section);
    }

    /// Unknown keys, and keys that are there a second time: which of the two is meant, nobody can tell.
    static IEnumerable<SettingProblem> Surplus(string path, JsonProperty[] members, Seq<string> known, UnknownKeys unknownKeys) =>
        members.Select(NameOf).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).SelectMany<IGrouping<string, string>, SettingProblem>(group =>
            !known.Exists(name => Same(name, group.Key)) ? UnknownKey(path, group.Key, known, unknownKeys).AsEnumerable()
            : group.Count() > 1 ? [new SettingProblem(Join(path, group.Key), $"the key {group.Count()} times", "it once; letter case makes no difference")]
            : []);

    static Option<SettingProblem> UnknownKey(string path, string name, Seq<string> known, UnknownKeys unknownKeys) => (unknownKeys, SpellingSuggestion.Slip(name, known)) switch
    {
        (UnknownKeys.Allowed, { IsNone: true }) => Option<SettingProblem>.None,
        (UnknownKeys.Hidden, { IsNone: true }) => new SettingProblem(path, "an unknown key (not shown)", $"one of {string.Join(", ", known)}"),
        _ => new SettingProblem(Join(path, name), "an unknown key", SpellingSuggestion.Suggest(name, known)),
    };

    static bool IsGiven(JsonElement value) =>
        value.ValueKind != JsonValueKind.Null && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(""));

    internal static string Join(string path, string name) => $"{path}.{Printable.Excerpt(name, 60)}";
}
