using System.Diagnostics.Metrics;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Status;
using Laitos.Shell.Status;

namespace Laitos.Integration.Status;

/// <summary>What counting costs a mail.</summary>
public class MailMeterTests
{
    /// Daemons in this process are listened to.
    const string Scope = "Laitos.Test";

    static readonly DeliveryReport Report = new(Seqs.Of(((Mailbox)Mailbox.Parse("me@example.net"), (Outcome)new Outcome.Delivered(Reply.Of(250, 0, 0, "ok")))));

    /// Nobody listens: there is nothing to measure for.
    [Test]
    public void Without_a_listener_a_measurement_allocates_nothing()
    {
        using var meter = new MailMeter(default, null, Scope);
        meter.Count(Report, TimeSpan.FromSeconds(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            meter.Count(Report, TimeSpan.FromSeconds(1));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void A_listener_hears_the_time_and_the_worst_outcome()
    {
        using var meter = new MailMeter(default, null, Scope);
        var heard = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == Scope && instrument.Name == DaemonMetrics.Delivery.Name) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => heard.Add($"{instrument.Unit} {value} {tags[0].Key}={tags[0].Value}"));
        listener.Start();
        meter.Count(Report, TimeSpan.FromSeconds(2));
        Assert.That(heard, Is.EqualTo(new[] { "s 2 laitos.delivery.outcome=delivered" }));
    }
}
