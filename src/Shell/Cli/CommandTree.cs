using System.CommandLine;
using System.CommandLine.Help;

namespace Laitos.Shell.Cli;

/// <summary>The command line as its own description: what help and the manual page are made of.</summary>
static class CommandTree
{
    /// <summary>The words that call a command: <c>laitos queue list</c>.</summary>
    public static string Words(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Words(parent)} {command.Name}" : command is RootCommand ? "laitos" : command.Name;

    /// <summary>A command and all below it that are shown, each behind its parent.</summary>
    public static IEnumerable<Command> All(Command root) => root.Subcommands.Where(command => !command.Hidden).SelectMany(All).Prepend(root);

    /// <summary>The options of a command that are shown, without those that every command has.</summary>
    public static IEnumerable<Option> Options(Command command) => command.Options.Where(option => !option.Hidden && option is not HelpOption and not VersionOption);

    /// <summary>The names of an option and of its value: <c>--zone FILE</c>. Of two spellings that differ in nothing but a dash, the one with two.</summary>
    public static string Label(Option option) =>
        string.Join(", ", Names(option)) + (option.ValueType == typeof(bool) ? "" : $" {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}");

    /// <summary>
    /// How a command is called, by example: one that was written for it, or what it must be given.
    /// </summary>
    public static string Example(Command command) => Written.TryGetValue(Words(command), out var example) ? example
        : string.Join(' ', command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(argument => argument.Name is "ID" ? "1m8c4nemn01n12epm" : argument.Name)
            .Concat(command.Options.Where(option => option.Name is "-config").Select(_ => "-config /etc/laitos/config.json"))
            .Prepend(Words(command)));

    /// <summary>An argument with as many dashes as the option of that name is declared with: <c>-json</c> and <c>--json</c> are both taken everywhere, as laitos' own flags are.</summary>
    /// <param name="root">The command line.</param>
    /// <param name="argument">The argument as it was typed.</param>
    public static string WithAllDashes(Command root, string argument) =>
        argument is ['-', not '-', _, ..] && $"-{argument.Split('=', ':')[0]}" is var name && AllWithHidden(root).SelectMany(command => command.Options).Any(option => option.Name == name)
            ? $"-{argument}"
            : argument;

    static IEnumerable<Command> AllWithHidden(Command root) => root.Subcommands.SelectMany(AllWithHidden).Prepend(root);

    static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name)
        .GroupBy(name => name.TrimStart('-'), StringComparer.Ordinal).Select(same => same.MaxBy(name => name.Length)!).OrderByDescending(name => name.Length);

    static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["laitos"] = "laitos -config /etc/laitos/config.json -daemons smtpd -log json",
        ["laitos queue"] = "laitos queue list -config /etc/laitos/config.json",
        ["laitos queue list"] = "laitos queue list --json -config /etc/laitos/config.json",
        ["laitos queue retry"] = "laitos queue retry --all -config /etc/laitos/config.json",
        ["laitos queue export"] = "laitos queue export 1m8c4nemn01n12epm -o mail.eml -config /etc/laitos/config.json",
        ["laitos queue move"] = "laitos queue move --to postgresql -config /etc/laitos/config.json",
        ["laitos queue backup"] = "laitos queue backup /var/backups/laitos-spool -config /etc/laitos/config.json",
        ["laitos dkim-keygen"] = "laitos dkim-keygen --domain example.com --selector s2026 -o /etc/laitos/dkim.pem",
        ["laitos explain"] = "laitos explain mail.eml --client 192.0.2.1 --helo mail.sender.example --from news@bank.example --to you@example.com -config /etc/laitos/config.json",
        ["laitos rules"] = "laitos rules list -config /etc/laitos/config.json",
        ["laitos rules test"] = "laitos rules test shop-7@example.com --from news@shop.example -config /etc/laitos/config.json",
        ["laitos trace"] = "laitos trace bob@sender.example --since 2d -config /etc/laitos/config.json",
        ["laitos init"] = "laitos init --domains example.com --forward-to you@gmail.com --relay smtp.relay.example:587 -o /etc/laitos/config.json",
    };
}

/// <summary>Shows an example below the help of each command.</summary>
/// <param name="usual">Writes the help.</param>
sealed class HelpWithExample(HelpAction usual) : System.CommandLine.Invocation.SynchronousCommandLineAction
{
    /// <summary>Has the help of a command and of all below it end with an example.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>().Where(help => help.Action is HelpAction))
        {
            help.Action = new HelpWithExample((HelpAction)help.Action!);
        }
    }

    /// <summary>Help is given whatever else is missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Example:");
        output.WriteLine($"  {CommandTree.Example(parseResult.CommandResult.Command)}");
        output.WriteLine();
        return code;
    }
}
