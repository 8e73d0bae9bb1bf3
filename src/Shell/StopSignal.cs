using System.Runtime.InteropServices;

namespace Laitos.Shell;

/// <summary>The wish that the daemon go down: SIGTERM or SIGINT.</summary>
sealed class StopSignal : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly TaskCompletionSource requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly PosixSignalRegistration[] signals;

    public StopSignal() => signals = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Request), PosixSignalRegistration.Create(PosixSignal.SIGINT, Request)];

    /// <summary>Completes when the wish is uttered.</summary>
    public Task Requested => requested.Task;

    /// <summary>Cancelled when the wish is uttered.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Utters the wish.</summary>
    public void Request()
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

    void Request(PosixSignalContext context)
    {
        context.Cancel = true;
        Request();
    }
}
