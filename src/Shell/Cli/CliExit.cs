using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>How a command ends: its lines, or its complaint, and the exit code.</summary>
static class CliExit
{
    public static int Conclude(this CliTerminal terminal, Either<CliError, Seq<string>> result) => result.Match(
        Right: lines =>
        {
            lines.Iter(terminal.Output.WriteLine);
            return CliError.None;
        },
        Left: error =>
        {
            terminal.Error.WriteLine(error.Line);
            return error.Code;
        });
}
