namespace Laitos.Shell.Cli;

/// <summary>Where a command writes, and whom it can ask.</summary>
/// <param name="Output">Takes text.</param>
/// <param name="Error">Takes complaints and notices, one a line.</param>
/// <param name="Octets">Opens the standard output for the octets of a mail.</param>
/// <param name="Answers">Gives the answers of a person; null when nobody sits there.</param>
public sealed record CliTerminal(TextWriter Output, TextWriter Error, Func<Stream> Octets, TextReader? Answers)
{
    /// <summary>That of this process.</summary>
    public static CliTerminal OfProcess { get; } =
        new(Console.Out, Console.Error, Console.OpenStandardOutput, Console.IsInputRedirected ? null : Console.In);
}
