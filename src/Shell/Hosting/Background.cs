using Microsoft.Extensions.Hosting;

namespace Laitos.Shell.Hosting;

/// <summary>What goes on beside the connections: the block lists prove themselves, the queue is worked off, commands run.</summary>
sealed class Background(Storage storage) : IHostedService
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
