using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Commands;

namespace Laitos.Domain.Settings;

/// <summary>The formats of values that are never shown: no mistake quotes them, and written they are <c>***</c>.</summary>
static class SecretFormats
{
    /// <summary>What a mistake says in place of the value.</summary>
    const string Found = "a value that is not shown";

    /// <summary>The least characters of a password.</summary>
    const int LeastPassword = 7;

    /// <summary>Passwords, each once.</summary>
    internal static SettingFormat<Seq<Secret>> Passwords { get; } = Unquoted(SettingFormats.List(
        OfText($"a password of at least {LeastPassword} characters, without control characters, and without blanks at its ends", text =>
            IsLine(text) && text.EnumerateRunes().Count() >= LeastPassword),
        nonEmpty: false));

    /// <summary>Keys of a key ring, each once. One that holds a reference to an environment variable is measured when that is resolved.</summary>
    internal static SettingFormat<Seq<Secret>> Keys { get; } = Unquoted(SettingFormats.List(
        OfText($"a key of at least {BounceSettings.ShortestKey} characters, without control characters, and without blanks at its ends", text =>
            BounceSettings.IsKey(text) || (IsLine(text) && text.Contains("${", StringComparison.Ordinal))),
        nonEmpty: false, most: 20));

    /// <summary>
    /// An object whose names are the lines and whose values are the commands. The lines are secrets too, so a mistake is told by the position of the entry.
    /// </summary>
    internal static SettingFormat<Seq<Shortcut>> Shortcuts { get; } = Unquoted(new SettingFormat<Seq<Shortcut>>(
        (path, value) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() <= SettingFormats.MaxEntries
            ? SettingProblems.All(value.EnumerateObject().Select((member, i) => Shortcut($"{path}[{i}]", member)))
            : SettingProblems.At<Seq<Shortcut>>(path, Found, $"an object with at most {SettingFormats.MaxEntries} lines and the commands that they stand for"),
        shortcuts => new JsonObject(shortcuts.Select((shortcut, i) => KeyValuePair.Create($"{shortcut.Line} {i + 1}", (JsonNode?)shortcut.Command.ToString())))));

    /// <summary>One password. One that holds a reference to an environment variable is measured when that is resolved.</summary>
    /// <param name="isGood">True for what can be one.</param>
    /// <param name="expected">Its form in words.</param>
    internal static SettingFormat<Secret> Password(Func<string, bool> isGood, string expected) =>
        OfText(expected, text => isGood(text) || (IsLine(text) && text.Contains("${", StringComparison.Ordinal)));

    /// <summary>Hexadecimal digits of a number of octets within bounds.</summary>
    internal static SettingFormat<Secret> Hex(int least, int most) => OfText(
        least == most ? $"{2 * most} hexadecimal digits" : $"an even number of hexadecimal digits, {2 * least} to {2 * most}",
        text => text.Length % 2 == 0 && text.Length >= 2 * least && text.Length <= 2 * most && text.All(char.IsAsciiHexDigit));

    static SettingFormat<Secret> OfText(string expected, Func<string, bool> isGood) => new(
        (path, value) => value.ValueKind == JsonValueKind.String && SettingProblems.Text(value) is var text && isGood(text)
            ? SettingProblems.None(new Secret(text))
            : SettingProblems.At<Secret>(path, Found, expected),
        secret => secret.ToString());

    static Validation<SettingProblem, Shortcut> Shortcut(string path, JsonProperty member) =>
        !IsLine(SettingSection.NameOf(member))
            ? SettingProblems.At<Shortcut>(path, Found, "a line of text, without control characters, and without blanks at its ends")
            : Command.Read(path, member.Value).Map(command => new Shortcut(new Secret(SettingSection.NameOf(member)), command));

    static SettingFormat<Secret> Command { get; } = OfText("a line and its command, a text without control characters", text => IsLine(text.Trim()));

    /// What a mail can hold as a whole line, once blanks at its ends are dropped.
    static bool IsLine(string text) =>
        text.Length is > 0 and <= 4096 && text.Trim().Length == text.Length && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufffd');

    /// The same format, whose mistakes quote nothing, and which takes each entry once.
    static SettingFormat<Seq<A>> Unquoted<A>(SettingFormat<Seq<A>> format) => new(
        (path, value) => format.Read(path, value).MapFail(problem => problem with { Found = Found }).Bind(entries => SettingProblems.Check(entries, Repeated(path, entries))),
        format.Write);

    static Seq<SettingProblem> Repeated<A>(string path, Seq<A> entries) =>
        entries.Select((entry, i) => (Key: entry is Shortcut shortcut ? shortcut.Line : (object)entry!, Index: i)).GroupBy(entry => entry.Key).SelectMany(group =>
            group.Skip(1).Select(again => new SettingProblem($"{path}[{again.Index}]", Found, $"each once; this one is {path}[{group.First().Index}] again"))).Gather();
}
