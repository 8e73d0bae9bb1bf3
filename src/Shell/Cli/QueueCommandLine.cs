using System.CommandLine;
using Laitos.Domain.Queue;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos queue</c> and its subcommands, for the command line of the program.</summary>
static class QueueCommandLine
{
    const int TableLimit = 1000;

    static readonly Argument<string> Id = new("ID") { Description = "The name of the mail, as the list and the log show it." };
    static readonly Option<bool> Json = new("--json") { Description = "Write JSON for other programs." };

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="config">The option that names the configuration.</param>
    public static Command Of(Option<string?> config) => new("queue", "Look at the mails that wait for delivery, and decide about them; beside a running daemon or without one.")
    {
        List(config),
        Show(config),
        Retry(config),
        Change(config, QueueRequest.Hold, "Make no attempts for a mail until it is released."),
        Change(config, QueueRequest.Release, "Let a held mail go by its schedule again, beginning now."),
        Drop(config),
        Export(config),
        Backup(config),
        Move(config),
    };

    static Command List(Option<string?> config)
    {
        var limit = new Option<int?>("--limit") { Description = $"Show so many mails at most. A table ends after {TableLimit} where nothing is said, JSON at the end of the queue.", HelpName = "N" };
        limit.Validators.Add(found =>
        {
            if (found.GetValueOrDefault<int?>() is < 1)
            {
                found.AddError("--limit takes a number from 1");
            }
        });
        var after = new Option<string?>("--after") { Description = "Begin behind this mail.", HelpName = "ID" };
        var all = new Option<bool>("--all") { Description = "Show all mails, however many there are." };
        var command = new Command("list", "Show a line for each mail, those that are due first in front.") { Json, limit, after, all, config };
        command.SetAction((parsed, _) => Reading(parsed, config).List(
            parsed.GetValue(Json), Limit(parsed.GetValue(limit), parsed.GetValue(all) || parsed.GetValue(Json)), parsed.GetValue(after)));
        return command;
    }

    static LanguageExt.Option<int> Limit(int? wanted, bool isUnlimited) => wanted is { } limit ? limit : isUnlimited ? LanguageExt.Option<int>.None : TableLimit;

    static Command Show(Option<string?> config)
    {
        var command = new Command("show", "Show all about a mail: the decision and its grounds, attempts, replies, header.") { Id, Json, config };
        command.SetAction((parsed, _) => Reading(parsed, config).Show(parsed.GetRequiredValue(Id), parsed.GetValue(Json)));
        return command;
    }

    static Command Retry(Option<string?> config)
    {
        var some = new Argument<string?>("ID") { Description = Id.Description, Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All mails that are not held." };
        var command = new Command("retry", "Try a mail, or all of them, now.") { some, all, config };
        command.SetAction((parsed, _) => (parsed.GetValue(some), parsed.GetValue(all)) switch
        {
            (null, true) => Changing(parsed, config).RetryAll(),
            ({ } id, false) => Changing(parsed, config).Change(QueueRequest.Retry, id),
            _ => Mistaken(parsed, "name one mail by its ID, or say --all"),
        });
        return command;
    }

    static Command Change(Option<string?> config, QueueRequest request, string description)
    {
        var command = new Command(request.Format(), description) { Id, config };
        command.SetAction((parsed, _) => Changing(parsed, config).Change(request, parsed.GetRequiredValue(Id)));
        return command;
    }

    static Command Drop(Option<string?> config)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("drop", "Give a mail up: it is deleted, and nobody is told.") { Id, yes, config };
        command.SetAction((parsed, _) => Changing(parsed, config).Drop(parsed.GetRequiredValue(Id), parsed.GetValue(yes)));
        return command;
    }

    static Command Export(Option<string?> config)
    {
        var file = new Option<string?>("-o", "--output") { Description = "A new file to write to, instead of the standard output.", HelpName = "FILE" };
        var command = new Command("export", "Write a mail as it will go out (.eml).") { Id, file, config };
        command.SetAction((parsed, _) => Reading(parsed, config).Export(parsed.GetRequiredValue(Id), parsed.GetValue(file)));
        return command;
    }

    static Command Backup(Option<string?> config)
    {
        var folder = new Argument<string>("DIR") { Description = "A new folder." };
        var command = new Command("backup", "Copy the whole queue into a new folder, as it is at one moment, with the message bank and the records of decisions. The daemon may run meanwhile.") { folder, config };
        command.SetAction(parsed => QueueBackup.Run(parsed.GetValue(config), parsed.GetRequiredValue(folder), parsed.Terminal));
        return command;
    }

    static Command Move(Option<string?> config)
    {
        var to = new Option<string>("--to") { Description = $"Where to: {QueueMove.ToDatabase}, the database in Spool.PostgreSql, or {QueueMove.ToFolder}, the folder in Spool.Directory.", HelpName = "PLACE", Required = true };
        to.AcceptOnlyFromAmong(QueueMove.ToDatabase, QueueMove.ToFolder);
        var command = new Command("move", "Carry the whole queue from the folder to the database, or back. The daemon must be stopped; a move that was broken off is made again, and goes on.") { to, config };
        command.SetAction((parsed, _) => new QueueMove(parsed.GetValue(config), parsed.Terminal).Run(parsed.GetRequiredValue(to)));
        return command;
    }

    static QueueQueries Reading(ParseResult parsed, Option<string?> config) => new(parsed.GetValue(config), parsed.Terminal);

    static QueueChanges Changing(ParseResult parsed, Option<string?> config) => new(parsed.GetValue(config), parsed.Terminal);

    static async Task<int> Mistaken(ParseResult parsed, string line)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(line).ConfigureAwait(false);
        return CliError.Trouble;
    }
}
