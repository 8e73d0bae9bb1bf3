using System.Text.Json;
using System.Text.Json.Nodes;
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

/// <summary>The keys of the section <c>MailFilters</c>.</summary>
static class MailFilterKeys
{
    static Seq<SettingKey<PinSettings>> Pins { get; } = Seqs.Of(
        SettingKey.Of("Passwords", SecretFormats.Passwords, (PinSettings s) => s.Passwords, (s, v) => s with { Passwords = v }),
        SettingKey.Of("Shortcuts", SecretFormats.Shortcuts, (PinSettings s) => s.Shortcuts, (s, v) => s with { Shortcuts = v }));

    static Seq<SettingKey<LintSettings>> Lint { get; } = Seqs.Of(
        SettingKey.Of("TrimSpaces", SettingFormats.Flag, (LintSettings s) => s.TrimSpaces, (s, v) => s with { TrimSpaces = v }),
        SettingKey.Of("CompressToSingleLine", SettingFormats.Flag, (LintSettings s) => s.CompressToSingleLine, (s, v) => s with { CompressToSingleLine = v }),
        SettingKey.Of("KeepVisible7BitCharOnly", SettingFormats.Flag, (LintSettings s) => s.KeepVisible7BitCharOnly, (s, v) => s with { KeepVisible7BitCharOnly = v }),
        SettingKey.Of("CompressSpaces", SettingFormats.Flag, (LintSettings s) => s.CompressSpaces, (s, v) => s with { CompressSpaces = v }),
        SettingKey.Of("BeginPosition", SettingFormats.Number(0, 1_000_000), (LintSettings s) => s.BeginPosition, (s, v) => s with { BeginPosition = v }),
        SettingKey.Of("MaxLength", SettingFormats.Number(35, 4096), (LintSettings s) => s.MaxLength, (s, v) => s with { MaxLength = v }));

    /// A pair of texts. Nothing can be sought that is empty: it would be found between any two letters.
    static SettingFormat<SequenceSetting> Sequence { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
            ? Pair(path, value[0], value[1])
            : SettingProblems.At<SequenceSetting>(path, SettingProblems.Show(value), "a pair of texts: what is sought, and what is put in its place"),
        sequence => new JsonArray(sequence.Sought, sequence.Put));

    static SettingFormat<SenderSetting> Sender { get; } = SettingFormats.Parsed(
        "a mail address such as me@example.net or a domain such as example.net",
        text => text.Contains('@', StringComparison.Ordinal)
            ? Mailbox.Parse(text).Map<SenderSetting>(mailbox => new SenderSetting.Address(mailbox))
            : DomainName.Parse(text).Map<SenderSetting>(domain => new SenderSetting.Domain(domain)),
        sender => sender switch
        {
            SenderSetting.Address(var mailbox) => mailbox.ToString(),
            SenderSetting.Domain(var domain) => domain.ToString(),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    internal static Seq<SettingKey<MailFilterSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "PINAndShortcuts", SettingSection.Format(Pins, PinSettings.Default, UnknownKeys.Hidden),
            (MailFilterSettings s) => s.PinAndShortcuts, (s, v) => s with { PinAndShortcuts = v }),
        SettingKey.Nested(
            "TranslateSequences", "Sequences", SettingFormats.List(Sequence, nonEmpty: false), default,
            (MailFilterSettings s) => s.Sequences, (s, v) => s with { Sequences = v }),
        SettingKey.Nested("LintText", Lint, LintSettings.Default, (MailFilterSettings s) => s.LintText, (s, v) => s with { LintText = v }),
        SettingKey.Nested(
            "NotifyViaEmail", "Recipients", SettingFormats.List(SettingFormats.Mailbox, nonEmpty: false), default,
            (MailFilterSettings s) => s.Recipients, (s, v) => s with { Recipients = v }),
        SettingKey.Maybe("Senders", SettingFormats.List(Sender, nonEmpty: true), (MailFilterSettings s) => s.Senders, (s, v) => s with { Senders = v }),
        SettingKey.Of(
            "Forward", SettingFormats.Choice(("masked", ForwardChoice.Masked), ("untouched", ForwardChoice.Untouched), ("kept", ForwardChoice.Kept)),
            (MailFilterSettings s) => s.Forward, (s, v) => s with { Forward = v }));

    static Validation<SettingProblem, SequenceSetting> Pair(string path, JsonElement sought, JsonElement put) =>
        SettingProblems.Text(sought).Length == 0 ? SettingProblems.At<SequenceSetting>($"{path}[0]", "an empty text", "the text that is sought; an empty one would be found between any two letters")
        : SettingProblems.All(new[] { sought, put }.Select((text, i) => SettingFormats.Words.Read($"{path}[{i}]", text))).Map(texts => new SequenceSetting(texts[0], texts[1]));
}
