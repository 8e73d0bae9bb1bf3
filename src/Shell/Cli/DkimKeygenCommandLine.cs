using System.CommandLine;
using Laitos.Signatures.Signing;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos dkim-keygen</c>, for the command line of the program.</summary>
static class DkimKeygenCommandLine
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Of()
    {
        var domain = new Option<string>("--domain", "-d") { Description = "The domain that signs.", HelpName = "NAME", Required = true };
        var selector = new Option<string>("--selector", "-s") { Description = "The name of this key among those of the domain; a new one for each key, such as a year and month.", HelpName = "NAME", Required = true };
        var file = new Option<string>("--output", "-o") { Description = "A new file for the private key, readable by you alone.", HelpName = "FILE", Required = true };
        var type = new Option<string>("--type") { Description = "rsa (2048 bits, verified everywhere) or ed25519 (short, not yet verified everywhere).", DefaultValueFactory = _ => "rsa" };
        type.AcceptOnlyFromAmong("rsa", "ed25519");
        var command = new Command("dkim-keygen", "Make a key that signs mail, and print the DNS record that publishes it.") { domain, selector, file, type };
        command.SetAction(parsed => DkimKeygen.Run(
            parsed.GetRequiredValue(domain), parsed.GetRequiredValue(selector), parsed.GetRequiredValue(file),
            parsed.GetValue(type) == "rsa" ? KeyKind.Rsa2048 : KeyKind.Ed25519, parsed.Terminal));
        return command;
    }
}
