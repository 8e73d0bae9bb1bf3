using Laitos.Domain.Journey;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Dns;
using Laitos.Shell.Relay;
using Laitos.Shell.Smtp;

namespace Laitos.Shell.Journey;

/// <summary>Drives the journey of each mail: asks the DNS, hands the mail on, writes the decision down.</summary>
sealed class Postroom(JourneyPolicy policy, IResolver resolver, IRelay relay, Journal journal)
{
    /// <summary>Takes one mail all the way and gives the reply to the end of its data.</summary>
    public async Task<Reply> Decide(Arrival arrival, ReceivedContent content)
    {
        var state = MailJourney.Start;
        JourneyInput input = new JourneyInput.Arrived(arrival);
        while (true)
        {
            var step = MailJourney.Advance(policy, state, input);
            state = step.Next;
            switch (step.Effects.Last)
            {
                case JourneyEffect.Ask(var questions, var budget):
                    input = new JourneyInput.Answered(await resolver.Resolve(questions, budget, CancellationToken.None), Clock.Now);
                    break;
                case JourneyEffect.Deliver(var plan):
                    input = new JourneyInput.Reported(await relay.Deliver(plan.Job, content.Arranged(plan.Segments), CancellationToken.None));
                    break;
                case JourneyEffect.Settle(var decision):
                    journal.Tell(Explanation.Of(decision, Clock.Now));
                    return decision.Reply;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }
}
