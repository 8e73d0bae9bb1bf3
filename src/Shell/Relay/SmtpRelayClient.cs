using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Shell.Relay;

/// <summary>
/// Sends mails to one relay over a bounded number of connections, which are kept while they are wanted.
/// A mail's waiting, for a free connection too, is bounded by the policy's budget.
/// </summary>
public sealed class SmtpRelayClient : IRelay, IAsyncDisposable
{
    readonly RelayPolicy policy;
    readonly X509Certificate2Collection roots;
    readonly SemaphoreSlim free;
    readonly Lock gate = new();
    readonly Stack<RelayConnection> idle = new();
    readonly Timer sweeper;

    /// <param name="policy">How to speak to the relay.</param>
    /// <param name="connections">The most connections at a time.</param>
    /// <param name="roots">Certificate authorities to trust instead of the system's; none for the system's.</param>
    public SmtpRelayClient(RelayPolicy policy, int connections = 10, X509Certificate2Collection? roots = null)
    {
        this.policy = policy;
        this.roots = roots ?? [];
        free = new SemaphoreSlim(connections);
        var period = policy.Timeouts.Idle / 4;
        sweeper = new Timer(_ => _ = RetireWhere(connection => connection.IdleUntil <= Environment.TickCount64), null, period, period);
    }

    /// <inheritdoc/>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        budget.CancelAfter(policy.Timeouts.Budget);
        try
        {
            await free.WaitAsync(budget.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new DeliveryReport(job.Recipients.Map(recipient => (recipient, (Outcome)new Outcome.Deferred(AllBusy))));
        }

        var connection = Take();
        try
        {
            return await connection.Deliver(job, content, budget.Token).ConfigureAwait(false);
        }
        finally
        {
            Keep(connection);
            free.Release();
        }
    }

    /// <summary>Closes the idle connections. No mail may be underway.</summary>
    public async ValueTask DisposeAsync()
    {
        await sweeper.DisposeAsync().ConfigureAwait(false);
        await RetireWhere(_ => true).ConfigureAwait(false);
        free.Dispose();
    }

    static Reply AllBusy => Reply.Of(451, 3, 2, "all connections to the relay are busy");

    /// The connection used last is the likeliest to be alive.
    RelayConnection Take()
    {
        lock (gate)
        {
            return idle.TryPop(out var connection) ? connection : new RelayConnection(policy, roots);
        }
    }

    void Keep(RelayConnection connection)
    {
        lock (gate)
        {
            if (connection.IsOpen)
            {
                idle.Push(connection);
            }
        }
    }

    async Task RetireWhere(Predicate<RelayConnection> unwanted)
    {
        List<RelayConnection> retiring;
        lock (gate)
        {
            retiring = [.. idle.Where(connection => unwanted(connection))];
            var kept = idle.Except(retiring).Reverse().ToList();
            idle.Clear();
            kept.ForEach(idle.Push);
        }

        await Task.WhenAll(retiring.Select(connection => connection.Retire(CancellationToken.None))).ConfigureAwait(false);
        retiring.ForEach(connection => connection.Dispose());
    }
}
