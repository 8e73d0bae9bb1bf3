using System.Diagnostics;
using System.Globalization;
using Laitos.Integration.Support;
using Npgsql;

namespace Laitos.Integration.Spool;

/// <summary>What a machine and its database server do meanwhile: what sessions of the server wait for, by samples, and who has the processor.</summary>
sealed class ServerLoad : IAsyncDisposable
{
    readonly PostgreSqlServer server;
    readonly CancellationTokenSource done = new();
    readonly Dictionary<string, int> waits = [];
    readonly (double Busy, double Waiting, double All) before = Machine();
    readonly TimeSpan own = Process.GetCurrentProcess().TotalProcessorTime;
    readonly double servers = Servers();
    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly Task sampling;
    int samples;

    ServerLoad(PostgreSqlServer server)
    {
        this.server = server;
        sampling = Task.Run(Sample);
    }

    /// <summary>Begins to look.</summary>
    public static ServerLoad Begin(PostgreSqlServer server) => new(server);

    /// <summary>What was seen so far.</summary>
    public async Task<string> Told()
    {
        var (elapsed, after) = (watch.Elapsed.TotalSeconds, Machine());
        var (mine, others) = ((Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds, Servers() - servers);
        await done.CancelAsync();
        await sampling;
        return string.Create(CultureInfo.InvariantCulture, $"    sessions at work, on average: {string.Join(", ", waits.OrderByDescending(wait => wait.Value).Take(8).Select(wait => $"{wait.Key} {(double)wait.Value / samples:0.0}"))}; ")
            + string.Create(CultureInfo.InvariantCulture, $"processors: these daemons {mine / elapsed:0.00}, the server {others / elapsed:0.00}, of {Environment.ProcessorCount}; the machine busy {(after.Busy - before.Busy) / (after.All - before.All):0%}, waiting for its disk {(after.Waiting - before.Waiting) / (after.All - before.All):0%}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        await sampling;
        done.Dispose();
    }

    async Task Sample()
    {
        await using var connection = new NpgsqlConnection(server.Connection("public") + ";Pooling=false");
        await connection.OpenAsync();
        while (!done.IsCancellationRequested)
        {
            await using var command = new NpgsqlCommand("SELECT coalesce(wait_event_type||':'||wait_event, 'processor') FROM pg_stat_activity WHERE state='active' AND pid<>pg_backend_pid()", connection);
            await using var rows = await command.ExecuteReaderAsync();
            for (samples++; await rows.ReadAsync();)
            {
                waits[rows.GetString(0)] = waits.GetValueOrDefault(rows.GetString(0)) + 1;
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }

    static (double Busy, double Waiting, double All) Machine()
    {
        var parts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (parts.Sum() - parts[3] - parts[4], parts[4], parts.Sum());
    }

    /// The seconds of the processor that all processes of servers on this machine have had, with those that have ended.
    static double Servers() => Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Sum(folder =>
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat.Contains("(postgres)", StringComparison.Ordinal) ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / 100 : 0;
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    });
}
