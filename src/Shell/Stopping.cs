using System.Runtime.InteropServices;

namespace Laitos.Shell;

/// <summary>The wish that the daemon go down: SIGTERM or SIGINT.</summary>
sealed class Stopping : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly TaskCompletionSource requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly PosixSignalRegistration[] signals;

    public Stopping() => signals = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop), PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop)];

    /// <summary>Completes when the wish is uttered.</summary>
    public Task Requested => requested.Task;

    /// <summary>Cancelled when the wish is uttered.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Utters the wish.</summary>
    public void Stop()
    {
        source.Cancel();
        requested.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in signals)
        {
            signal.Dispose();
        }

        source.Dispose();
    }

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }
}
