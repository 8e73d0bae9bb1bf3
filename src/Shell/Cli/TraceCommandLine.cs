using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos trace</c>, for the command line of the program.</summary>
static class TraceCommandLine
{
    static readonly Argument<string> What = new("WHAT")
    {
        Description = "What to look for: the id of a mail, a Message-ID, a mail address, a client's IP address, or a part of a subject, an address or a client's name.",
    };

    static readonly Option<string?> Since = new("--since") { Description = "Only what came within this time, such as 2d or 6h.", HelpName = "TIME" };
    static readonly Option<bool> Json = new("--json") { Description = "Write JSON for other programs." };

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="config">The option that names the configuration.</param>
    public static Command Of(Option<string?> config)
    {
        var command = new Command("trace", "Tell what became of a mail, and why: laitos trace bob@example.org --since 2d. Works beside a running daemon and without one.") { What, Since, Json, config };
        command.SetAction((parsed, _) => TraceCommand.Run(parsed.GetRequiredValue(What), parsed.GetValue(Since), parsed.GetValue(Json), parsed.GetValue(config), parsed.Terminal));
        return command;
    }
}
