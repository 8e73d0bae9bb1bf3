using System.Globalization;
using System.Text;
using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>A command that has been read.</summary>
/// <param name="Shown">What may be shown of it: it holds no password, and of a secret argument nothing.</param>
public abstract record Prepared(string Shown)
{
    /// <summary>It cannot run.</summary>
    /// <param name="Shown">The first word of it, where it looks like a prefix.</param>
    /// <param name="Reason">Why not, for its sender to read.</param>
    public sealed record Refused(string Shown, string Reason) : Prepared(Shown);

    /// <summary>It can run.</summary>
    /// <param name="Shown">The command after replacements and without its settings; for a secret app its prefix and <c>***</c>.</param>
    /// <param name="App">The app to run.</param>
    /// <param name="Argument">What the app is given.</param>
    /// <param name="Lint">How its result is tidied.</param>
    /// <param name="Limit">How long it may run.</param>
    public sealed record Ready(string Shown, IApp App, string Argument, LintRules Lint, TimeSpan Limit) : Prepared(Shown)
    {
        /// <summary>The record without the argument: it may be a secret.</summary>
        public override string ToString() => $"Ready {{ Shown = {Shown}, Lint = {Lint}, Limit = {Limit} }}";
    }
}

/// <summary>From the text of a command to an app and its argument, and from the app's result to the text of the reply.</summary>
public static class CommandLine
{
    /// The longest word of a refused command that is shown.
    const int ShownOfRefused = 12;

    const string Hidden = "***";

    /// <summary>
    /// Reads a command as <see cref="CommandCandidate.Command"/> has it: replacements, then settings of its own, then the app. Reading twice gives the same, so
    /// nothing of it need be stored but the text.
    /// </summary>
    public static Prepared Prepare(CommandPolicy policy, string text)
    {
        var command = WhiteSpace.Trim(IsTooLong(text) ? text : Translate.Apply(policy.Translations, WhiteSpace.OrdinaryUnquoted(text))).ToString();
        return command.Length == 0 ? new Prepared.Refused("", "there is no command, or it repeats a password")
            : IsTooLong(command) ? Refuse(command, $"a command has no more than {CommandPolicy.MaxLength} octets")
            : !PltOverride.IsPresent(command) ? Choose(policy, command, policy.Lint, policy.Limit)
            : PltOverride.Parse(command).Match(
                settings => Choose(policy, settings.Command, policy.Lint with { BeginPosition = settings.Skip, MaxLength = settings.Max }, settings.Limit),
                reason => Refuse(command, reason));
    }

    /// <summary>The text of the reply: error and output, tidied; never without anything visible.</summary>
    public static string Finish(LintRules lint, CommandResult result) => ResultText.OrEmpty(Lint.Apply(lint, ResultText.Combine(result)));

    static Prepared Choose(CommandPolicy policy, string command, LintRules lint, TimeSpan limit) =>
        AppChoice.Of(policy.Apps, command).Match<Prepared>(
            chosen => new Prepared.Ready(chosen.App.IsSecret ? $"{chosen.App.Prefix} {Hidden}" : WithoutPasswords(policy, command), chosen.App, chosen.Argument, lint, limit),
            () => Refuse(command, Unknown(policy)));

    static string Unknown(CommandPolicy policy) =>
        $"bad prefix, or the app is not there; a command begins with one of {string.Join(' ', policy.Apps.Map(app => app.Prefix).AsEnumerable().Append(PltOverride.Prefix))}";

    /// It may be a mistyped command of a secret app, so nothing is shown but a first word that looks like a prefix.
    static Prepared.Refused Refuse(string command, string reason)
    {
        var word = WhiteSpace.WordLength(command);
        return new Prepared.Refused(command[0] != '.' || word > ShownOfRefused ? Hidden : word == command.Length ? command : $"{command[..word]} {Hidden}", reason);
    }

    /// <summary>A text for others than the sender: a replacement may have put a password into a command, and an app into its result.</summary>
    internal static string WithoutPasswords(CommandPolicy policy, string text) =>
        policy.Passwords.Then(policy.Shortcuts.Map(shortcut => shortcut.Line)).Map(secret => secret.Reveal()).Filter(CommandMask.IsTelling)
            .AsEnumerable().OrderByDescending(secret => secret.Length).Gather()
            .Fold(text, (shown, password) => shown.Replace(password, Hidden, StringComparison.OrdinalIgnoreCase));

    static bool IsTooLong(string text) => text.Length > CommandPolicy.MaxLength || Encoding.UTF8.GetByteCount(text) > CommandPolicy.MaxLength;
}

/// <summary>
/// The settings of one command (laitos' <c>.plt SKIP MAX TIMEOUT command</c>): how much of the result is skipped, how much is shown, how long it may take.
/// </summary>
/// <param name="Skip">How many octets of the result are dropped in front.</param>
/// <param name="Max">How many octets are left at most; 0 for no limit.</param>
/// <param name="Limit">How long the command may run.</param>
/// <param name="Command">The command itself, trimmed.</param>
public sealed record PltOverride(int Skip, int Max, TimeSpan Limit, string Command)
{
    /// <summary>What such a command begins with, in any letter case.</summary>
    public const string Prefix = ".plt";

    /// <summary>The longest time that a command may ask for.</summary>
    public static TimeSpan LongestLimit { get; } = TimeSpan.FromHours(1);

    /// <summary>Without the command, which may hold what nobody should see.</summary>
    public override string ToString() => $"PltOverride {{ Skip = {Skip}, Max = {Max}, Limit = {Limit} }}";

    const string Form = ".plt SKIP MAX TIMEOUT command";

    /// <summary>True when a command begins with settings of its own.</summary>
    public static bool IsPresent(string command) => command.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads the settings of a command that begins with the prefix, or says what is wrong with them. Anything may stand between the numbers but digits,
    /// and what would belong to a number or begin a command: points and signs.
    /// </summary>
    public static Either<string, PltOverride> Parse(string command)
    {
        var cursor = new Cursor(command.AsSpan(Math.Min(Prefix.Length, command.Length)));
        var numbers = (Number(ref cursor), Number(ref cursor), Number(ref cursor));
        var rest = WhiteSpace.Trim(cursor.Rest).ToString();
        return numbers switch
        {
            (int skip, int max, int seconds) when rest.Length > 0 =>
                seconds >= 1 && seconds <= LongestLimit.TotalSeconds
                    ? new PltOverride(skip, max, TimeSpan.FromSeconds(seconds), rest)
                    : $"the time limit of {Form} is 1 to {LongestLimit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds",
            _ => $"a command with settings is written {Form}, in whole numbers",
        };
    }

    /// The next number, if there is one.
    static int? Number(ref Cursor cursor)
    {
        cursor.TakeWhile(c => !char.IsAsciiDigit(c) && c is not ('.' or '-' or '+'));
        return int.TryParse(cursor.TakeWhile(char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
