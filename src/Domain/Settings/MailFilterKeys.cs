using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

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
