using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;

namespace Laitos.Shell.Journey;

/// <summary>The way to the relay for mails whose senders wait, and how busy it is.</summary>
sealed class CutThrough(IRelay relay, int connections, QueueRunner? queue)
{
    readonly Lock gate = new();
    DeliveryTimes deliveryTimes = DeliveryTimes.Unknown;
    int attempts;

    /// <summary>How busy it is now.</summary>
    public RelayLoad RelayLoad
    {
        get
        {
            var now = Volatile.Read(ref attempts);
            return new RelayLoad(Math.Min(now, connections), Math.Max(0, now - connections), connections, deliveryTimes.Median, queue is { IsPaused: true });
        }
    }

    /// <summary>Hands a mail over; the attempt is made to its end, whoever has stopped waiting for it.</summary>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content)
    {
        Interlocked.Increment(ref attempts);
        var began = Environment.TickCount64;
        try
        {
            return await relay.Deliver(job, content, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref attempts);
            lock (gate)
            {
                deliveryTimes = deliveryTimes.With(TimeSpan.FromMilliseconds(Environment.TickCount64 - began));
            }
        }
    }
}
