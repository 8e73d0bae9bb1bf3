namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Whose turn it is with a connection: one listens on it for as long as nobody else wants it, and whoever wants it interrupts that.</summary>
/// <param name="closing">Cancelled when nobody is to listen any more.</param>
sealed class ListeningTurn(CancellationToken closing) : IDisposable
{
    readonly SemaphoreSlim turn = new(1);
    CancellationTokenSource interruption = CancellationTokenSource.CreateLinkedTokenSource(closing);
    int waiting;

    /// <summary>Begins the turn of the one that listens, once nobody waits any more; gives what is cancelled when somebody wants it.</summary>
    public async Task<CancellationToken> Listen()
    {
        while (Volatile.Read(ref waiting) > 0)
        {
            // Whoever waits goes first.
            await Task.Delay(10);
        }

        await turn.WaitAsync();
        return Volatile.Read(ref interruption).Token;
    }

    /// <summary>Takes the turn from the one that listens.</summary>
    public async Task Take()
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await Volatile.Read(ref interruption).CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // Another one has done that.
        }

        await turn.WaitAsync();
        Interlocked.Decrement(ref waiting);
        var former = interruption;
        Volatile.Write(ref interruption, CancellationTokenSource.CreateLinkedTokenSource(closing));
        former.Dispose();
    }

    /// <summary>Ends a turn.</summary>
    public void End() => turn.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        interruption.Dispose();
        turn.Dispose();
    }
}
