using System.Globalization;
using System.Text;
using LanguageExt;

namespace Laitos.Shell.Apps;

/// <summary>A process as the kernel shows it in <c>/proc/PID/stat</c>.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IsAlive">False for a zombie.</param>
/// <param name="Parent">The number of its parent.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="Session">The number of its session.</param>
/// <param name="Started">When it was forked, in ticks of the kernel since the machine was started; no child has a smaller value than its parent.</param>
sealed record ProcessEntry(int Id, bool IsAlive, int Parent, int Group, int Session, long Started)
{
    const int SessionField = 3, StartedField = 19;

    /// The parent of what the kernel runs for itself.
    const int Kernel = 2;

    /// <summary>All processes there are now, and how many more there were a moment ago.</summary>
    public static (IReadOnlyList<ProcessEntry> Found, int Vanished) All()
    {
        var names = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).ToList();
        var found = names.Select(name => Find(name!)).OfType<ProcessEntry>().ToList();
        return (found, names.Count - found.Count);
    }

    /// <summary>One process; null when it is gone.</summary>
    public static ProcessEntry? Find(string id)
    {
        try
        {
            return Parse(Text($"/proc/{id}/stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// True when the process has a variable, false when it has not or its environment may not be read. None for one that is gone meanwhile, and for one in the middle of
    /// execve: it shows neither an environment nor arguments for a moment.
    /// </summary>
    public Option<bool> Has(string variable)
    {
        try
        {
            var environment = Text($"/proc/{Id}/environ");
            return environment.Length > 0 || Id == Kernel || Parent == Kernel || Text($"/proc/{Id}/cmdline").Length > 0
                ? environment.Contains(variable, StringComparison.Ordinal)
                : Option<bool>.None;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Find(Id.ToString(CultureInfo.InvariantCulture)) is null ? Option<bool>.None : false;
        }
    }

    /// The name of the program stands in parentheses and may hold any character.
    static ProcessEntry? Parse(string line)
    {
        var name = line.IndexOf('(', StringComparison.Ordinal);
        var fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return name > 0 && fields.Length > StartedField
            ? new ProcessEntry(
                Number(line[..name]), fields[0] is not ("Z" or "X"), Number(fields[1]), Number(fields[2]), Number(fields[SessionField]), long.Parse(fields[StartedField], CultureInfo.InvariantCulture))
            : null;
    }

    /// Names and environments are octets.
    static string Text(string file) => Encoding.Latin1.GetString(File.ReadAllBytes(file));

    static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
