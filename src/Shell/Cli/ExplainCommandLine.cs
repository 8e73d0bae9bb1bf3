using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos explain</c>, for the command line of the program.</summary>
static class ExplainCommandLine
{
    static readonly Argument<string> Mail = new("MAIL") { Description = "The mail: a file (.eml)." };
    static readonly Option<string> Client = new("--client") { Description = "The address of the client that hands it in.", HelpName = "ADDRESS", Required = true };
    static readonly Option<string> Helo = new("--helo") { Description = "What the client says in EHLO.", HelpName = "NAME", Required = true };
    static readonly Option<string> From = new("--from") { Description = "The envelope sender; \"\" for the null sender.", HelpName = "ADDRESS", Required = true };
    static readonly Option<string[]> To = new("--to") { Description = "A recipient; may be given several times.", HelpName = "ADDRESS", Required = true };
    static readonly Option<string?> Zone = new("--zone") { Description = "Answer from the records in this file instead of the DNS.", HelpName = "FILE" };
    static readonly Option<bool> Scan = new("--scan") { Description = "Ask the scanner for spam, if MailDaemon.Scanner names one; it gets to see the mail." };
    static readonly Option<bool> Json = new("--json") { Description = "Write JSON for other programs." };
    static readonly Option<string?> Output = new("--write") { Description = "Write the mail that would leave to this new file.", HelpName = "FILE" };

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="config">The option that names the configuration.</param>
    public static Command Of(Option<string?> config)
    {
        var command = new Command("explain", "Tell what would become of a mail, and why. Nothing is sent, stored or run.") { Mail, Client, Helo, From, To, Zone, Scan, Json, Output, config };
        command.SetAction((parsed, _) => ExplainCommand.Run(
            new ExplainRequest(
                parsed.GetRequiredValue(Mail), parsed.GetRequiredValue(Client), parsed.GetRequiredValue(Helo), parsed.GetRequiredValue(From), parsed.GetRequiredValue(To),
                parsed.GetValue(Zone), parsed.GetValue(Output), parsed.GetValue(Json), parsed.GetValue(Scan)),
            parsed.GetValue(config), parsed.Terminal));
        return command;
    }
}
