using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>What a command asks of the shell. <see cref="Log"/> and <see cref="Afterwards"/> do not wait; exactly one of the others ends each step.</summary>
public abstract record CommandEffect
{
    CommandEffect() { }

    /// <summary>A line for the log.</summary>
    /// <param name="Event">Its kind, one word.</param>
    /// <param name="Facts">Names and values, none of them secret; values may come from the wire.</param>
    public sealed record Log(string Event, Seq<(string Name, string Value)> Facts) : CommandEffect;

    /// <summary>Waits: store the order in the place of its older self. Gives Recorded or NotRecorded.</summary>
    public sealed record Record(CommandOrder Order) : CommandEffect;

    /// <summary>Waits: grant an app its wish, no longer than the limit. Gives Ran.</summary>
    public sealed record Run(AppRequest Request, TimeSpan Limit) : CommandEffect;

    /// <summary>
    /// Waits: delete the order and put the mails in the queue, all of it in one transaction. Gives Reported, also when that has been done before; or NotReported.
    /// </summary>
    public sealed record Report(CommandOrder Order, Seq<CommandMail> Mails) : CommandEffect;

    /// <summary>Waits: let some time pass. Gives Due.</summary>
    public sealed record Pause(TimeSpan Duration) : CommandEffect;

    /// <summary>Waits: what was asked for last is still awaited. Nothing is to be done again.</summary>
    public sealed record Await : CommandEffect;

    /// <summary>Let <see cref="AppRequest.Lock"/> or <see cref="AppRequest.Stop"/> take effect, now that the result is in the queue.</summary>
    public sealed record Afterwards(AppRequest Request) : CommandEffect;

    /// <summary>Ends: nothing of the command is left to do.</summary>
    public sealed record End : CommandEffect;
}
