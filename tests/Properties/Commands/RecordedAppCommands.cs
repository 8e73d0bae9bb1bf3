using System.Text.Json;
using Laitos.Domain.Commands;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>What laitos was seen to do with commands, and where we differ on purpose.</summary>
public class RecordedAppCommands
{
    /// <summary>Where a line is a command in one program and not in the other, or another command.</summary>
    static readonly (string Reason, Func<PinCase, bool> Holds)[] SearchDifferences =
    [
        ("an empty password fits nothing (defect 36)", one => one.Command is not null && one.Passwords.Contains("")),
        ("a word that goes on is another word (defect 36), and the longest password counts", one => one.Command is { Length: > 0 } text && text[0] != '.' && !char.IsWhiteSpace(text[0])),
        ("an empty shortcut would be every empty line", one => one.Command == ".s empty"),
        ("a byte order mark is not seen (defect 33)", one => one.Command is null && one.Content.StartsWith('\ufeff') && one.Passwords.Contains(Password)),
        ("a command that repeats a password is withheld", one => one.Command?.Contains(Password, StringComparison.Ordinal) == true),
    ];

    /// <summary>Settings of a command that we read otherwise.</summary>
    static readonly Dictionary<string, string> PltDifferences = new()
    {
        ["1 2 3 "] = "there is no command",
        ["0 0 0 .s"] = "no time is no time limit",
        ["99999999999999999999 1 1 .s x"] = "too large for a number",
        ["1\n2\n3\nrest\nmore"] = "a line feed does not end the command (defect 38)",
        ["-1 -2 -3 x"] = "a sign belongs to its number (defect 38)",
        ["1.5 2.5 3.5 x"] = "a point belongs to its number (defect 38)",
        ["1 23 x"] = "a number keeps its digits (defect 38)",
        ["1 234 x"] = "a number keeps its digits (defect 38)",
    };

    /// <summary>Commands that laitos ran and we refuse.</summary>
    static readonly Dictionary<string, string> ProcessDifferences = new()
    {
        ["verysecret.stop"] = "an order to the environment is not `top` in the shell (defect 41)",
        ["verysecret.plt 1 23 .s echo x"] = "a number keeps its digits (defect 38)",
    };

    sealed record PinCase(string Content, string[] Passwords, (string Line, string Command)[] Shortcuts, string? Command);

    [Test]
    public void Recorded_lines_are_the_same_commands() => Assert.Multiple(() =>
    {
        var count = 0;
        foreach (var one in Recorded("PINAndShortcuts.Transform").Select(PinCaseOf))
        {
            var policy = PolicyOf(one.Passwords) with { Shortcuts = one.Shortcuts.Select(each => new Shortcut(new Secret(each.Line), new Secret(each.Command))).Gather() };
            var agrees = CommandOf(policy, one.Content.Split('\n')) == one.Command?.Trim();
            Assert.That(agrees, Is.EqualTo(!SearchDifferences.Any(difference => difference.Holds(one))), $"{Printable.Escape(one.Content)} with {string.Join(',', one.Passwords)}: {one.Command}");
            count++;
        }

        Assert.That(count, Is.GreaterThan(250));
    });

    /// <summary>Only the replacement of nothing differs: there it puts its text between all characters, here it does nothing.</summary>
    [Test]
    public void Recorded_replacements_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in Recorded("TranslateSequences.Transform"))
        {
            var sequences = vector.GetProperty("in").GetProperty("sequences");
            var pairs = sequences.ValueKind == JsonValueKind.Null ? [] : sequences.EnumerateArray().Where(each => each.GetArrayLength() == 2).ToArray();
            var translations = pairs.Select(pair => new Translation(pair[0].GetString()!, pair[1].GetString()!)).Gather();
            var content = vector.GetProperty("in").GetProperty("content").GetString()!;
            var expected = translations.Exists(each => each.From.Length == 0) ? content : vector.GetProperty("out").GetProperty("content").GetString();
            Assert.That(Translate.Apply(translations, content), Is.EqualTo(expected), vector.ToString());
        }
    });

    /// <summary>No app has an empty prefix.</summary>
    [Test]
    public void Recorded_prefixes_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in Recorded("Command.FindAndRemovePrefix").Where(each => each.GetProperty("in")[1].GetString() != ""))
        {
            var (content, prefix) = (TextOf(vector.GetProperty("in")[0]), TextOf(vector.GetProperty("in")[1]));
            var ours = AppChoice.Of(Seqs.Of<Laitos.Domain.Commands.Apps.IApp>(new StillApp(prefix, false)), content).Map(chosen => chosen.Argument).IfNone(content);
            Assert.That(ours, Is.EqualTo(TextOf(vector.GetProperty("out").GetProperty("content"))), vector.ToString());
        }
    });

    /// <summary>A character without width is nothing to run.</summary>
    [Test]
    public void Recorded_empty_commands_are_empty() => Assert.Multiple(() =>
    {
        foreach (var vector in Recorded("Command.Trim"))
        {
            var isEmpty = CommandLine.Prepare(Policy, TextOf(vector.GetProperty("in"))) is Prepared.Refused { Shown: "" };
            Assert.That(isEmpty, Is.EqualTo(vector.GetProperty("out").GetProperty("error").GetString() is not null || TextOf(vector.GetProperty("in")) == "\u200b"), vector.ToString());
        }
    });

    [Test]
    public void Recorded_settings_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in Recorded("RegexCommandWithPLT"))
        {
            var text = TextOf(vector.GetProperty("in"));
            var ours = PltOverride.Parse(".plt" + text).Match(one => (one.Skip, one.Max, (int)one.Limit.TotalSeconds, one.Command), _ => default);
            var groups = vector.GetProperty("out") is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray().Select(TextOf).ToArray() : null;
            var agrees = groups is null ? ours == default : groups.Skip(1).Take(3).All(group => int.TryParse(group, out _)) && ours == (int.Parse(groups[1]), int.Parse(groups[2]), int.Parse(groups[3]), groups[4].Trim());
            Assert.That(agrees, Is.EqualTo(!PltDifferences.ContainsKey(text)), $"{vector}: {ours}");
        }
    });

    [Test]
    public void Recorded_texts_of_results_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in Recorded("SayEmptyOutput.Transform"))
        {
            Assert.That(ResultText.OrEmpty(TextOf(vector.GetProperty("in"))), Is.EqualTo(TextOf(vector.GetProperty("out"))));
        }

        foreach (var vector in Recorded("Result.ResetCombinedText"))
        {
            Assert.That(ResultText.Combine(new CommandResult(TextOf(vector.GetProperty("in")[0]), TextOf(vector.GetProperty("in")[1]))), Is.EqualTo(TextOf(vector.GetProperty("out"))));
        }
    });

    /// <summary>
    /// Whole runs: the same command, the same limit, and from the same error and output the same text. A refusal is not cut by the settings of the command that
    /// is refused (defect 38). A subject has no blank in front (defect 38). The limit of length counts the command, not the mail (defect 32).
    /// </summary>
    [Test]
    public void Recorded_runs_agree() => Assert.Multiple(() =>
    {
        var (ran, refused, none) = (0, 0, 0);
        var policy = PolicyOf([Password]) with
        {
            Shortcuts = Seqs.Of(new Shortcut(new Secret("sc"), new Secret(".s echo sc")), new Shortcut(new Secret("ml"), new Secret(".s echo a\necho b"))),
            Translations = Seqs.Of(new Translation("#/", "|"), new Translation("alpha", "beta")),
            Apps = Seqs.Of<Laitos.Domain.Commands.Apps.IApp>(
                new StillApp(".s", false), new StillApp(".e", false), new StillApp(".b", false), new StillApp(".c", false), new StillApp(".0m", false), new StillApp(".nbe", true)),
            Limit = TimeSpan.FromSeconds(10),
        };
        foreach (var vector in Recorded("CommandProcessor.Process"))
        {
            var (input, output) = (vector.GetProperty("in"), vector.GetProperty("out"));
            var content = TextOf(input.GetProperty("content"));
            var error = output.GetProperty("error") is { ValueKind: JsonValueKind.String } said ? TextOf(said) : "";
            if (content.Length > 1000 || content == "verysecret.0m")
            {
                // Of the long ones the recording holds only the beginning; the other is an app that we do not have, and whose results are not tidied.
                continue;
            }

            var rules = LintLaws.RulesOf(input.GetProperty("lint"));
            switch (CommandOf(policy, content.Split('\n')) is { } text ? CommandLine.Prepare(policy with { Lint = rules }, text) : null)
            {
                case null:
                    Assert.That(error, Is.EqualTo("invalid password PIN or shortcut"), content);
                    none++;
                    break;
                case Prepared.Refused:
                    Assert.That(error is "bad prefix or feature is not configured" or ".plt P L T command" or "invalid time limit", Is.EqualTo(!ProcessDifferences.ContainsKey(content)), content);
                    refused++;
                    break;
                case Prepared.Ready ready:
                    var (lint, combined) = (input.GetProperty("run_result_filters").GetBoolean(), TextOf(output.GetProperty("combined")));
                    var result = new CommandResult(error, TextOf(output.GetProperty("output")));
                    Assert.That(lint ? CommandLine.Finish(ready.Lint, result) : ResultText.Combine(result), Is.EqualTo(combined), content);
                    Assert.That(ready.Shown, Is.EqualTo(ready.App.IsSecret ? ".nbe ***" : TextOf(output.GetProperty("command")).Trim()));
                    Assert.That(ready.Limit.TotalSeconds, Is.EqualTo(output.GetProperty("timeout").GetInt32()), content);
                    ran++;
                    break;
                default:
                    Assert.Fail(content);
                    break;
            }
        }

        Assert.That((ran > 40, refused > 15, none > 3), Is.EqualTo((true, true, true)), $"{ran} {refused} {none}");
    });

    static PinCase PinCaseOf(JsonElement vector)
    {
        var (input, output) = (vector.GetProperty("in"), vector.GetProperty("out"));
        return new PinCase(
            TextOf(input.GetProperty("content")),
            [.. input.GetProperty("passwords").EnumerateArray().Select(TextOf)],
            input.GetProperty("shortcuts") is { ValueKind: JsonValueKind.Object } shortcuts ? [.. shortcuts.EnumerateObject().Select(each => (each.Name, each.Value.GetString()!))] : [],
            output.GetProperty("error").ValueKind == JsonValueKind.Null ? TextOf(output.GetProperty("content")) : null);
    }
}
