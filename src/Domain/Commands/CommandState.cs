using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>Where a command stands while the daemon runs. What is on disk is the order alone; after a restart it is ordered again.</summary>
public abstract record CommandState
{
    CommandState() { }

    /// <summary>It is on disk, and is to be taken up.</summary>
    public sealed record Ordered(CommandOrder Order) : CommandState;

    /// <summary>That it starts is being written down.</summary>
    public sealed record Starting(CommandOrder Order, AppCall Call, AppRequest Request) : CommandState;

    /// <summary>It runs.</summary>
    public sealed record Running(CommandOrder Order, AppCall Call) : CommandState;

    /// <summary>It has come to its end; its mails are being stored.</summary>
    /// <param name="Order">The command.</param>
    /// <param name="Mails">What is told of it; perhaps nothing.</param>
    /// <param name="Afterwards">What takes effect once the mails are stored.</param>
    public sealed record Reporting(CommandOrder Order, Seq<CommandMail> Mails, Option<AppRequest> Afterwards) : CommandState;

    /// <summary>Its mails are in the queue, and nothing of it is left.</summary>
    public sealed record Done(string Id) : CommandState;
}

/// <summary>What an app is to do.</summary>
/// <param name="App">The app.</param>
/// <param name="Argument">What follows its prefix.</param>
/// <param name="Lint">How the result is tidied.</param>
/// <param name="Limit">How long it may take.</param>
/// <param name="Shown">The command as it may be shown.</param>
public sealed record AppCall(IApp App, Secret Argument, LintRules Lint, TimeSpan Limit, string Shown);

/// <summary>What can happen to a command.</summary>
public abstract record CommandInput
{
    CommandInput() { }

    /// <summary>The order is taken up, or a pause is over.</summary>
    public sealed record Due(Instant Now) : CommandInput;

    /// <summary>The order is on disk, flushed.</summary>
    public sealed record Recorded : CommandInput;

    /// <summary>It may not be on disk.</summary>
    public sealed record NotRecorded(string Reason) : CommandInput;

    /// <summary>The order is not on disk any more: it has been answered before, and does not run again.</summary>
    public sealed record Gone : CommandInput;

    /// <summary>What the world answered, or that it did not in time.</summary>
    public sealed record Ran(AppResponse Response, Instant Now) : CommandInput;

    /// <summary>The order is gone and its mails are in the queue, flushed.</summary>
    public sealed record Reported : CommandInput;

    /// <summary>The order is still there, and none of its mails is in the queue.</summary>
    public sealed record NotReported(string Reason) : CommandInput;
}

/// <summary>What a command asks of the shell. <see cref="Log"/> and <see cref="TakeEffect"/> do not wait; exactly one of the others ends each step.</summary>
public abstract record CommandEffect
{
    CommandEffect() { }

    /// <summary>A line for the log.</summary>
    /// <param name="Event">Its kind, one word.</param>
    /// <param name="Facts">Names and values, none of them secret; values may come from the wire.</param>
    public sealed record Log(string Event, Seq<(string Name, string Value)> Facts) : CommandEffect;

    /// <summary>Waits: store the order in the place of its older self. Gives Recorded, NotRecorded or Gone.</summary>
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
    public sealed record TakeEffect(AppRequest Request) : CommandEffect;

    /// <summary>Ends: nothing of the command is left to do.</summary>
    public sealed record End : CommandEffect;
}
