using Laitos.Domain.Commands.Apps;

namespace Laitos.Shell.Commands;

/// <summary>What a command may do to the daemon itself.</summary>
/// <param name="stop">Begins an orderly stop.</param>
/// <param name="journal">Is told.</param>
sealed class DaemonControl(Action stop, Journal journal) : IDisposable
{
    readonly CancellationTokenSource locked = new();

    /// <summary>Set from the moment when the daemon is locked: no mail is taken, and no command looked for, until it is started again.</summary>
    public CancellationToken Locked => locked.Token;

    /// <summary>Does what was asked for.</summary>
    public void Perform(AppRequest request)
    {
        switch (request)
        {
            case AppRequest.Lock:
                journal.Write("locked", ("until", "a restart by hand"));
                locked.Cancel();
                break;
            case AppRequest.Stop:
                stop();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => locked.Dispose();
}
