using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Settings;

/// <summary>How a value of the configuration is read from JSON and written to it: two inverse functions.</summary>
sealed class SettingFormat<A>(Func<string, JsonElement, Validation<SettingProblem, A>> read, Func<A, JsonNode?> write, Seq<string> inner = default)
{
    /// <summary>What is appended to the path of such a value to get the paths of the keys within: <c>.Zone</c>, <c>[].Zone</c>; empty for a plain value.</summary>
    internal Seq<string> Inner => inner;

    /// <summary>The value of the JSON that stands at a path.</summary>
    internal Validation<SettingProblem, A> Read(string path, JsonElement value) => read(path, value);

    /// <summary>The JSON of a value.</summary>
    internal JsonNode? Write(A value) => write(value);
}
