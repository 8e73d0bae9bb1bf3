using System.Text;
using Laitos.Shell;

namespace Laitos.Integration.Support;

/// <summary>
/// The daemon within the process of the tests: all of it from the configuration file to the exit code, without a second of compiling for each start. What is
/// about the process itself (signals, limits, its end by force, its command line) is tested with <see cref="LaitosProcess"/>.
/// </summary>
sealed class LaitosInProcess : ILaitosRun
{
    readonly ProgramOutput output = new();
    readonly CancellationTokenSource stop = new();
    readonly Task<int> running;

    LaitosInProcess(string configuration) => running = Task.Run(async () =>
    {
        try
        {
            return await Daemon.Run(configuration, Daemon.Name, json: false, [], new LineWriter(output.Keep), new LineWriter(output.KeepError), stop.Token);
        }
        finally
        {
            output.End();
        }
    });

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines => output.Lines;

    /// <inheritdoc/>
    public IReadOnlyList<string> Errors => output.Errors;

    /// <summary>Starts it.</summary>
    /// <param name="configuration">The path of its configuration.</param>
    public static LaitosInProcess Start(string configuration) => new(configuration);

    /// <inheritdoc/>
    public string State => $"it runs within the tests: {running.Status}";

    /// <inheritdoc/>
    public Task<bool> Says(string words, TimeSpan? bound = null) => output.Says(words, bound);

    /// <inheritdoc/>
    public void Terminate() => stop.Cancel();

    /// <inheritdoc/>
    public Task<int> Ended() => running.WaitAsync(ILaitosRun.Bound);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Terminate();
        await Ended();
        stop.Dispose();
    }

    /// The log is written a line at a time.
    sealed class LineWriter(Action<string> keep) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new NotSupportedException("lines only");

        public override Task WriteLineAsync(string? value)
        {
            keep(value ?? "");
            return Task.CompletedTask;
        }
    }
}
