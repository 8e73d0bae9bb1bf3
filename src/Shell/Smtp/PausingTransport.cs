using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Laitos.Shell.Smtp;

/// <summary>A transport that accepts no more connections than there are places; further clients wait in the system's queue until one is free.</summary>
/// <param name="transport">Accepts the connections.</param>
/// <param name="places">How many connections may be open.</param>
sealed class PausingTransport(IConnectionListenerFactory transport, int places) : IConnectionListenerFactory, IDisposable
{
    readonly SemaphoreSlim free = new(places);

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await transport.BindAsync(endpoint, cancellationToken), free);

    sealed class Listener(IConnectionListener listener, SemaphoreSlim free) : IConnectionListener
    {
        readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await free.WaitAsync(unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            var connection = default(ConnectionContext);
            try
            {
                connection = await listener.AcceptAsync(cancellationToken);
                return connection;
            }
            finally
            {
                if (connection is null)
                {
                    free.Release();
                }
                else
                {
                    connection.ConnectionClosed.UnsafeRegister(static place => GiveBack((SemaphoreSlim)place!), free);
                }
            }
        }

        /// The last connections may close when the transport has gone.
        static void GiveBack(SemaphoreSlim places)
        {
            try
            {
                places.Release();
            }
            catch (ObjectDisposedException)
            {
                // Nobody waits for a place any more.
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await unbound.CancelAsync();
            await listener.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await listener.DisposeAsync();
            unbound.Dispose();
        }
    }
}
