using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailFilters</c>: commands in mail.</summary>
/// <param name="PinAndShortcuts">What entitles a command to run.</param>
/// <param name="Sequences">What is replaced in a command before it runs, one after the other.</param>
/// <param name="LintText">How the text of a result is tidied.</param>
/// <param name="Recipients">Who hears of each command and its result, besides its sender; each once.</param>
/// <param name="Senders">Who may command; at least one. None when everybody may who knows a password.</param>
/// <param name="Forward">What happens to a mail that carries a command.</param>
public sealed record MailFilterSettings(
    PinSettings PinAndShortcuts,
    Seq<SequenceSetting> Sequences,
    LintSettings LintText,
    Seq<Mailbox> Recipients,
    Option<Seq<SenderSetting>> Senders,
    ForwardChoice Forward)
{
    /// <summary>What holds where the configuration names nothing: there are no commands.</summary>
    public static MailFilterSettings Default { get; } = new(
        PinSettings.Default, default, LintSettings.Default, default, Option<Seq<SenderSetting>>.None, ForwardChoice.Masked);

    /// <summary>True when commands in mail are run.</summary>
    public bool IsOn => !PinAndShortcuts.Passwords.IsEmpty || !PinAndShortcuts.Shortcuts.IsEmpty;
}

/// <summary>The section <c>MailFilters.PINAndShortcuts</c>: what entitles a command to run. All of it is secret.</summary>
/// <param name="Passwords">A command stands behind one of these; each once, at least 7 characters.</param>
/// <param name="Shortcuts">Lines that stand for a command; each once.</param>
public sealed record PinSettings(Seq<Secret> Passwords, Seq<ShortcutSetting> Shortcuts)
{
    /// <summary>Nothing does.</summary>
    public static PinSettings Default { get; } = new(default, default);
}

/// <summary>A line that stands for a command.</summary>
/// <param name="Line">The whole line.</param>
/// <param name="Command">The command.</param>
public sealed record ShortcutSetting(Secret Line, Secret Command);

/// <summary>An entry of <c>MailFilters.TranslateSequences.Sequences</c>: one text is replaced by another.</summary>
/// <param name="Sought">What is replaced; not empty.</param>
/// <param name="Put">What is put in its place; may be empty.</param>
public sealed record SequenceSetting(string Sought, string Put);

/// <summary>The section <c>MailFilters.LintText</c>: how the text of a result is tidied.</summary>
/// <param name="TrimSpaces">True to drop blanks at both ends of each line, and empty lines.</param>
/// <param name="CompressToSingleLine">True to join the lines by semicolons.</param>
/// <param name="KeepVisible7BitCharOnly">True to replace what is not visible ASCII by question marks.</param>
/// <param name="CompressSpaces">True to make one blank of several.</param>
/// <param name="BeginPosition">How much is dropped in front, 0 to 1,000,000.</param>
/// <param name="MaxLength">How much is left at most, 35 to 4096.</param>
public sealed record LintSettings(bool TrimSpaces, bool CompressToSingleLine, bool KeepVisible7BitCharOnly, bool CompressSpaces, int BeginPosition, int MaxLength)
{
    /// <summary>The result as it is, as much as laitos allows.</summary>
    public static LintSettings Default { get; } = new(
        TrimSpaces: false, CompressToSingleLine: false, KeepVisible7BitCharOnly: false, CompressSpaces: false, BeginPosition: 0, MaxLength: 4096);
}

/// <summary>An entry of <c>MailFilters.Senders</c>: who may command.</summary>
public abstract record SenderSetting
{
    SenderSetting() { }

    /// <summary>One address.</summary>
    public sealed record Address(Mailbox Mailbox) : SenderSetting;

    /// <summary>Everybody of a domain.</summary>
    public sealed record Domain(DomainName Name) : SenderSetting;
}
