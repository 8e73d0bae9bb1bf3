using System.CommandLine;
using Laitos.Shell;
using Laitos.Shell.Cli;
using Laitos.Shell.Configuration;

// The command line of laitos: -config FILE -daemons smtpd. Both dash styles are taken.
const int Mistaken = 2;
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

var check = new Command("check", "Validate the configuration and what it names on this machine, and print the effective settings, with secrets hidden.") { config };
check.SetAction((parsed, _) => CheckCommand.Run(parsed.GetValue(config), Console.Out, Console.Error));

var root = new RootCommand("laitos: a personal mail forwarder.") { config, daemons, log, check, QueueCommandLine.Of(config), DkimKeygenCommandLine.Of(), ExplainCommandLine.Of(config), RulesCommandLine.Of(config), TraceCommandLine.Of(config) };
foreach (var flag in LaitosFlags.All)
{
    root.Add(flag);
}

root.Add(DoctorCommandLine.Of(config));
root.Add(InitCommandLine.Of());
root.Add(ManualCommandLine.Of(root));
HelpWithExample.AddTo(root);
root.SetAction((parsed, cancellation) => Daemon.Run(parsed.GetValue(config), parsed.GetValue(daemons)!, parsed.GetValue(log) == "json", LaitosFlags.GivenIn(parsed), Console.Out, Console.Error, cancellation));

var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
{
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
}

foreach (var error in parsed.Errors)
{
    await Console.Error.WriteLineAsync($"laitos: {string.Join(' ', error.Message.Split((char[])[' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))} (laitos -h shows what is known)");
}

return Mistaken;
