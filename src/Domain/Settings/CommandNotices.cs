using Laitos.Domain.Commands;

namespace Laitos.Domain.Settings;

/// <summary>What the owner of a configuration should know of its commands.</summary>
public static class CommandNotices
{
    /// <summary>Shortcuts that stand for something that cannot run, told by their positions: their lines are secrets.</summary>
    public static Seq<SettingNotice> Of(LaitosSettings settings) => SettingsPolicies.Commands(settings).Match(
        policy => policy.Shortcuts.AsEnumerable()
            .SelectMany((shortcut, i) => Objection(policy, shortcut).Map(reason => new SettingNotice($"MailFilters.PINAndShortcuts.Shortcuts[{i}]: its command cannot run: {reason}")).AsEnumerable())
            .Gather(),
        () => default);

    static Option<string> Objection(CommandPolicy policy, Shortcut shortcut) => CommandLine.Prepare(policy, shortcut.Command.Reveal()) switch
    {
        Prepared.Refused(_, var reason) => reason,
        Prepared.Ready ready => ready.App.Ask(ready.Argument).Match(Right: _ => Option<string>.None, Left: Option<string>.Some),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
