using System.Diagnostics.Metrics;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Status;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Shell.Status;

/// <summary>
/// Counts what becomes of mail. In the way of a mail this costs some interlocked additions; without a status page and a collector it is not there at all.
/// </summary>
sealed class MailMeter : IDisposable
{
    readonly Meter meter;
    readonly Seq<Blocklist> lists;
    readonly long[] fates = new long[MailFates.Words.Count];
    readonly long[] listings;
    readonly Histogram<double> deliveries;
    readonly Instant startedAt = Clock.Now;
    volatile DaemonParts? parts;

    /// <param name="lists">The block lists whose entries are counted.</param>
    /// <param name="certificate">The server's certificate, or null.</param>
    /// <param name="scope">The name that collectors know it by.</param>
    public MailMeter(Seq<Blocklist> lists, ServerCertificate? certificate, string scope = DaemonMetrics.Scope)
    {
        meter = new Meter(scope);
        this.lists = lists.AsEnumerable().DistinctBy(list => list.Zone, StringComparer.OrdinalIgnoreCase).Gather();
        listings = new long[this.lists.Count];
        deliveries = meter.CreateHistogram(
            DaemonMetrics.Delivery.Name, DaemonMetrics.Delivery.Unit, DaemonMetrics.Delivery.Description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. DaemonMetrics.DurationBounds] });
        Counter(DaemonMetrics.Received, () => Fates.Select((count, i) => Labelled(count, DaemonMetrics.Received, MailFates.Words[i])));
        Counter(DaemonMetrics.Listings, () => this.lists.AsEnumerable().Select((list, i) => Labelled(Volatile.Read(ref listings[i]), DaemonMetrics.Listings, list.Name)));
        Current(DaemonMetrics.ActiveAttempts, daemon => daemon.MeasuredRelay?.Active ?? 0);
        Current(DaemonMetrics.Queued, daemon => daemon.Queue?.Waiting ?? 0);
        Current(DaemonMetrics.Sessions, daemon => daemon.Listener.Sessions);
        Gauge(DaemonMetrics.Paused, () => parts is { } daemon ? [new Measurement<double>(daemon.Queue is { IsPaused: true } ? 1 : 0)] : []);
        Gauge(DaemonMetrics.ListHealth, () => parts?.Lists.Health is { } health ? health.Lists.AsEnumerable().Select(list => Labelled<double>(health.Of(list) is ListHealth.Healthy ? 1 : 0, DaemonMetrics.ListHealth, list.Name)) : []);
        Gauge(DaemonMetrics.Uptime, () => [new Measurement<double>((Clock.Now - startedAt).TotalSeconds)]);
        Gauge(DaemonMetrics.Certificate, () => certificate is null ? [] : [new Measurement<double>((certificate.Facts.NotAfter - Clock.Now).TotalSeconds)]);
    }

    /// <summary>When the daemon began.</summary>
    public Instant StartedAt => startedAt;

    /// <summary>How many mails had each fate of <see cref="MailFates.Words"/>.</summary>
    public IReadOnlyList<long> Fates => [.. fates.Select((_, i) => Volatile.Read(ref fates[i]))];

    /// <summary>How often each list named a client.</summary>
    public Seq<(string Zone, long Count)> Listings => lists.AsEnumerable().Select((list, i) => (list.Zone, Volatile.Read(ref listings[i]))).Gather();

    /// <summary>From now on there is a daemon to look at.</summary>
    public void Observe(DaemonParts daemon) => parts = daemon;

    /// <summary>A mail was decided upon.</summary>
    public void Count(Decision decision)
    {
        Interlocked.Increment(ref fates[MailFates.IndexOf(decision)]);
        if (decision.Arrival.Screened.Case is ScreeningVerdict verdict)
        {
            CountListings(verdict);
        }
    }

    /// <summary>A client was screened before its data. One that is blocked will hand no mail in.</summary>
    public void CountBeforeData(ScreeningVerdict verdict)
    {
        if (verdict.IsBlocked)
        {
            Interlocked.Increment(ref fates[MailFates.Blocked]);
            CountListings(verdict);
        }
    }

    /// <summary>An attempt at the relay has ended.</summary>
    public void Count(DeliveryReport report, TimeSpan took)
    {
        if (deliveries.Enabled)
        {
            deliveries.Record(took.TotalSeconds, new KeyValuePair<string, object?>(DaemonMetrics.Delivery.Attribute.IfNone(""), DeliveryOutcome.Worst(report)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    void CountListings(ScreeningVerdict verdict)
    {
        for (var i = 0; i < verdict.Listings.Count; i++)
        {
            for (var at = 0; at < lists.Count; at++)
            {
                if (lists[at].Zone.Equals(verdict.Listings[i].List.Zone, StringComparison.OrdinalIgnoreCase))
                {
                    Interlocked.Increment(ref listings[at]);
                }
            }
        }
    }

    void Counter(MetricDefinition metric, Func<IEnumerable<Measurement<long>>> read) => meter.CreateObservableCounter(metric.Name, read, metric.Unit, metric.Description);

    void Gauge(MetricDefinition metric, Func<IEnumerable<Measurement<double>>> read) => meter.CreateObservableGauge(metric.Name, read, metric.Unit, metric.Description);

    void Current(MetricDefinition metric, Func<DaemonParts, long> read) =>
        meter.CreateObservableUpDownCounter(metric.Name, () => parts is { } daemon ? [new Measurement<long>(read(daemon))] : Enumerable.Empty<Measurement<long>>(), metric.Unit, metric.Description);

    static Measurement<A> Labelled<A>(A value, MetricDefinition metric, string label) where A : struct => new(value, new KeyValuePair<string, object?>(metric.Attribute.IfNone(""), label));
}
