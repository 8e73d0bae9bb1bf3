using Laitos.Domain.Diagnosis;
using Laitos.Shell.Configuration;
using Laitos.Shell.Diagnosis;
using Laitos.Shell.Dns;
using LanguageExt;
using Spectre.Console;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos doctor</c>: examines the set-up, and prints the findings.</summary>
static class DoctorCommand
{
    /// <summary>Prints a line for each check; 0, 1 when something will not work, 2 with the mistakes of a configuration that cannot be used.</summary>
    /// <param name="configuration">The file, or null for the environment variable.</param>
    /// <param name="zone">The file that answers in place of the DNS, or null.</param>
    /// <param name="json">True to print JSON.</param>
    /// <param name="terminal">Where to write.</param>
    public static async Task<int> Run(string? configuration, string? zone, bool json, CliTerminal terminal) =>
        await ConfigurationSource.Load(configuration).MatchAsync(
            Left: problems =>
            {
                problems.Iter(terminal.Error.WriteLine);
                return CliError.Trouble;
            },
            RightAsync: async loaded => await ExplainCommand.ResolverOf(zone, loaded).MatchAsync(
                Left: error => terminal.Conclude(error),
                RightAsync: async resolver =>
                {
                    var report = await Examine(loaded, configuration, zone is not null, resolver, terminal).ConfigureAwait(false);
                    Print(report, json, terminal);
                    return report.ExitCode;
                }).ConfigureAwait(false)).ConfigureAwait(false);

    static async Task<SetupReport> Examine(LoadedConfiguration loaded, string? file, bool isRehearsal, IResolver resolver, CliTerminal terminal)
    {
        var servers = isRehearsal ? default : loaded.Settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : loaded.Settings.Dns.Servers;
        var setup = new Setup(loaded.Settings, loaded.Notices, Prelude.Optional(file).Map(Path.GetFullPath), servers, isRehearsal);
        var prober = new Prober(loaded.Settings, isRehearsal || !loaded.Settings.Dns.Servers.IsEmpty ? resolver : null);
        return terminal.IsPerson
            ? await AnsiConsole.Status().StartAsync("examining the set-up", status => new SetupExamination(setup, resolver, prober, now => status.Status(Markup.Escape(now))).Run()).ConfigureAwait(false)
            : await new SetupExamination(setup, resolver, prober, _ => { }).Run().ConfigureAwait(false);
    }

    static void Print(SetupReport report, bool json, CliTerminal terminal)
    {
        if (json)
        {
            terminal.Output.WriteLine(report.ToJson());
        }
        else if (terminal.IsPerson)
        {
            AnsiConsole.Write(DoctorTable.Of(report));
            AnsiConsole.MarkupLine(Markup.Escape(report.Summary));
        }
        else
        {
            report.Lines().Iter(terminal.Output.WriteLine);
        }
    }
}
