using System.Collections.Frozen;

namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.s statement</c>: a statement for the shell; where it is restricted, one of laitos' harmless words and nothing else.</summary>
/// <param name="IsUnrestricted">True when any statement may be run.</param>
/// <param name="Interpreter">The path of the shell.</param>
sealed record ShellApp(bool IsUnrestricted, Option<string> Interpreter) : IApp
{
    static readonly string[] Harmless =
    [
        "arch", "arp", "blkid", "cal", "date", "df", "dmesg", "dnsdomainname", "false", "free", "groups", "hostid", "hostname", "id", "ifconfig", "ipconfig",
        "iostat", "ipcs", "kbd_mode", "ls", "lsof", "lspci", "lsusb", "mpstat", "netstat", "nproc", "ps", "pstree", "pwd", "route", "stty", "tty", "uname",
        "uptime", "whoami",
    ];

    static readonly FrozenSet<string> HarmlessWords = Harmless.ToFrozenSet(StringComparer.Ordinal);

    static readonly string Refusal =
        $"restricted shell refuses to run the command; without arguments it runs: {string.Join(' ', Harmless)}. Features.Shell.Unrestricted lifts the restriction";

    /// <inheritdoc/>
    public string Prefix => ".s";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) =>
        argument.Length == 0 ? Answers.EmptyCommand
        : argument.Contains('\0', StringComparison.Ordinal) ? ProgramResult.HoldsNul
        : !IsUnrestricted && !HarmlessWords.Contains(argument) ? Refusal
        : new AppRequest.Interpret(Interpreter, argument);

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) => ProgramResult.Of(response);
}

/// <summary>Where a shell is looked for when none is configured.</summary>
public static class Interpreters
{
    static readonly string[] Names = ["bash", "dash", "zsh", "ksh", "ash", "tcsh", "csh", "sh"];
    static readonly string[] Folders = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/bin"];

    /// <summary>Paths, the preferred one first: every place of the first shell, then every place of the next.</summary>
    public static Seq<string> Candidates { get; } = Names.SelectMany(name => Folders.Select(folder => $"{folder}/{name}")).Gather();
}
