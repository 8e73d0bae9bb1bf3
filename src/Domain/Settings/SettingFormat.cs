using System.Text.Json;
using System.Text.Json.Nodes;

namespace Laitos.Domain.Settings;

/// <summary>How a value of the configuration is read from JSON and written to it: two inverse functions.</summary>
sealed class SettingFormat<A>(Func<string, JsonElement, Validation<SettingProblem, A>> read, Func<A, JsonNode?> write)
{
    /// <summary>The value of the JSON that stands at a path.</summary>
    internal Validation<SettingProblem, A> Read(string path, JsonElement value) => read(path, value);

    /// <summary>The JSON of a value.</summary>
    internal JsonNode? Write(A value) => write(value);
}

/// <summary>Validations that keep every mistake, in the order of the text.</summary>
static class Problems
{
    /// <summary>One mistake: what was found, unless that is a secret, and what was expected.</summary>
    internal static Validation<SettingProblem, A> At<A>(string path, string found, string expected) =>
        Prelude.Fail<SettingProblem, A>(new SettingProblem(path, found, expected));

    /// <summary>A value without a mistake.</summary>
    internal static Validation<SettingProblem, A> None<A>(A value) => Prelude.Success<SettingProblem, A>(value);

    /// <summary>All mistakes of all parts, or all their values.</summary>
    internal static Validation<SettingProblem, Seq<A>> All<A>(IEnumerable<Validation<SettingProblem, A>> parts)
    {
        var values = new List<A>();
        var problems = new List<SettingProblem>();
        foreach (var part in parts)
        {
            part.Match(Succ: values.Add, Fail: found => problems.AddRange(found));
        }

        return problems.Count == 0 ? None(values.Gather()) : Validation<SettingProblem, Seq<A>>.Fail(problems.Gather());
    }

    /// <summary>A value that also has to satisfy checks across its keys.</summary>
    internal static Validation<SettingProblem, A> Check<A>(A value, IEnumerable<SettingProblem> problems)
    {
        var found = problems.Gather();
        return found.IsEmpty ? None(value) : Validation<SettingProblem, A>.Fail(found);
    }

    /// <summary>The mistakes of a part, none when it has none.</summary>
    internal static Seq<SettingProblem> Of<A>(Validation<SettingProblem, A> part) => part.Match(Succ: _ => default, Fail: found => found.AsEnumerable().Gather());

    /// <summary>JSON as it may be shown: its kind, and a text or a number itself, escaped and cut.</summary>
    internal static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"\"{Printable.Excerpt(Text(value), 60)}\"",
        JsonValueKind.Number => Printable.Excerpt(value.GetRawText(), 60),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => "nothing",
    };

    /// <summary>The text of a JSON string; a lone surrogate, which is no text, becomes nothing.</summary>
    internal static string Text(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // The framework offers no other way to ask whether an escaped string is valid UTF-16.
            return "\ufffd";
        }
    }
}
