using System.Text.Json.Nodes;

namespace Laitos.Integration.Support;

/// <summary>
/// A configuration written down with placeholders. A scenario's own file says only what differs from the common one: its members replace or
/// join the common ones, and null takes one away (as in RFC 7396).
/// </summary>
public static class WrittenConfiguration
{
    /// <summary>The JSON text.</summary>
    /// <param name="files">The common file first; those that do not exist are passed over.</param>
    /// <param name="values">The placeholders, without <c>$</c>, and what they stand for.</param>
    public static string Compose(IEnumerable<string> files, IReadOnlyDictionary<string, string> values) =>
        files.Where(File.Exists)
            .Select(file => JsonNode.Parse(Filled(File.ReadAllText(file), values)))
            .Aggregate(Merged)!
            .ToJsonString();

    static string Filled(string text, IReadOnlyDictionary<string, string> values) =>
        values.OrderByDescending(value => value.Key.Length).Aggregate(text, (filled, value) => filled.Replace("$" + value.Key, value.Value, StringComparison.Ordinal));

    static JsonNode? Merged(JsonNode? common, JsonNode? own)
    {
        if (common is not JsonObject target || own is not JsonObject patch)
        {
            return own?.DeepClone();
        }

        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else
            {
                target[key] = Merged(target[key], value);
            }
        }

        return target;
    }
}
