using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Settings;

/// <summary>A JSON object whose names are words of the owner's choice, each for a value of its own.</summary>
static class WordTable
{
    const int MostLetters = 64;

    /// <summary>The values with their words, in the order of the text. No two words differ in letter case alone.</summary>
    /// <param name="entry">The format of the values.</param>
    /// <param name="example">What the documentation calls the word.</param>
    internal static SettingFormat<Seq<(string Word, A Value)>> Of<A>(SettingFormat<A> entry, string example) => new(
        (path, value) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() <= SettingFormats.MaxEntries
            ? SettingProblems.All(value.EnumerateObject()
                .GroupBy(SettingSection.NameOf, StringComparer.OrdinalIgnoreCase).Select(group => Entry(SettingSection.Join(path, group.Key), entry, [.. group])))
            : SettingProblems.At<Seq<(string, A)>>(path, SettingProblems.Kind(value), $"an object with at most {SettingFormats.MaxEntries} entries, a word for each"),
        entries => new JsonObject(entries.Select(item => KeyValuePair.Create(item.Word, entry.Write(item.Value)))),
        entry.Inner.Map(within => $".<{example}>{within}"));

    static Validation<SettingProblem, (string Word, A Value)> Entry<A>(string path, SettingFormat<A> entry, JsonProperty[] members) =>
        members.Length > 1 ? SettingProblems.At<(string, A)>(path, $"the word {members.Length} times", "it once; letter case makes no difference")
        : SettingSection.NameOf(members[0]) is var word && !IsWord(word) ? SettingProblems.At<(string, A)>(path, "this name", $"a word of 1 to {MostLetters} characters without blanks")
        : entry.Read(path, members[0].Value).Map(value => (word, value));

    static bool IsWord(string name) =>
        name.Length is > 0 and <= MostLetters && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\ufffd');
}
