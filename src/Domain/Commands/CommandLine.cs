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
        var command = Blanks.Trim(IsTooLong(text) ? text : Translate.Apply(policy.Translations, text)).ToString();
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
        var word = Blanks.WordLength(command);
        return new Prepared.Refused(command[0] != '.' || word > ShownOfRefused ? Hidden : word == command.Length ? command : $"{command[..word]} {Hidden}", reason);
    }

    /// <summary>A text for others than the sender: a replacement may have put a password into a command, and an app into its result.</summary>
    internal static string WithoutPasswords(CommandPolicy policy, string text) =>
        policy.Passwords.Then(policy.Shortcuts.Map(shortcut => shortcut.Line)).Map(secret => secret.Reveal()).Filter(CommandMask.IsTelling)
            .AsEnumerable().OrderByDescending(secret => secret.Length).Gather()
            .Fold(text, (shown, password) => shown.Replace(password, Hidden, StringComparison.OrdinalIgnoreCase));

    static bool IsTooLong(string text) => text.Length > CommandPolicy.MaxLength || Encoding.UTF8.GetByteCount(text) > CommandPolicy.MaxLength;
}
