using System.CommandLine;
using Laitos.Shell.Configuration;

namespace Laitos.Shell.Cli;

/// <summary>The command line of laitos: <c>-config FILE -daemons smtpd</c>, and all commands. Both dash styles are taken.</summary>
public static class RootCommandLine
{
    const int Mistaken = 2;

    static readonly char[] Blanks = [' ', '\t', '\n', '\r'];

    /// <summary>Does what the arguments say.</summary>
    /// <param name="arguments">The words behind the name of the program.</param>
    /// <param name="terminal">Where it writes, and whom it can ask.</param>
    /// <returns>The exit code; 2 where the arguments are mistaken.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments, CliTerminal terminal)
    {
        var root = Root();
        var parsed = root.Parse([.. arguments.Select(argument => CommandTree.WithAllDashes(root, argument))]);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new CliInvocation(terminal)).ConfigureAwait(false);
        }

        foreach (var error in parsed.Errors)
        {
            await terminal.Error.WriteLineAsync($"laitos: {string.Join(' ', error.Message.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))} (laitos -h shows what is known)").ConfigureAwait(false);
        }

        return Mistaken;
    }

    static RootCommand Root()
    {
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
        check.SetAction((parsed, _) => CheckCommand.Run(parsed.GetValue(config), parsed.Terminal.Output, parsed.Terminal.Error));

        var root = new RootCommand("laitos: a personal mail forwarder.")
        {
            config, daemons, log, check, QueueCommandLine.Of(config), DkimKeygenCommandLine.Of(), ExplainCommandLine.Of(config), RulesCommandLine.Of(config), TraceCommandLine.Of(config),
        };
        foreach (var flag in LaitosFlags.All)
        {
            root.Add(flag);
        }

        root.Add(DoctorCommandLine.Of(config));
        root.Add(InitCommandLine.Of());
        root.Add(ManualCommandLine.Of(root));
        HelpWithExample.AddTo(root);
        root.SetAction((parsed, cancellation) => Daemon.Run(
            parsed.GetValue(config), parsed.GetValue(daemons)!, parsed.GetValue(log) == "json", LaitosFlags.GivenIn(parsed), parsed.Terminal.Log(), parsed.Terminal.Error, cancellation));
        return root;
    }
}

/// <summary>The run of a command at a terminal. The program ends when the command has ended: a signal gets all the time that it needs.</summary>
sealed class CliInvocation : InvocationConfiguration
{
    public CliInvocation(CliTerminal terminal) => (Terminal, Output, Error, ProcessTerminationTimeout) = (terminal, terminal.Output, terminal.Error, null);

    public CliTerminal Terminal { get; }
}

static class CliInvocations
{
    extension(ParseResult parsed)
    {
        /// <summary>The terminal at which the command runs.</summary>
        public CliTerminal Terminal => ((CliInvocation)parsed.InvocationConfiguration).Terminal;
    }
}
