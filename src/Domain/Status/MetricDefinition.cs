namespace Laitos.Domain.Status;

/// <summary>One metric of this daemon, by the naming rules of OpenTelemetry's semantic conventions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Instrument">What kind of instrument it is.</param>
/// <param name="Unit">Its unit, as UCUM writes it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Attribute">The one attribute that its measurements have; none for one without. Its values are few, and none of them comes from a mail.</param>
public sealed record MetricDefinition(string Name, MetricInstrument Instrument, string Unit, string Description, Option<string> Attribute)
{
    /// <summary>The name under which Prometheus scrapes it: letters, digits and underscores, the unit and <c>total</c> behind.</summary>
    public string PrometheusName => string.Concat(
        Name.Replace('.', '_'),
        Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" },
        Instrument == MetricInstrument.Counter ? "_total" : "");
}

/// <summary>The kinds of instruments.</summary>
public enum MetricInstrument
{
    /// <summary>It only grows.</summary>
    Counter,

    /// <summary>It grows and shrinks, and may be summed over daemons.</summary>
    UpDownCounter,

    /// <summary>A value of the moment.</summary>
    Gauge,

    /// <summary>How values are spread.</summary>
    Histogram,
}

/// <summary>The metrics of this daemon. Those of the runtime come from the runtime.</summary>
public static class DaemonMetrics
{
    /// <summary>The scope that they are measured in.</summary>
    public const string Scope = "Laitos";

    /// <summary>Received mails, by what became of them while their senders waited.</summary>
    public static MetricDefinition Received { get; } = Counter("laitos.mail.received", "{mail}", "Received mails, by what became of them while their senders waited.", "laitos.mail.fate");

    /// <summary>Attempts to hand a mail to the relay, by their worst outcome.</summary>
    public static MetricDefinition Delivery { get; } = new(
        "laitos.relay.delivery.duration", MetricInstrument.Histogram, "s", "How long attempts to hand a mail to the relay took, by the worst outcome of a destination.", "laitos.delivery.outcome");

    /// <summary>Attempts that are under way.</summary>
    public static MetricDefinition ActiveAttempts { get; } = Now("laitos.relay.active_attempts", "{attempt}", "Attempts to hand a mail to the relay that are under way.");

    /// <summary>1 while the relay has asked us to go slow.</summary>
    public static MetricDefinition Paused { get; } = Gauge("laitos.relay.paused", "1", "1 while the relay has asked us to go slow, else 0.", Option<string>.None);

    /// <summary>Mails in the queue.</summary>
    public static MetricDefinition Queued { get; } = Now("laitos.queue.length", "{mail}", "Mails in the queue, those that are held included.");

    /// <summary>Open sessions.</summary>
    public static MetricDefinition Sessions { get; } = Now("laitos.smtp.active_sessions", "{session}", "SMTP sessions that are open.");

    /// <summary>Clients that a block list named.</summary>
    public static MetricDefinition Listings { get; } = Counter("laitos.blocklist.listings", "{listing}", "Entries that block lists had for clients that sent mail, whether they sufficed to block them or not.", "laitos.blocklist.name");

    /// <summary>Whether a block list is relied on.</summary>
    public static MetricDefinition ListHealth { get; } = Gauge("laitos.blocklist.healthy", "1", "1 while a block list has passed its last test, else 0.", "laitos.blocklist.name");

    /// <summary>How long the certificate is still valid.</summary>
    public static MetricDefinition Certificate { get; } = Gauge("laitos.tls.certificate.remaining", "s", "How long the server's certificate is still valid; negative once it has expired.", Option<string>.None);

    /// <summary>How long the daemon has been running.</summary>
    public static MetricDefinition Uptime { get; } = Gauge("process.uptime", "s", "How long the daemon has been running.", Option<string>.None);

    /// <summary>All of them.</summary>
    public static Seq<MetricDefinition> All { get; } = Seqs.Of(Received, Delivery, ActiveAttempts, Paused, Queued, Sessions, Listings, ListHealth, Certificate, Uptime);

    /// <summary>The upper bounds of the histogram's buckets, in seconds.</summary>
    public static Seq<double> DurationBounds { get; } = Seqs.Of(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);

    static MetricDefinition Counter(string name, string unit, string description, string attribute) => new(name, MetricInstrument.Counter, unit, description, attribute);

    static MetricDefinition Now(string name, string unit, string description) => new(name, MetricInstrument.UpDownCounter, unit, description, Option<string>.None);

    static MetricDefinition Gauge(string name, string unit, string description, Option<string> attribute) => new(name, MetricInstrument.Gauge, unit, description, attribute);
}
