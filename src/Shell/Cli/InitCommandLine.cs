using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos init</c>, for the command line of the program.</summary>
static class InitCommandLine
{
    static readonly Option<string?> Domains = new("--domains") { Description = "The domains whose mail is accepted, separated by commas.", HelpName = "NAMES" };
    static readonly Option<string?> ForwardTo = new("--forward-to") { Description = "The addresses that it is forwarded to, separated by commas.", HelpName = "ADDRESSES" };
    static readonly Option<string?> Hostname = new("--hostname") { Description = "The name of this server in the DNS.", HelpName = "NAME" };
    static readonly Option<string?> Relay = new("--relay") { Description = "The server that sends mail on; port 587 where none is named.", HelpName = "HOST[:PORT]" };
    static readonly Option<string?> User = new("--user") { Description = "The user name at the relay; \"\" for none.", HelpName = "NAME" };
    static readonly Option<string?> PasswordFile = new("--password-file") { Description = "A file that holds the password at the relay; otherwise it is asked for.", HelpName = "FILE" };
    static readonly Option<string?> MailFrom = new("--mail-from") { Description = "The envelope sender of forwarded mail; forwarder at the first domain where none is named.", HelpName = "ADDRESS" };
    static readonly Option<string?> Certificate = new("--tls-cert") { Description = "PEM file of the certificate chain.", HelpName = "FILE" };
    static readonly Option<string?> Key = new("--tls-key") { Description = "PEM file of its key.", HelpName = "FILE" };
    static readonly Option<string?> Spool = new("--spool") { Description = "The folder in which mail waits; spool beside the configuration where none is named, /var/lib/laitos/spool for a file below /etc.", HelpName = "DIR" };
    static readonly Option<string> Output = new("--output", "-o") { Description = "The file to write.", HelpName = "FILE", DefaultValueFactory = _ => "config.json" };
    static readonly Option<bool> Force = new("--force") { Description = "Write over a file that exists." };
    static readonly Option<string?> Zone = new("--zone") { Description = "Examine against the records in this file instead of the DNS.", HelpName = "FILE" };
    static readonly Option<bool> NoDoctor = new("--no-doctor") { Description = "Do not examine the set-up at the end." };

    /// <summary>The command, to be added to the root.</summary>
    public static Command Of()
    {
        var command = new Command("init", "Write a first configuration: asks for what no option says, prints the DNS records to publish, and examines the set-up.")
        {
            Domains, ForwardTo, Hostname, Relay, User, PasswordFile, MailFrom, Certificate, Key, Spool, Output, Force, Zone, NoDoctor,
        };
        command.SetAction((parsed, _) => new InitCommand(parsed.Terminal).Run(new InitRequest(
            parsed.GetValue(Domains), parsed.GetValue(ForwardTo), parsed.GetValue(Hostname), parsed.GetValue(Relay), parsed.GetValue(User), parsed.GetValue(PasswordFile), parsed.GetValue(MailFrom),
            parsed.GetValue(Certificate), parsed.GetValue(Key), parsed.GetValue(Spool), parsed.GetValue(Output)!, parsed.GetValue(Force), !parsed.GetValue(NoDoctor), parsed.GetValue(Zone))));
        return command;
    }
}
