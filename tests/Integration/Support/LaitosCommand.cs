using System.Text;
using Laitos.Shell.Cli;

namespace Laitos.Integration.Support;

/// <summary>A command of the program that has come to its end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Lines">What it wrote to the standard output.</param>
/// <param name="Errors">What it wrote to the standard error.</param>
sealed record LaitosCommand(int Code, IReadOnlyList<string> Lines, IReadOnlyList<string> Errors)
{
    /// <summary>The lines of its output.</summary>
    public string Output => string.Join('\n', Lines);

    /// <summary>The lines of its errors.</summary>
    public string Error => string.Join('\n', Errors);

    /// <summary>
    /// Runs it from its command line to its exit code, within the process of the tests where nobody sits at a terminal: a start for each would cost more than
    /// all of them. Where the environment names the program that is to be tested, that is run.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    public static Task<LaitosCommand> Run(params string[] arguments) => LaitosProcess.Named is null ? Within(arguments) : Apart(arguments);

    /// <summary>Runs it in a process of its own.</summary>
    /// <param name="arguments">The command line.</param>
    public static async Task<LaitosCommand> Apart(params string[] arguments)
    {
        await using var process = LaitosProcess.Start(null, arguments);
        return new LaitosCommand(await process.Ended(), process.Lines, process.Errors);
    }

    static async Task<LaitosCommand> Within(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var octets = new MemoryStream();
        var code = await Task.Run(() => RootCommandLine.Run(arguments, new CliTerminal(output, error, () => octets, Answers: null)));
        return new LaitosCommand(code, LinesOf(output + Encoding.UTF8.GetString(octets.ToArray())), LinesOf($"{error}"));
    }

    static string[] LinesOf(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
