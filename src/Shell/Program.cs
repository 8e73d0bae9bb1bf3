using System.CommandLine;
using Laitos.Shell;
using Laitos.Shell.Cli;
using Laitos.Shell.Configuration;

// The command line of laitos: -config FILE -daemons smtpd. Both dash styles are taken.
var config = new Option<string?>("-config", "--config", "-c")
{
    Description = "The JSON configuration file. Without it, the environment variable LAITOS_CONFIG holds the JSON itself.",
    HelpName = "FILE",
};
var daemons = new Option<string>("-daemons", "--daemons")
{
    Description = "The daemons to run, separated by commas. This program runs one: smtpd.",
    HelpName = "NAMES",
    DefaultValueFactory = _ => Daemon.Name,
};
var log = new Option<string>("-log", "--log")
{
    Description = "How to write the log: text (a readable line for each event) or json (an object on each line).",
    DefaultValueFactory = _ => "text",
};
log.AcceptOnlyFromAmong("text", "json");

var check = new Command("check", "Validate the configuration and print the effective settings, with secrets hidden.") { config };
check.SetAction(parsed => CheckCommand.Run(parsed.GetValue(config), Console.Out, Console.Error));

var root = new RootCommand("laitos: a personal mail forwarder.") { config, daemons, log, check, QueueCommandLine.Of(config) };
root.SetAction((parsed, cancel) => Daemon.Run(parsed.GetValue(config), parsed.GetValue(daemons)!, parsed.GetValue(log) == "json"));

return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
