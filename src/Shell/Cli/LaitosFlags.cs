using System.CommandLine;

namespace Laitos.Shell.Cli;

/// <summary>Flags of laitos' own that its service files carry, and that mean nothing here: they are taken, and named in a notice.</summary>
static class LaitosFlags
{
    /// <summary>The options. Those of laitos that are switches take <c>=true</c> and <c>=false</c>, one takes a number.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        .. ((string[])["supervisor", "debug", "disableconflicts", "prominteg", "awslambda"]).Select(name => new Option<bool>("-" + name, "--" + name) { Hidden = true }),
        new Option<int>("-gomaxprocs", "--gomaxprocs") { Hidden = true },
    ];

    /// <summary>The names of those that were given.</summary>
    public static IReadOnlyList<string> GivenIn(ParseResult parsed) => [.. All.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    /// <summary>What the owner is told of them.</summary>
    public static string Notice(IReadOnlyList<string> names) => $"{string.Join(", ", names)}: laitos' own, without effect here";
}
