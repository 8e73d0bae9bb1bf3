using System.Net;
using Laitos.Domain.Settings;
using Laitos.Shell.Smtp;
using Laitos.Shell.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Laitos.Shell.Hosting;

/// <summary>
/// The frame of the daemon. Its services start one after the other: the spool is opened and loaded, the lists and the queue begin, the
/// certificate is watched, and only then Kestrel listens. They stop in the opposite order, within the time that the settings give.
/// </summary>
static class DaemonHost
{
    /// <summary>A host that is ready to be started. It goes down on SIGTERM and SIGINT, and tells systemd of its state when that has started it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="certificate">What a server handshake is done with; null when no certificate is configured.</param>
    /// <param name="bearable">The most connections that the descriptors of the process bear.</param>
    /// <param name="journal">The log.</param>
    public static WebApplication Build(LaitosSettings settings, ServerCertificate? certificate, int bearable, Journal journal)
    {
        // The empty builder: no configuration files, no environment, no logging providers, whose start would be paid for and not used.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            // The package looks for systemd as the parent process; whoever names a socket wants to be told, in a container too.
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>().AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        var status = settings.MailDaemon.Status;
        var meter = status.IsOn ? new MailMeter(SettingsPolicies.Screening(settings).Lists, certificate) : null;
        if (meter is not null)
        {
            // In front of all the rest, and so the last to stop: it tells that the daemon starts, and that it goes down.
            builder.Services.AddSingleton(meter).AddHostedService(services => new StatusServer(
                settings, certificate, journal, meter, services.GetRequiredService<Storage>(), services.GetRequiredService<IHostApplicationLifetime>()));
        }

        builder.Services
            // A session goes on where its octets have arrived: nothing in it blocks, and each hop to another thread costs as much as a command.
            .Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true)
            .Configure<HostOptions>(options => options.ShutdownTimeout = settings.MailDaemon.Limits.ShutdownTime)
            .AddSingleton(services => new Storage(settings, certificate, bearable, journal, services.GetRequiredService<IHostApplicationLifetime>(), meter))
            .AddHostedService(services => services.GetRequiredService<Storage>())
            .AddHostedService(services => new BackgroundWork(services.GetRequiredService<Storage>()))
            .AddHostedService(services => new Reloading(settings, certificate, journal, services.GetService<ISystemdNotifier>()));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // The session machine counts connections and refuses with a reply; Kestrel would only close.
            kestrel.Limits.MaxConcurrentConnections = null;
            // The parts are there when the first connection comes, and not before.
            var storage = kestrel.ApplicationServices.GetRequiredService<Storage>();
            kestrel.Listen(EndPoint(settings), listen => listen.Run(connection => storage.Parts.Listener.OnConnectedAsync(connection)));
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new PausingTransport(
            new SocketTransportFactory(services.GetRequiredService<IOptions<SocketTransportOptions>>(), NullLoggerFactory.Instance), bearable));
        return builder.Build();
    }

    /// <summary>Where the daemon listens.</summary>
    public static IPEndPoint EndPoint(LaitosSettings settings) => new(new IPAddress(settings.MailDaemon.Address.Octets.Span), settings.MailDaemon.Port);
}

/// <summary>What goes on beside the connections: the block lists are tested, the queue is worked off, commands run.</summary>
sealed class BackgroundWork(Storage storage) : IHostedService
{
    Task working = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        working = storage.Parts.Run();
        return Task.CompletedTask;
    }

    /// <summary>Waits for attempts and commands under way, and breaks them off when their time is over.</summary>
    /// <param name="cancellationToken">Set when the time is over.</param>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        storage.Parts.AbortWith(cancellationToken);
        return working;
    }
}

/// <summary>The daemon cannot start. The message is for its owner: one line with cause and cure.</summary>
sealed class StartRefusedException(string message) : Exception(message);
