using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;

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
    Seq<Translation> Sequences,
    LintRules LintText,
    Seq<Mailbox> Recipients,
    Option<Seq<CommandSender>> Senders,
    CarrierTreatment Forward)
{
    /// <summary>What holds where the configuration names nothing: there are no commands.</summary>
    public static MailFilterSettings Default { get; } = new(
        PinSettings.Default, default, LintRules.Default, default, Option<Seq<CommandSender>>.None, CarrierTreatment.Masked);

    /// <summary>True when commands in mail are run.</summary>
    public bool IsOn => !PinAndShortcuts.Passwords.IsEmpty || !PinAndShortcuts.Shortcuts.IsEmpty;
}

/// <summary>The section <c>MailFilters.PINAndShortcuts</c>: what entitles a command to run. All of it is secret.</summary>
/// <param name="Passwords">A command stands behind one of these; each once, at least 7 characters.</param>
/// <param name="Shortcuts">Lines that stand for a command; each once.</param>
public sealed record PinSettings(Seq<Secret> Passwords, Seq<Shortcut> Shortcuts)
{
    /// <summary>Nothing does.</summary>
    public static PinSettings Default { get; } = new(default, default);
}

/// <summary>The keys of the section <c>MailFilters</c>.</summary>
static class MailFilterKeys
{
    static Seq<SettingKey<PinSettings>> Pins { get; } = Seqs.Of(
        SettingKey.Of("Passwords", SecretFormats.Passwords, (PinSettings s) => s.Passwords, (s, v) => s with { Passwords = v }),
        SettingKey.Of("Shortcuts", SecretFormats.Shortcuts, (PinSettings s) => s.Shortcuts, (s, v) => s with { Shortcuts = v }));

    static Seq<SettingKey<LintRules>> Lint { get; } = Seqs.Of(
        SettingKey.Of("TrimSpaces", SettingFormats.Flag, (LintRules s) => s.TrimSpaces, (s, v) => s with { TrimSpaces = v }),
        SettingKey.Of("CompressToSingleLine", SettingFormats.Flag, (LintRules s) => s.CompressToSingleLine, (s, v) => s with { CompressToSingleLine = v }),
        SettingKey.Of("KeepVisible7BitCharOnly", SettingFormats.Flag, (LintRules s) => s.KeepVisible7BitCharOnly, (s, v) => s with { KeepVisible7BitCharOnly = v }),
        SettingKey.Of("CompressSpaces", SettingFormats.Flag, (LintRules s) => s.CompressSpaces, (s, v) => s with { CompressSpaces = v }),
        SettingKey.Of("BeginPosition", SettingFormats.Number(0, 1_000_000), (LintRules s) => s.BeginPosition, (s, v) => s with { BeginPosition = v }),
        SettingKey.Of("MaxLength", SettingFormats.Number(35, 4096), (LintRules s) => s.MaxLength, (s, v) => s with { MaxLength = v }));

    /// A pair of texts. Nothing can be sought that is empty: it would be found between any two letters.
    static SettingFormat<Translation> Sequence { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
            ? Pair(path, value[0], value[1])
            : SettingProblems.At<Translation>(path, SettingProblems.Show(value), "a pair of texts: what is sought, and what is put in its place"),
        sequence => new JsonArray(sequence.From, sequence.To));

    static SettingFormat<CommandSender> Sender { get; } = SettingFormats.Parsed(
        "a mail address such as me@example.net or a domain such as example.net",
        text => text.Contains('@', StringComparison.Ordinal)
            ? Mailbox.Parse(text).Map<CommandSender>(mailbox => new CommandSender.Address(mailbox))
            : DomainName.Parse(text).Map<CommandSender>(domain => new CommandSender.Domain(domain)),
        sender => sender switch
        {
            CommandSender.Address(var mailbox) => mailbox.ToString(),
            CommandSender.Domain(var domain) => domain.ToString(),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    internal static Seq<SettingKey<MailFilterSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "PINAndShortcuts", SettingSection.Format(Pins, PinSettings.Default, UnknownKeys.Hidden),
            (MailFilterSettings s) => s.PinAndShortcuts, (s, v) => s with { PinAndShortcuts = v }),
        SettingKey.Nested(
            "TranslateSequences", "Sequences", SettingFormats.List(Sequence, nonEmpty: false), default,
            (MailFilterSettings s) => s.Sequences, (s, v) => s with { Sequences = v }),
        SettingKey.Nested("LintText", Lint, LintRules.Default, (MailFilterSettings s) => s.LintText, (s, v) => s with { LintText = v }),
        SettingKey.Nested(
            "NotifyViaEmail", "Recipients", SettingFormats.List(SettingFormats.Mailbox, nonEmpty: false), default,
            (MailFilterSettings s) => s.Recipients, (s, v) => s with { Recipients = v }),
        SettingKey.Maybe("Senders", SettingFormats.List(Sender, nonEmpty: true), (MailFilterSettings s) => s.Senders, (s, v) => s with { Senders = v }),
        SettingKey.Of(
            "Forward", SettingFormats.Choice(("masked", CarrierTreatment.Masked), ("untouched", CarrierTreatment.Untouched), ("kept", CarrierTreatment.Kept)),
            (MailFilterSettings s) => s.Forward, (s, v) => s with { Forward = v }));

    static Validation<SettingProblem, Translation> Pair(string path, JsonElement sought, JsonElement put) =>
        SettingProblems.Text(sought).Length == 0 ? SettingProblems.At<Translation>($"{path}[0]", "an empty text", "the text that is sought; an empty one would be found between any two letters")
        : SettingProblems.All(new[] { sought, put }.Select((text, i) => SettingFormats.Words.Read($"{path}[{i}]", text))).Map(texts => new Translation(texts[0], texts[1]));
}
