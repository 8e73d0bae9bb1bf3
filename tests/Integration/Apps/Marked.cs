namespace Laitos.Integration.Apps;

/// <summary>Processes that carry a word in their command line, found the way <c>ps</c> finds them.</summary>
static class Marked
{
    /// <summary>A word that no other process carries.</summary>
    public static string Word() => "mark" + Guid.NewGuid().ToString("N");

    /// <summary>Who carries it now.</summary>
    public static IReadOnlyList<string> Processes(string word) =>
        [.. Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Where(path => Text(path, "cmdline").Contains(word))];

    /// <summary>
    /// Zombies that are children of this process and once led or followed another session: what a command has left behind. A daemon that another test has killed
    /// leaves some too.
    /// </summary>
    public static IReadOnlyList<string> Zombies() =>
        [.. Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
            .Select(path => Text(path, "stat")).Where(stat => stat.Length > 0)
            .Where(stat => Fields(stat) is ["Z", var parent, _, var session, ..] && parent == $"{Environment.ProcessId}" && session != OwnSession)];

    static string OwnSession => Fields(Text("/proc/self", "stat"))[3];

    static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    static string Text(string path, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
