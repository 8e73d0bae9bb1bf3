using System.Globalization;

namespace Laitos.Domain.Commands;

/// <summary>
/// The settings of one command (laitos' <c>.plt SKIP MAX TIMEOUT command</c>): how much of the result is skipped, how much is shown, how long it may take.
/// </summary>
/// <param name="Skip">How many octets of the result are dropped in front.</param>
/// <param name="Max">How many octets are left at most; 0 for no limit.</param>
/// <param name="Limit">How long the command may run.</param>
/// <param name="Command">The command itself, trimmed.</param>
public sealed record PltOverride(int Skip, int Max, TimeSpan Limit, string Command)
{
    /// <summary>What such a command begins with, in any letter case.</summary>
    public const string Prefix = ".plt";

    /// <summary>The longest time that a command may ask for.</summary>
    public static TimeSpan LongestLimit { get; } = TimeSpan.FromHours(1);

    /// <summary>Without the command, which may hold what nobody should see.</summary>
    public override string ToString() => $"PltOverride {{ Skip = {Skip}, Max = {Max}, Limit = {Limit} }}";

    const string Form = ".plt SKIP MAX TIMEOUT command";

    /// <summary>True when a command begins with settings of its own.</summary>
    public static bool IsPresent(string command) => command.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads the settings of a command that begins with the prefix, or says what is wrong with them. Anything may stand between the numbers but digits,
    /// and what would belong to a number or begin a command: points and signs.
    /// </summary>
    public static Either<string, PltOverride> Parse(string command)
    {
        var cursor = new Cursor(command.AsSpan(Math.Min(Prefix.Length, command.Length)));
        var numbers = (Number(ref cursor), Number(ref cursor), Number(ref cursor));
        var rest = Blanks.Trim(cursor.Rest).ToString();
        return numbers switch
        {
            (int skip, int max, int seconds) when rest.Length > 0 =>
                seconds >= 1 && seconds <= LongestLimit.TotalSeconds
                    ? new PltOverride(skip, max, TimeSpan.FromSeconds(seconds), rest)
                    : $"the time limit of {Form} is 1 to {LongestLimit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds",
            _ => $"a command with settings is written {Form}, in whole numbers",
        };
    }

    /// The next number, if there is one.
    static int? Number(ref Cursor cursor)
    {
        cursor.TakeWhile(c => !char.IsAsciiDigit(c) && c is not ('.' or '-' or '+'));
        return int.TryParse(cursor.TakeWhile(char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
