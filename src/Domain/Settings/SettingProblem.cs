using System.Text.Json;

namespace Laitos.Domain.Settings;

/// <summary>A mistake in a configuration. It never quotes a secret.</summary>
/// <param name="Path">Where it is: <c>MailDaemon.ForwardTo[1]</c>.</param>
/// <param name="Found">What stands there, escaped and cut.</param>
/// <param name="Expected">What should stand there, and why.</param>
public sealed record SettingProblem(string Path, string Found, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: found {Found}, expected {Expected}";
}

/// <summary>Something in a configuration that is accepted, but has no effect that its owner may hope for.</summary>
/// <param name="Text">What, and why.</param>
public sealed record SettingNotice(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Validations that keep every mistake, in the order of the text.</summary>
static class SettingProblems
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

    /// <summary>A value, unless there are mistakes.</summary>
    internal static Validation<SettingProblem, A> Check<A>(A value, Seq<SettingProblem> problems) =>
        problems.IsEmpty ? None(value) : Validation<SettingProblem, A>.Fail(problems);

    /// <summary>What kind of JSON stands there, for places where it may be a secret.</summary>
    internal static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => Show(value),
    };

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
