using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>Where a command writes, and whom it can ask.</summary>
/// <param name="Output">Takes text.</param>
/// <param name="Error">Takes complaints and notices, one a line.</param>
/// <param name="Octets">Opens the standard output for the octets of a mail.</param>
/// <param name="Answers">Gives the answers of a person; null when nobody sits there.</param>
public sealed record CliTerminal(TextWriter Output, TextWriter Error, Func<Stream> Octets, TextReader? Answers)
{
    /// <summary>True when a person reads the output on a screen.</summary>
    public bool IsPerson { get; init; }

    /// <summary>Gives an answer that is not shown while it is typed; null when the answers have ended.</summary>
    public Func<string?> ReadHidden { get; init; } = () => Answers?.ReadLine();

    /// <summary>Opens what takes the log of a daemon. It need not write before it is flushed.</summary>
    public Func<TextWriter> Log { get; init; } = () => Output;

    /// <summary>That of this process.</summary>
    public static CliTerminal OfProcess { get; } =
        new(Console.Out, Console.Error, Console.OpenStandardOutput, Console.IsInputRedirected ? null : Console.In)
        {
            IsPerson = !Console.IsOutputRedirected,
            ReadHidden = Hidden,
            Log = () => Journal.Output(Console.OpenStandardOutput()),
        };

    static string? Hidden()
    {
        var typed = new System.Text.StringBuilder();
        while (true)
        {
            switch (Console.ReadKey(intercept: true))
            {
                case { Key: ConsoleKey.Enter }:
                    Console.WriteLine();
                    return typed.ToString();
                case { Key: ConsoleKey.Backspace }:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                case { KeyChar: '\u0004' }:
                    return null;
                case { KeyChar: not '\0' } key:
                    typed.Append(key.KeyChar);
                    break;
            }
        }
    }
}

/// <summary>Why a command was not carried out: one line for its user, and the exit code.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Line">What went wrong.</param>
public sealed record CliError(int Code, string Line)
{
    /// <summary>The exit code of a command that was carried out.</summary>
    public const int None = 0;

    /// <summary>The exit code when there is no mail of that name.</summary>
    public const int NotThere = 1;

    /// <summary>The exit code of anything else that went wrong.</summary>
    public const int Trouble = 2;

    /// <summary>There is no mail of that name.</summary>
    public static CliError NoSuchMail(string id) => new(NotThere, $"there is no mail {Printable.Excerpt(id, 60)} in the queue");

    /// <summary>Something else.</summary>
    public static CliError Because(string reason) => new(Trouble, reason.ReplaceLineEndings(" "));
}

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
