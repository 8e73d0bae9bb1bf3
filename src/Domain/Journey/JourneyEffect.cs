using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;

namespace Laitos.Domain.Journey;

/// <summary>What a journey asks of the shell. Each step ends in exactly one of these.</summary>
public abstract record JourneyEffect
{
    JourneyEffect() { }

    /// <summary>Waits: look through the text of the mail for a command. Gives Looked.</summary>
    public sealed record FindCommand(Arrival Arrival) : JourneyEffect;

    /// <summary>Waits: ask the DNS all of this at once, no longer than the budget. Gives Answered, with an answer to each question.</summary>
    public sealed record Ask(Seq<Question> Questions, TimeSpan Budget) : JourneyEffect;

    /// <summary>Waits: hand the mail on; no longer than the patience, if there is one. An attempt that outlasts it goes on. Gives Tried.</summary>
    public sealed record Deliver(Plan Plan, Option<TimeSpan> Patience) : JourneyEffect;

    /// <summary>
    /// Waits: store what is owed, with the octets of the plan; the order of the command that the mail carries, if it does, is stored in the same
    /// transaction. Gives Stored or NotStored.
    /// </summary>
    public sealed record Store(Plan Plan, OwedMail Mail, Option<CommandVerdict.Run> Command) : JourneyEffect;

    /// <summary>Waits: store the order of a command, whose mail goes nowhere. Gives Stored or NotStored.</summary>
    public sealed record StoreCommand(CommandVerdict.Run Command) : JourneyEffect;

    /// <summary>Ends: write the decision down and tell the sending server.</summary>
    public sealed record Finish(Decision Decision) : JourneyEffect;
}
