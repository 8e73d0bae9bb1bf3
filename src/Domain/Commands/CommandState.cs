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
