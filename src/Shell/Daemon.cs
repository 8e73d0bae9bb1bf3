using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Cli;
using Laitos.Shell.Configuration;
using Laitos.Shell.Hosting;
using Laitos.Shell.Spool;
using Laitos.Shell.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Laitos.Shell;

/// <summary>The mail daemon from its command line to its exit code: 0 after an orderly stop, 2 when it cannot start.</summary>
static class Daemon
{
    /// <summary>The name of the one daemon that this program runs, as laitos calls it.</summary>
    public const string Name = "smtpd";

    const int CannotStart = 2;

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <param name="configPath">The configuration file, or null for the environment variable.</param>
    /// <param name="daemons">The daemons to run, separated by commas.</param>
    /// <param name="json">True for a log of JSON objects.</param>
    /// <param name="idleFlags">Flags of laitos' that were given and have no effect here.</param>
    /// <param name="output">Where the log goes.</param>
    /// <param name="error">Where it is told why the daemon cannot start.</param>
    /// <param name="stop">Ends it like a signal.</param>
    public static Task<int> Run(
        string? configPath, string daemons, bool json, IReadOnlyList<string> idleFlags, TextWriter output, TextWriter error, CancellationToken stop = default)
    {
        var others = daemons.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(name => name != Name).ToArray();
        return others.Length > 0 || daemons.Trim().Length == 0
            ? Refuse(error, $"-daemons {Printable.Excerpt(daemons, 100)}: this program runs {Name}, laitos' mail server, and no other daemon. Use -daemons {Name}.")
            : ConfigurationSource.Load(configPath).Match(
                Right: loaded => Run(loaded, json, idleFlags, output, error, stop),
                Left: problems => Refuse(error, [.. problems]));
    }

    static async Task<int> Run(LoadedConfiguration loaded, bool json, IReadOnlyList<string> idleFlags, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var settings = loaded.Settings;
        var (problems, certificate) = StartChecks.Of(settings);
        if (problems.Count > 0)
        {
            return await Refuse(error, [.. problems]);
        }

        var bearable = DescriptorBudget.Connections(DescriptorLimit.Now - (settings.MailDaemon.Status.IsOn ? StatusServer.Descriptors : 0), settings.MailClient.Connections);
        if (bearable == 0)
        {
            return await Refuse(error, $"this process may open {DescriptorLimit.Now} files, and needs {DescriptorBudget.Least(settings.MailClient.Connections)} before the first connection. Raise the limit (LimitNOFILE= in a systemd unit, ulimit -n).");
        }

        await using var journal = new Journal(output, json, SettingsPolicies.Secrets(settings));
        loaded.Notices.Iter(notice => journal.Write("notice", ("text", notice.ToString())));
        if (idleFlags.Count > 0)
        {
            journal.Write("notice", ("text", LaitosFlags.Notice(idleFlags)));
        }

        if (bearable < settings.MailDaemon.Limits.Session.Connections)
        {
            journal.Write("notice", ("text", $"MailDaemon.Limits.Connections: {settings.MailDaemon.Limits.Session.Connections} connections need more than the {DescriptorLimit.Now} files that this process may open: at most {bearable} at a time. Raise the limit (LimitNOFILE= in a systemd unit, ulimit -n)."));
        }

        await using var host = DaemonHost.Build(settings, certificate, bearable, journal);
        host.Lifetime.ApplicationStopping.Register(() => journal.Write("stopping", ("within", $"{settings.MailDaemon.Limits.ShutdownTime.TotalSeconds:0}s")));
        using var stopping = stop.Register(host.Lifetime.StopApplication);
        var endPoint = DaemonHost.EndPoint(settings);
        try
        {
            await host.StartAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (host.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (StartupFailure.Explain(failure, endPoint) is not null)
        {
            return await Refuse(error, StartupFailure.Explain(failure, endPoint)!);
        }

        var storage = Hosted(host);
        var parts = storage.Parts;
        journal.Write(
            "listening", ("address", endPoint.ToString()), ("hostname", settings.MailDaemon.Hostname.Value),
            ("domains", settings.MailDaemon.MyDomains.Map(domain => domain.Value)), ("starttls", certificate is null ? "off" : "on"), ("to", parts.ConfiguredRelay.Name),
            ("spool", settings.MailDaemon.Delivery == DeliveryMode.NoSpool ? "none" : SpoolLocations.Of(settings.Spool).Name));
        await host.WaitForShutdownAsync(CancellationToken.None);
        journal.Write("stopped");
        return 0;
    }

    static Storage Hosted(WebApplication host) => (Storage)host.Services.GetService(typeof(Storage))!;

    static async Task<int> Refuse(TextWriter error, params string[] problems)
    {
        foreach (var problem in problems)
        {
            await error.WriteLineAsync($"laitos: {problem}");
        }

        return CannotStart;
    }
}

/// <summary>Why the daemon could not start listening, in one line with cause and cure.</summary>
static class StartupFailure
{
    public static string? Explain(Exception failure, IPEndPoint endPoint, string section = "MailDaemon") => failure switch
    {
        StartRefusedException refused => refused.Message,
        IOException { InnerException: AddressInUseException } or AddressInUseException =>
            $"cannot listen on {endPoint}: the port is in use. Stop the other program (ss -ltnp shows it), or set {section}.Port to another port.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } when endPoint.Port < 1024 =>
            $"cannot listen on {endPoint}: no right to use a port below 1024. Run as root, grant the program CAP_NET_BIND_SERVICE (setcap, or AmbientCapabilities= in a systemd unit), or set {section}.Port to a higher port.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"cannot listen on {endPoint}: this machine has no such address. Set {section}.Address to one of its own (ip address shows them), or 0.0.0.0 for all.",
        SocketException or IOException => $"cannot listen on {endPoint}: {failure.Message}",
        _ => null,
    };
}

/// <summary>How many files and sockets this process may have open.</summary>
static class DescriptorLimit
{
    const int NumberOfFiles = 7;

    /// <summary>The hard limit: the runtime raises the soft one to it at its start. As good as none where it is not known.</summary>
    public static long Now => OperatingSystem.IsLinux() && Getrlimit(NumberOfFiles, out var limit) == 0 ? (long)Math.Min(limit.Hard, int.MaxValue) : int.MaxValue;

    [DllImport("libc", EntryPoint = "getrlimit"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Getrlimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
