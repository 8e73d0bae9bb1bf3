using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Status;

/// <summary>How an attempt to hand a mail to the relay ended, in one word.</summary>
public static class DeliveryOutcome
{
    /// <summary>The worst outcome of a destination: <c>failed</c>, <c>deferred</c> or <c>delivered</c>.</summary>
    public static string Worst(DeliveryReport report)
    {
        var worst = "delivered";
        for (var i = 0; i < report.Outcomes.Count; i++)
        {
            switch (report.Outcomes[i].Outcome)
            {
                case Outcome.Failed:
                    return "failed";
                case Outcome.Deferred:
                    worst = "deferred";
                    break;
            }
        }

        return worst;
    }

    /// <summary>What kept a mail from being handed over for now: the first reply of a destination that may still get it.</summary>
    public static Option<string> Trouble(DeliveryReport report) => report.Outcomes.Pick(static item => item.Outcome is Outcome.Deferred(var reply) ? reply.ToString() : Option<string>.None);
}
