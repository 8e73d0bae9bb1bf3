using Laitos.Domain.Commands.Apps;
using LanguageExt;

namespace Laitos.Shell.Apps;

/// <summary>
/// Runs a program to its end, or to the end of its time. When the program itself has ended, what it left in the background may finish its last words for a
/// second, and is then ended too: nothing of a command outlives it.
/// </summary>
static class ProgramRun
{
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs it, and gives its exit code and output.</summary>
    public static async Task<AppResponse> Run(string path, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken abort)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new AppResponse.Failed("programs are run on Linux only");
        }

        if (arguments.Prepend(path).Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            return new AppResponse.Failed("an argument of a program cannot hold NUL");
        }

        var mark = ProgramEnvironment.MarkOf(Clock.NewId());
        var (reading, writing) = ProcessCalls.Pipe();
        await using var intake = new OutputReader(reading);
        ProcessTree tree;
        using (writing)
        {
            tree = new ProcessTree(Spawn.Start(path, arguments, ProgramEnvironment.Of(mark), new ProgramStreams(null, writing, writing)), mark);
        }

        var hasEnded = await HasEnded(tree, limit, abort);
        if (hasEnded)
        {
            await intake.Ended(LastWords);
        }

        await tree.End();
        await intake.Ended(LastWords);
        var (code, output) = (tree.Reap(), await intake.Close());
        return hasEnded ? new AppResponse.Exited(code, output, intake.IsCut)
            : abort.IsCancellationRequested ? new AppResponse.Failed("ended because the daemon stops")
            : new AppResponse.Exited(Option<int>.None, output, intake.IsCut);
    }

    /// <summary>True once the program has ended; false when its time was over first.</summary>
    public static async Task<bool> HasEnded(ProcessTree tree, TimeSpan limit, CancellationToken abort)
    {
        var began = Environment.TickCount64;
        for (var pause = TimeSpan.FromMilliseconds(1); !tree.HasEnded; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            if (abort.IsCancellationRequested || Environment.TickCount64 - began >= limit.TotalMilliseconds)
            {
                return false;
            }

            await Task.Delay(pause, CancellationToken.None);
        }

        return true;
    }
}

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
