using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>The life of a command, from the moment when we are responsible for it until its result is in the queue.</summary>
/// <remarks>
/// Rules. What has an effect on the world runs only after the disk says that it has started, and is never run again, whatever happens: an order that
/// was started by another life of the daemon is answered with exactly that. What has no effect, or only after the report, needs no mark.
/// Every order is answered, also one that is refused. An order leaves the disk in the same transaction as its mails enter the queue: a crash loses neither
/// and doubles neither. What was not asked for changes nothing.
/// </remarks>
public static class CommandProcess
{
    /// <summary>How long a disk that fails is left alone.</summary>
    public static TimeSpan DiskPause { get; } = TimeSpan.FromSeconds(10);

    /// The first words matter most: the rules of the owner may leave no more.
    const string Interruption = "Not repeated: the daemon stopped while this command ran. It may or may not have had its effect.";

    /// <summary>What becomes of the command upon one input.</summary>
    public static Step<CommandState, CommandEffect> Advance(CommandPolicy policy, CommandState state, CommandInput input) => (state, input) switch
    {
        (CommandState.Done, _) => Do(state, new CommandEffect.End()),
        (CommandState.Ordered(var order), CommandInput.Due(var now)) => order.StartedAt.IsSome ? Interrupted(policy, order, now) : TakeUp(policy, order, now),
        (CommandState.Starting(var order, var errand, var request), CommandInput.Recorded) => Do(
            new CommandState.Running(order, errand),
            Tell("command-started", order, errand.Shown),
            new CommandEffect.Run(request, errand.Limit)),
        (CommandState.Starting(var order, _, _), CommandInput.NotRecorded(var reason)) => Wait(
            new CommandState.Ordered(order with { StartedAt = Option<Instant>.None }), order, reason),
        (CommandState.Running(var order, var errand), CommandInput.Ran(var response, var now)) =>
            Conclude(policy, order, errand, response, Option<AppRequest>.None, now),
        (CommandState.Reporting reporting, CommandInput.Due) => Report(reporting),
        (CommandState.Reporting reporting, CommandInput.NotReported(var reason)) => Wait(reporting, reporting.Order, reason),
        (CommandState.Reporting reporting, CommandInput.Reported) => Close(reporting),
        _ => Do(state, new CommandEffect.Await()),
    };

    static Step<CommandState, CommandEffect> TakeUp(CommandPolicy policy, CommandOrder order, Instant now) => CommandLine.Prepare(policy, order.Text) switch
    {
        Prepared.Refused(var shown, var reason) => Refuse(policy, order, shown, isSecret: false, reason, now),
        Prepared.Ready ready => ready.App.Ask(ready.Argument).Match(
            Right: request => Begin(policy, order, ErrandOf(ready), request, now),
            Left: reason => Refuse(policy, order, ErrandOf(ready).Shown, ready.App.IsSecret, reason, now)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// What does nothing is done already; to lock or to stop would keep the result from being stored, so it comes last.
    static Step<CommandState, CommandEffect> Begin(CommandPolicy policy, CommandOrder order, Errand errand, AppRequest request, Instant now) => request switch
    {
        AppRequest.Nothing => Conclude(policy, order, errand, new AppResponse.Done(), Option<AppRequest>.None, now),
        AppRequest.Lock or AppRequest.Stop => Conclude(policy, order, errand, new AppResponse.Done(), request, now),
        _ => Start(order with { StartedAt = now }, errand, request),
    };

    static Step<CommandState, CommandEffect> Start(CommandOrder started, Errand errand, AppRequest request) =>
        Do(new CommandState.Starting(started, errand, request), new CommandEffect.Record(started));

    static Step<CommandState, CommandEffect> Conclude(
        CommandPolicy policy, CommandOrder order, Errand errand, AppResponse response, Option<AppRequest> afterwards, Instant now)
    {
        var result = errand.App.Conclude(errand.Argument.Reveal(), response, now);
        var text = CommandLine.Finish(errand.Lint, result);
        return Report(
            policy, new CommandReport(order, errand.Shown, errand.App.IsSecret, text, now), afterwards,
            Tell("command-ended", order, errand.Shown, ("outcome", result.Error.IsSome ? "error" : "ok"), ("ms", Milliseconds(order, now))));
    }

    static Step<CommandState, CommandEffect> Refuse(CommandPolicy policy, CommandOrder order, string shown, bool isSecret, string reason, Instant now) => Report(
        policy, new CommandReport(order, shown, isSecret, CommandLine.Finish(policy.Lint, CommandResult.Failed(reason)), now), Option<AppRequest>.None,
        Tell("command-refused", order, shown));

    static Step<CommandState, CommandEffect> Interrupted(CommandPolicy policy, CommandOrder order, Instant now)
    {
        var (shown, isSecret) = CommandLine.Prepare(policy, order.Text) switch
        {
            Prepared.Refused refused => (refused.Shown, false),
            Prepared.Ready ready => (ErrandOf(ready).Shown, ready.App.IsSecret),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return Report(
            policy, new CommandReport(order, shown, isSecret, CommandLine.Finish(policy.Lint, CommandResult.Failed(Interruption)), now), Option<AppRequest>.None,
            Tell("command-interrupted", order, shown));
    }

    static Step<CommandState, CommandEffect> Report(CommandPolicy policy, CommandReport report, Option<AppRequest> afterwards, CommandEffect told)
    {
        var step = Report(new CommandState.Reporting(report.Order, ReplyMail.Of(policy, report), afterwards));
        return step with { Effects = Seqs.Of(told).Then(step.Effects) };
    }

    static Step<CommandState, CommandEffect> Report(CommandState.Reporting state) => Do(state, new CommandEffect.Report(state.Order, state.Mails));

    static Step<CommandState, CommandEffect> Close(CommandState.Reporting state) => new(
        new CommandState.Done(state.Order.Id),
        Seqs.Of<CommandEffect>(new CommandEffect.Tell(
                "command-answered", Seqs.Of(("id", state.Order.Id)).Then(state.Mails.SelectEach(mail => mail.Recipients).Map(mailbox => ("to", mailbox.ToString())))))
            .Then(state.Afterwards.Match(request => Seqs.Of<CommandEffect>(new CommandEffect.Afterwards(request)), () => default))
            .Then(Seqs.Of<CommandEffect>(new CommandEffect.End())));

    static Step<CommandState, CommandEffect> Wait(CommandState state, CommandOrder order, string reason) => Do(
        state,
        new CommandEffect.Tell("command-waits", Seqs.Of(("id", order.Id), ("reason", reason))),
        new CommandEffect.Pause(DiskPause));

    static Errand ErrandOf(Prepared.Ready ready) => new(
        ready.App, new Secret(ready.Argument), ready.Lint, ready.Limit, ready.App.IsSecret ? $"{ready.App.Prefix} ***" : ready.Shown);

    static CommandEffect.Tell Tell(string kind, CommandOrder order, string shown, params ReadOnlySpan<(string Name, string Value)> more) => new(
        kind, Seqs.Of(("id", order.Id), ("client", order.Client.ToString()), ("command", shown)).Then(Seqs.Of(more)));

    static string Milliseconds(CommandOrder order, Instant now) =>
        (now - order.StartedAt.IfNone(now)).TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    static Step<CommandState, CommandEffect> Do(CommandState state, params ReadOnlySpan<CommandEffect> effects) => new(state, Seqs.Of(effects));
}
