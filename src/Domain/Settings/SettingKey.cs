using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Settings;

/// <summary>
/// One key of a section of the configuration: its name, how its value is read into the section, and how it is written out again.
/// A table of keys is a section: it drives parsing, rendering, suggestions for misspelt keys, and the documentation test.
/// </summary>
/// <typeparam name="S">The record of the section.</typeparam>
sealed class SettingKey<S>(
    string name,
    bool required,
    Func<string, JsonElement, Validation<SettingProblem, Func<S, S>>> read,
    Func<S, JsonNode?> write,
    Seq<string> inner)
{
    /// <summary>The name as laitos writes it; read in any letter case.</summary>
    internal string Name => name;

    /// <summary>True when there is no default.</summary>
    internal bool Required => required;

    /// <summary>Its path, and the paths of the keys in its value, behind the path of its section.</summary>
    internal Seq<string> Paths => Seqs.Of($".{name}").Then(inner.Map(within => $".{name}{within}"));

    /// <summary>The change that a value makes to the section, or what is wrong with it.</summary>
    internal Validation<SettingProblem, Func<S, S>> Read(string path, JsonElement value) => read(path, value);

    /// <summary>The effective value, null when there is none.</summary>
    internal JsonNode? Write(S section) => write(section);
}

/// <summary>How keys are made.</summary>
static class SettingKey
{
    /// <summary>A key whose value has a format.</summary>
    internal static SettingKey<S> Of<S, A>(string name, SettingFormat<A> format, Func<S, A> get, Func<S, A, S> set, bool required = false) =>
        new(name, required, (path, value) => format.Read(path, value).Map<Func<S, S>>(a => section => set(section, a)), section => format.Write(get(section)), format.Inner);

    /// <summary>A key whose value may be absent.</summary>
    internal static SettingKey<S> Maybe<S, A>(string name, SettingFormat<A> format, Func<S, Option<A>> get, Func<S, Option<A>, S> set) =>
        new(name, false, (path, value) => format.Read(path, value).Map<Func<S, S>>(a => section => set(section, a)),
            section => get(section).MatchUnsafe(Some: format.Write, None: () => null), format.Inner);

    /// <summary>A key whose value is a section of its own.</summary>
    internal static SettingKey<S> Nested<S, A>(string name, Seq<SettingKey<A>> keys, A seed, Func<S, A> get, Func<S, A, S> set) =>
        Of(name, SettingSection.Format(keys, seed), get, set);

    /// <summary>A key whose value is a section with a single key, which holds the value proper: <c>"RSS": {"Sources": […]}</c>.</summary>
    internal static SettingKey<S> Nested<S, A>(string name, string only, SettingFormat<A> format, A seed, Func<S, A> get, Func<S, A, S> set) =>
        Nested(name, Seqs.Of(Of<A, A>(only, format, value => value, (_, value) => value)), seed, get, set);
}
