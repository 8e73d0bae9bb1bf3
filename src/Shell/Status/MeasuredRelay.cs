using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Status;
using Laitos.Shell.Relay;

namespace Laitos.Shell.Status;

/// <summary>A relay whose attempts are measured.</summary>
/// <param name="relay">The relay.</param>
/// <param name="meter">Takes how each attempt ended and how long it took.</param>
sealed class MeasuredRelay(IRelay relay, MailMeter meter) : IRelay
{
    long delivered;
    int active;
    Trouble? trouble;

    /// <summary>How many attempts are under way.</summary>
    public int Active => Volatile.Read(ref active);

    /// <summary>When it last took a mail; the beginning of time for never.</summary>
    public Instant LastDelivered => new(Volatile.Read(ref delivered));

    /// <summary>What it said when it last did not, or null.</summary>
    public Trouble? LastTrouble => Volatile.Read(ref trouble);

    /// <inheritdoc/>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var report = await Counted(job, content, cancel).ConfigureAwait(false);
        meter.Count(report, Stopwatch.GetElapsedTime(began));
        if (DeliveryOutcome.Trouble(report).Case is string words)
        {
            Volatile.Write(ref trouble, new Trouble(Clock.Now, words));
        }
        else
        {
            Volatile.Write(ref delivered, Clock.Now.UnixMilliseconds);
        }

        return report;
    }

    async Task<DeliveryReport> Counted(MailJob job, IMailContent content, CancellationToken cancel)
    {
        Interlocked.Increment(ref active);
        try
        {
            return await relay.Deliver(job, content, cancel).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }

    /// <summary>What a relay said when it did not take a mail for now.</summary>
    public sealed record Trouble(Instant At, string Words);
}
