using Laitos.Domain.Smtp.Server;

namespace Laitos.Shell.Smtp;

/// <summary>Ends sessions: those that wait for a command at once, mail data under way when their time is over.</summary>
sealed class SessionClosing : IDisposable
{
    readonly CancellationToken shutdown;
    readonly CancellationTokenSource commands;
    readonly CancellationTokenSource data = new();
    readonly CancellationTokenRegistration onShutdown;

    /// <param name="dataTime">How long mail data may still arrive after <paramref name="shutdown"/>.</param>
    /// <param name="shutdown">Set when the daemon goes down.</param>
    /// <param name="locked">Set when its owner has locked it.</param>
    public SessionClosing(TimeSpan dataTime, CancellationToken shutdown, CancellationToken locked)
    {
        this.shutdown = shutdown;
        commands = CancellationTokenSource.CreateLinkedTokenSource(shutdown, locked);
        onShutdown = shutdown.Register(() => data.CancelAfter(dataTime));
    }

    /// <summary>Set when no command is awaited any more.</summary>
    public CancellationToken Commands => commands.Token;

    /// <summary>Set when mail data are not awaited any more either.</summary>
    public CancellationToken Data => data.Token;

    /// <summary>What a session is told.</summary>
    public SessionInput Reason => shutdown.IsCancellationRequested ? new SessionInput.ShuttingDown() : new SessionInput.Locked();

    /// <inheritdoc/>
    public void Dispose()
    {
        onShutdown.Dispose();
        commands.Dispose();
        data.Dispose();
    }
}
