using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos doctor</c>, for the command line of the program.</summary>
static class DoctorCommandLine
{
    static readonly Option<string?> Zone = new("--zone") { Description = "Answer from the records in this file instead of the DNS.", HelpName = "FILE" };
    static readonly Option<bool> Json = new("--json") { Description = "Write JSON for other programs." };

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="config">The option that names the configuration.</param>
    public static Command Of(Option<string?> config)
    {
        var command = new Command("doctor", "Try the set-up from the inside, DNS, certificate, relay, block lists, disk, and say what to do. No mail is sent. Ends with 1 when something will not work.")
        {
            Zone, Json, config,
        };
        command.SetAction((parsed, _) => DoctorCommand.Run(parsed.GetValue(config), parsed.GetValue(Zone), parsed.GetValue(Json), parsed.Terminal));
        return command;
    }
}
