using System.Diagnostics;

namespace Laitos.Integration.Peers;

/// <summary>Independent programs on this machine; a test that needs one which is missing says so and is skipped.</summary>
static class Programs
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    static IEnumerable<string> Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/usr/lib/postfix/sbin");

    /// <summary>The path of a program.</summary>
    public static string Find(string name)
    {
        var path = Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            Assert.Ignore($"{name} is not installed");
        }

        return path!;
    }

    /// <summary>Runs a program to its end, and gives its exit code and all that it wrote.</summary>
    public static Task<(int Code, string Output)> Run(string name, params string[] arguments) => Talk(name, _ => Task.CompletedTask, arguments);

    /// <summary>The same, while something is written to it.</summary>
    public static async Task<(int Code, string Output)> Talk(string name, Func<StreamWriter, Task> say, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(name), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var bound = new CancellationTokenSource(Bound);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await say(process.StandardInput);
            process.StandardInput.Close();
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Waits until something holds, but not for ever.</summary>
    public static async Task<bool> Becomes(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition() && clock.Elapsed < Bound;)
        {
            await Task.Delay(20);
        }

        return condition();
    }
}
