namespace Laitos.Shell.Apps;

/// <summary>The environment of the programs that commands run: a few harmless variables and nothing of ours, where secrets may stand.</summary>
static class ProgramEnvironment
{
    const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/bin";
    const string Mark = "LAITOS_COMMAND";

    /// <summary>A fixed PATH, the language, time zone and home of the daemon, and the mark.</summary>
    public static IEnumerable<string> Of(string mark)
    {
        yield return $"PATH={Path}";
        yield return $"LANG={Environment.GetEnvironmentVariable("LANG") ?? "C.UTF-8"}";
        yield return $"HOME={Environment.GetEnvironmentVariable("HOME") ?? "/"}";
        if (Environment.GetEnvironmentVariable("TZ") is { } zone)
        {
            yield return $"TZ={zone}";
        }

        yield return mark;
    }

    /// <summary>A variable by which all that a command has started can be told, as it stands in an environment.</summary>
    public static string MarkOf(string id) => $"{Mark}={id}";
}
