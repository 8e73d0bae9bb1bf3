using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>How a command ends: its lines, or its complaint, and the exit code.</summary>
static class Conclusion
{
    public static int Conclude(this CommandTerminal terminal, Either<Complaint, Seq<string>> result) => result.Match(
        Right: lines =>
        {
            lines.Iter(terminal.Output.WriteLine);
            return Complaint.None;
        },
        Left: complaint =>
        {
            terminal.Error.WriteLine(complaint.Line);
            return complaint.Code;
        });
}
