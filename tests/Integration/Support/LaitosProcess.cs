using System.Diagnostics;
using System.Globalization;
using Laitos.Shell;

namespace Laitos.Integration.Support;

/// <summary>The real program as a child process. It never outlives the test, and nothing about it is waited for without a bound.</summary>
public sealed class LaitosProcess : ILaitosRun
{
    static readonly TimeSpan Bound = ILaitosRun.Bound;

    /// What is tested: the program that was built beside the tests, or one that the environment names, such as a published file.
    static readonly string Program = Named
        ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "laitos.exe" : "laitos");

    readonly Process process;
    readonly ProgramOutput output = new();
    readonly Task ended;

    LaitosProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => output.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => output.KeepError(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        ended = Watch();
    }

    /// <summary>The program that the environment names; null for the one that was built beside the tests.</summary>
    public static string? Named => Environment.GetEnvironmentVariable("LAITOS_PROGRAM");

    /// <summary>Its number in the operating system.</summary>
    public int Id => process.Id;

    /// <summary>The lines of its standard output so far.</summary>
    public IReadOnlyList<string> Lines => output.Lines;

    /// <summary>The lines of its standard error so far.</summary>
    public IReadOnlyList<string> Errors => output.Errors;

    /// <summary>Starts the program under test.</summary>
    /// <param name="configuration">The value of LAITOS_CONFIG; absent when null.</param>
    /// <param name="arguments">The command line.</param>
    public static LaitosProcess Start(string? configuration, params string[] arguments) => Start(configuration, Program, [], arguments);

    /// <summary>
    /// Starts the program from a shell, behind statements that set its surroundings; <c>exec</c> makes all of them one process. SIGHUP works even where whoever
    /// started the tests ignores it (nohup), which children inherit.
    /// </summary>
    /// <param name="statements">Statements of a POSIX shell.</param>
    /// <param name="arguments">The command line of the program.</param>
    public static LaitosProcess StartBehind(string statements, params string[] arguments) =>
        Start(null, "/bin/sh", ["-c", statements + "; exec env --default-signal=HUP \"$0\" \"$@\""], arguments);

    /// <summary>Starts the program by another one.</summary>
    /// <param name="configuration">The value of LAITOS_CONFIG; absent when null.</param>
    /// <param name="starter">The other program.</param>
    /// <param name="words">What stands between the two on the command line.</param>
    /// <param name="arguments">The command line of the program.</param>
    public static LaitosProcess Start(string? configuration, string starter, string[] words, string[] arguments)
    {
        var start = new ProcessStartInfo(starter, starter == Program ? arguments : [.. words, Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("LAITOS_CONFIG");
        // What the daemons within this process have set for themselves is not for this one.
        start.Environment.Remove(SocketCompletions.Switch);
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        if (Named is null)
        {
            // A daemon that a test starts lives for seconds: it compiles nothing a second time in its first second, counted in hexadecimal milliseconds.
            start.Environment["DOTNET_TC_CallCountingDelayMs"] = "3E8";
        }

        if (configuration is not null)
        {
            start.Environment["LAITOS_CONFIG"] = configuration;
        }

        return new LaitosProcess(Process.Start(start)!);
    }

    /// <inheritdoc/>
    public string State
    {
        get
        {
            process.Refresh();
            return process.HasExited
                ? $"it has ended with exit code {process.ExitCode}"
                : string.Create(CultureInfo.InvariantCulture, $"it has run for {(DateTime.Now - process.StartTime).TotalSeconds:0} s and had {process.TotalProcessorTime.TotalSeconds:0.0} s of the processor, with {process.Threads.Count} threads{Load}");
        }
    }

    /// <inheritdoc/>
    public Task<bool> Says(string words, TimeSpan? bound = null) => output.Says(words, bound);

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Sends a signal, by its name without SIG.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit(Bound);
    }

    /// <summary>The exit code, once all output has been read.</summary>
    public async Task<int> Ended()
    {
        await ended.WaitAsync(Bound);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await ended.WaitAsync(Bound);
        process.Dispose();
    }

    static string Load => File.Exists("/proc/loadavg") ? $"; load of the machine {File.ReadAllText("/proc/loadavg").Trim()}" : "";

    /// Ends once all output has been read.
    async Task Watch()
    {
        await process.WaitForExitAsync();
        output.End();
    }
}
