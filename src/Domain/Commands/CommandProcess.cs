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
    /// <summary>True for an order of which it will be noted that it starts, because it has an effect on the world.</summary>
    public static bool IsStarted(CommandPolicy policy, CommandOrder order) =>
        order.StartedAt.IsNone
        && CommandLine.Prepare(policy, order.Text) is Prepared.Ready ready
        && ready.App.Ask(ready.Argument).Exists(request => request is not (AppRequest.Nothing or AppRequest.Lock or AppRequest.Stop));

    /// The first words matter most: the rules of the owner may leave no more.
    const string Interruption = "Not repeated: the daemon stopped while this command ran. It may or may not have had its effect.";

    /// <summary>What becomes of the command upon one input.</summary>
    public static Step<CommandState, CommandEffect> Advance(CommandPolicy policy, CommandState state, CommandInput input) => (state, input) switch
    {
        (CommandState.Done, _) => Do(state, new CommandEffect.End()),
        (CommandState.Ordered(var order), CommandInput.Due(var now)) => order.StartedAt.IsSome ? Interrupted(policy, order, now) : TakeUp(policy, order, now),
        (CommandState.Starting(var order, var call, var request), CommandInput.Recorded) => Do(
            new CommandState.Running(order, call),
            LogResult("command-started", order, call.Shown),
            new CommandEffect.Run(request, call.Limit)),
        (CommandState.Starting(var order, _, _), CommandInput.NotRecorded(var reason)) => Wait(
            new CommandState.Ordered(order with { StartedAt = Option<Instant>.None }), order, reason),
        (CommandState.Starting(var order, var call, _), CommandInput.Gone) => Do(
            new CommandState.Done(order.Id), LogResult("command-gone", order, call.Shown), new CommandEffect.End()),
        (CommandState.Running(var order, var call), CommandInput.Ran(var response, var now)) =>
            Conclude(policy, order, call, response, Option<AppRequest>.None, now),
        (CommandState.Reporting reporting, CommandInput.Due) => Report(reporting),
        (CommandState.Reporting reporting, CommandInput.NotReported(var reason)) => Wait(reporting, reporting.Order, reason),
        (CommandState.Reporting reporting, CommandInput.Reported) => Close(reporting),
        _ => Do(state, new CommandEffect.Await()),
    };

    static Step<CommandState, CommandEffect> TakeUp(CommandPolicy policy, CommandOrder order, Instant now) => CommandLine.Prepare(policy, order.Text) switch
    {
        Prepared.Refused(var shown, var reason) => Refuse(policy, order, shown, isSecret: false, reason, now),
        Prepared.Ready ready => ready.App.Ask(ready.Argument).Match(
            Right: request => Begin(policy, order, CallOf(ready), request, now),
            Left: reason => Refuse(policy, order, CallOf(ready).Shown, ready.App.IsSecret, reason, now)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// What does nothing is done already; to lock or to stop would keep the result from being stored, so it comes last.
    static Step<CommandState, CommandEffect> Begin(CommandPolicy policy, CommandOrder order, AppCall call, AppRequest request, Instant now) => request switch
    {
        AppRequest.Nothing => Conclude(policy, order, call, new AppResponse.Done(), Option<AppRequest>.None, now),
        AppRequest.Lock or AppRequest.Stop => Conclude(policy, order, call, new AppResponse.Done(), request, now),
        _ => Start(order with { StartedAt = now }, call, request),
    };

    static Step<CommandState, CommandEffect> Start(CommandOrder started, AppCall call, AppRequest request) =>
        Do(new CommandState.Starting(started, call, request), new CommandEffect.Record(started));

    static Step<CommandState, CommandEffect> Conclude(
        CommandPolicy policy, CommandOrder order, AppCall call, AppResponse response, Option<AppRequest> afterwards, Instant now)
    {
        var result = call.App.Conclude(call.Argument.Reveal(), response, now);
        var text = CommandLine.Finish(call.Lint, result);
        return Report(
            policy, new CommandReport(order, call.Shown, call.App.IsSecret, text, now), afterwards,
            LogResult("command-ended", order, call.Shown, ("outcome", result.Error.IsSome ? "error" : "ok"), ("ms", Milliseconds(order, now))));
    }

    static Step<CommandState, CommandEffect> Refuse(CommandPolicy policy, CommandOrder order, string shown, bool isSecret, string reason, Instant now) => Report(
        policy, new CommandReport(order, shown, isSecret, CommandLine.Finish(policy.Lint, CommandResult.Failed(reason)), now), Option<AppRequest>.None,
        LogResult("command-refused", order, shown));

    static Step<CommandState, CommandEffect> Interrupted(CommandPolicy policy, CommandOrder order, Instant now)
    {
        var (shown, isSecret) = CommandLine.Prepare(policy, order.Text) switch
        {
            Prepared.Refused refused => (refused.Shown, false),
            Prepared.Ready ready => (CallOf(ready).Shown, ready.App.IsSecret),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return Report(
            policy, new CommandReport(order, shown, isSecret, CommandLine.Finish(policy.Lint, CommandResult.Failed(Interruption)), now), Option<AppRequest>.None,
            LogResult("command-interrupted", order, shown));
    }

    static Step<CommandState, CommandEffect> Report(CommandPolicy policy, CommandReport report, Option<AppRequest> afterwards, CommandEffect told)
    {
        var step = Report(new CommandState.Reporting(report.Order, ReplyMail.Of(policy, report), afterwards));
        return step with { Effects = Seqs.Of(told).Then(step.Effects) };
    }

    static Step<CommandState, CommandEffect> Report(CommandState.Reporting state) => Do(state, new CommandEffect.Report(state.Order, state.Mails));

    static Step<CommandState, CommandEffect> Close(CommandState.Reporting state) => new(
        new CommandState.Done(state.Order.Id),
        Seqs.Of<CommandEffect>(new CommandEffect.Log(
                "command-answered", Seqs.Of(("id", state.Order.Id)).Then(state.Mails.SelectEach(mail => mail.Recipients).Map(mailbox => ("to", mailbox.ToString())))))
            .Then(state.Afterwards.Match(request => Seqs.Of<CommandEffect>(new CommandEffect.TakeEffect(request)), () => default))
            .Then(Seqs.Of<CommandEffect>(new CommandEffect.End())));

    static Step<CommandState, CommandEffect> Wait(CommandState state, CommandOrder order, string reason) => Do(
        state,
        new CommandEffect.Log("command-waits", Seqs.Of(("id", order.Id), ("reason", reason))),
        new CommandEffect.Pause(DiskRetry.Pause));

    static AppCall CallOf(Prepared.Ready ready) => new(
        ready.App, new Secret(ready.Argument), ready.Lint, ready.Limit, ready.App.IsSecret ? $"{ready.App.Prefix} ***" : ready.Shown);

    static CommandEffect.Log LogResult(string kind, CommandOrder order, string shown, params ReadOnlySpan<(string Name, string Value)> more) => new(
        kind, Seqs.Of(("id", order.Id), ("client", order.Client.ToString()), ("command", shown)).Then(Seqs.Of(more)));

    static string Milliseconds(CommandOrder order, Instant now) =>
        (now - order.StartedAt.IfNone(now)).TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    static Step<CommandState, CommandEffect> Do(CommandState state, params ReadOnlySpan<CommandEffect> effects) => new(state, Seqs.Of(effects));
}
