using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos rules</c> and its subcommands, for the command line of the program.</summary>
static class RulesCommandLine
{
    static readonly Option<bool> Json = new("--json") { Description = "Write JSON for other programs." };

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="config">The option that names the configuration.</param>
    public static Command Of(Option<string?> config) => new("rules", "Tell what becomes of which address: MailDaemon.Rules as they are understood.") { Test(config), List(config) };

    static Command Test(Option<string?> config)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The address that is written to." };
        var from = new Option<string>("--from") { Description = "The envelope sender; without it, the null sender of notices.", HelpName = "ADDRESS", DefaultValueFactory = _ => "" };
        var at = new Option<string?>("--at") { Description = "When, instead of now: 2026-12-31 or 2026-12-31T18:00:00Z.", HelpName = "DATE" };
        var command = new Command("test", "Say which rule decides about an address, and what happens. Exit code 0 when its mail is taken, 1 when it is refused.") { address, from, at, Json, config };
        command.SetAction(parsed => Rules(parsed, config).Test(parsed.GetRequiredValue(address), parsed.GetValue(from)!, parsed.GetValue(at), parsed.GetValue(Json)));
        return command;
    }

    static Command List(Option<string?> config)
    {
        var command = new Command("list", "Print the rules in their order.") { Json, config };
        command.SetAction(parsed => Rules(parsed, config).List(parsed.GetValue(Json)));
        return command;
    }

    static RulesCommand Rules(ParseResult parsed, Option<string?> config) => new(parsed.GetValue(config), parsed.Terminal);
}
