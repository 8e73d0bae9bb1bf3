using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary>The manual page of the program, laitos(1), made of the command line's own description.</summary>
static class ManualPage
{
    /// <summary>The page as man(7) takes it.</summary>
    /// <param name="root">The command line.</param>
    /// <param name="version">The version of the program.</param>
    public static string Of(RootCommand root, string version)
    {
        string[] front =
        [
            $".TH LAITOS 1 \"\" \"laitos {Text(version)}\" \"\"", ".SH NAME", "laitos \\- a personal mail forwarder", ".SH SYNOPSIS",
            .. CommandTree.All(root).Where(command => command.Action is not null).SelectMany(command => (string[])[$".B {Text(CommandTree.Words(command))}", $".RI {Quoted(Synopsis(command))}", ".br"]),
            ".SH DESCRIPTION",
            Text("laitos receives mail for domains by SMTP, refuses senders that DNS block lists name, and forwards the rest to mailboxes elsewhere. Without a command it runs the daemon until SIGTERM; mail under way is finished first."),
        ];
        string[] back =
        [
            ".SH EXIT STATUS",
            Text("The daemon: 0 after SIGTERM, 2 when it cannot start, with a line that names cause and cure. Commands: 0; 1 where they say so (there is no such mail, something will not work); 2 for anything else that went wrong."),
            ".SH ENVIRONMENT", ".TP", ".B LAITOS_CONFIG", Text("The JSON of the configuration itself, where no file is named."),
            ".SH FILES", ".TP", ".I /etc/laitos/config.json", Text("The configuration that the service reads."), ".TP", ".I /usr/share/doc/laitos", Text("All of the documentation."), "",
        ];
        return string.Join('\n', [.. front, .. CommandTree.All(root).SelectMany(Section), .. back]);
    }

    static IEnumerable<string> Section(Command command) =>
    [
        $".SS {Quoted(CommandTree.Words(command))}", Text(command.Description ?? ""),
        .. command.Arguments.SelectMany(argument => (string[])[".TP", $".I {Text(argument.HelpName ?? argument.Name)}", Text(argument.Description ?? "")]),
        .. CommandTree.Options(command).SelectMany(option => (string[])[".TP", $".B {Text(CommandTree.Label(option))}", Text(option.Description ?? "")]),
        ".PP", "Example:", ".PP", ".nf", ".RS", Text(CommandTree.Example(command)), ".RE", ".fi",
    ];

    static string Synopsis(Command command) => string.Join(
        ' ',
        command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? argument.HelpName ?? argument.Name : $"[{argument.HelpName ?? argument.Name}]")
            .Concat(CommandTree.Options(command).Select(option => option.Required ? CommandTree.Label(option) : $"[{CommandTree.Label(option)}]")));

    static string Quoted(string text) => $"\"{Text(text).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    /// A line of text: backslashes and dashes are signs of their own, and a dot or an apostrophe in front would be a request.
    static string Text(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line;
    }
}

/// <summary><c>laitos man</c>, for those who build packages.</summary>
static class ManualCommandLine
{
    /// <summary>The command, to be added to the root last.</summary>
    public static Command Of(RootCommand root)
    {
        var command = new Command("man", "Print the manual page of this program, to be saved as laitos.1.") { Hidden = true };
        command.SetAction(parsed =>
        {
            parsed.Terminal.Output.Write(ManualPage.Of(root, typeof(ManualPage).Assembly.GetName().Version?.ToString(3) ?? ""));
            return CliError.None;
        });
        return command;
    }
}
