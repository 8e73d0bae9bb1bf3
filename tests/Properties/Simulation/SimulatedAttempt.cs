using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Simulation;

/// <summary>An attempt under way, whose report goes to whoever waits for it by then.</summary>
sealed class SimulatedAttempt
{
    Action<DeliveryReport>? listener;

    public DeliveryReport? Report { get; private set; }

    public void End(DeliveryReport report)
    {
        Report = report;
        listener?.Invoke(report);
    }

    /// <summary>Tells this listener, and no other from now on.</summary>
    public void Tell(Action<DeliveryReport> to)
    {
        listener = to;
        if (Report is { } report)
        {
            to(report);
        }
    }
}
