using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;

namespace Laitos.Domain.Journey;

/// <summary>Where a mail is on its way.</summary>
public abstract record JourneyState
{
    JourneyState() { }

    /// <summary>Nothing has arrived yet.</summary>
    public sealed record AwaitingMail : JourneyState;

    /// <summary>It is being found out whether block lists name the client.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">The answers so far.</param>
    /// <param name="Deadline">When the lists are waited for no longer.</param>
    public sealed record Screening(Arrival Arrival, Knowledge Known, Instant Deadline) : JourneyState;

    /// <summary>It is being looked through for a command.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">What the DNS has told so far.</param>
    public sealed record FindingCommand(Arrival Arrival, Knowledge Known) : JourneyState;

    /// <summary>It is being found out whether the sender must be rewritten.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">The answers so far.</param>
    /// <param name="Deadline">When the DNS is waited for no longer.</param>
    public sealed record FindingDmarcPolicy(Arrival Arrival, Knowledge Known, Instant Deadline) : JourneyState;

    /// <summary>It is being handed on while its sender waits.</summary>
    public sealed record Delivering(Arrival Arrival, Plan Plan) : JourneyState;

    /// <summary>What is owed of it is being stored.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Plan">What is sent.</param>
    /// <param name="Acceptance">What is stored, and the reply once that is on disk.</param>
    public sealed record Storing(Arrival Arrival, Plan Plan, Acceptance.Store Acceptance) : JourneyState;

    /// <summary>Its command is being stored; the mail itself goes nowhere.</summary>
    public sealed record StoringCommand(Arrival Arrival) : JourneyState;

    /// <summary>All is decided and done.</summary>
    public sealed record Decided(Decision Decision) : JourneyState;
}

/// <summary>What states of a journey have in common.</summary>
static class JourneyStates
{
    /// <summary>The mail of a journey that is under way; none before and after it.</summary>
    internal static Option<Arrival> ArrivalOf(JourneyState state) => state switch
    {
        JourneyState.Screening(var arrival, _, _) => arrival,
        JourneyState.FindingCommand(var arrival, _) => arrival,
        JourneyState.FindingDmarcPolicy(var arrival, _, _) => arrival,
        JourneyState.Delivering(var arrival, _) => arrival,
        JourneyState.Storing(var arrival, _, _) => arrival,
        JourneyState.StoringCommand(var arrival) => arrival,
        _ => Option<Arrival>.None,
    };
}
