using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting.EnvelopeSenders;

namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>MailDaemon</c> that say from which envelope sender mail is forwarded, and what becomes of what comes back.</summary>
/// <param name="Style">From which envelope sender (<c>EnvelopeSender</c>).</param>
/// <param name="To">Who gets what comes back (<c>BounceTo</c>).</param>
/// <param name="Domain">Where bounce addresses live: one of our domains (<c>BounceDomain</c>).</param>
/// <param name="Keys">The key ring (<c>BounceKeys</c>): the first makes addresses, all read them.</param>
/// <param name="KeyFile">A file that holds the key ring, one key a line (<c>BounceKeyFile</c>).</param>
/// <param name="Lifetime">How long a bounce address is good (<c>BounceLifetime</c>).</param>
/// <param name="SrsHashLength">Characters of the hash in SRS addresses (<c>SrsHashLength</c>).</param>
public sealed record BounceSettings(
    EnvelopeSenderStyle Style, BounceRecipient To, DomainName Domain, Seq<Secret> Keys, Option<string> KeyFile, TimeSpan Lifetime, int SrsHashLength)
{
    /// <summary>The fewest characters of a key.</summary>
    public const int ShortestKey = 16;

    /// <summary>The keys that were found in the file.</summary>
    public Seq<Secret> FileKeys { get; init; }

    /// <summary>The whole key ring.</summary>
    public Seq<Secret> KeyRing => Keys.Then(FileKeys);

    /// <summary>What holds where the configuration names nothing.</summary>
    /// <param name="domain">Where bounce addresses live.</param>
    public static BounceSettings Default(DomainName domain) => new(
        EnvelopeSenderStyle.MailFrom, BounceRecipient.Owner, domain, Keys: default, KeyFile: default, TimeSpan.FromDays(21), SrsHashLength: 8);

    /// <summary>True for a text that can be a key.</summary>
    internal static bool IsKey(string text) => text.Length is >= ShortestKey and <= 4096 && text.Trim().Length == text.Length && !text.Any(c => char.IsControl(c) || c == '\ufffd');
}

/// <summary>A file that holds a key ring: one key a line, the first makes addresses. Empty lines and those that begin with <c>#</c> are passed over.</summary>
public static class BounceKeyFile
{
    /// <summary>The key ring, or what is wrong with the file.</summary>
    public static Validation<SettingProblem, Seq<Secret>> Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).Index().Where(line => line.Item.Length > 0 && line.Item[0] != '#').ToArray();
        return lines.Length == 0
            ? SettingProblems.At<Seq<Secret>>(BounceKeys.FilePath, "a file without a key", $"one key a line, each of at least {BounceSettings.ShortestKey} characters")
            : SettingProblems.All(lines.Select(line => BounceSettings.IsKey(line.Item)
                ? SettingProblems.None(new Secret(line.Item))
                : SettingProblems.At<Secret>(BounceKeys.FilePath, $"line {line.Index + 1} of the file, which is not shown", $"a key of at least {BounceSettings.ShortestKey} characters")));
    }
}

/// <summary>Those keys, as part of the section <c>MailDaemon</c>.</summary>
static class BounceKeys
{
    internal const string FilePath = "MailDaemon.BounceKeyFile";

    internal static Seq<SettingKey<MailDaemonSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "EnvelopeSender", SettingFormats.Choice(("mail-from", EnvelopeSenderStyle.MailFrom), ("token", EnvelopeSenderStyle.Token), ("srs", EnvelopeSenderStyle.Srs)),
            (MailDaemonSettings s) => s.Bounces.Style, (s, v) => With(s, s.Bounces with { Style = v })),
        SettingKey.Of(
            "BounceTo", SettingFormats.Choice(("owner", BounceRecipient.Owner), ("sender", BounceRecipient.Sender)),
            (MailDaemonSettings s) => s.Bounces.To, (s, v) => With(s, s.Bounces with { To = v })),
        SettingKey.Of("BounceDomain", SettingFormats.Domain, (MailDaemonSettings s) => s.Bounces.Domain, (s, v) => With(s, s.Bounces with { Domain = v })),
        SettingKey.Of("BounceKeys", SecretFormats.Keys, (MailDaemonSettings s) => s.Bounces.Keys, (s, v) => With(s, s.Bounces with { Keys = v })),
        SettingKey.Maybe("BounceKeyFile", SettingFormats.Words, (MailDaemonSettings s) => s.Bounces.KeyFile, (s, v) => With(s, s.Bounces with { KeyFile = v })),
        SettingKey.Of(
            "BounceLifetime", SettingFormats.Time(TimeSpan.FromDays(1), TimeSpan.FromDays(365)), (MailDaemonSettings s) => s.Bounces.Lifetime, (s, v) => With(s, s.Bounces with { Lifetime = v })),
        SettingKey.Of(
            "SrsHashLength", SettingFormats.Number(SrsAddress.ShortestHash, SrsAddress.LongestHash), (MailDaemonSettings s) => s.Bounces.SrsHashLength, (s, v) => With(s, s.Bounces with { SrsHashLength = v })));

    static MailDaemonSettings With(MailDaemonSettings settings, BounceSettings bounces) => settings with { Bounces = bounces };
}

/// <summary>Mistakes in those keys that no single one shows.</summary>
static class BounceChecks
{
    /// <summary>Each mistake, and the keys that it follows from.</summary>
    internal static IEnumerable<(SettingProblem Problem, Seq<string> RestsOn)> Of(MailDaemonSettings daemon)
    {
        var bounces = daemon.Bounces;
        if (bounces.Style != EnvelopeSenderStyle.MailFrom && bounces.Keys.IsEmpty && bounces.KeyFile.IsNone)
        {
            yield return (
                new SettingProblem("MailDaemon.BounceKeys", "nothing", $"a key of at least {BounceSettings.ShortestKey} characters, or else a file in BounceKeyFile: EnvelopeSender makes addresses that nobody else must be able to make"),
                Seqs.Of("MailDaemon.EnvelopeSender", "MailDaemon.BounceKeys", "MailDaemon.BounceKeyFile"));
        }

        if (!bounces.Keys.IsEmpty && bounces.KeyFile.IsSome)
        {
            yield return (new SettingProblem(BounceKeys.FilePath, "a file beside keys", "only one of BounceKeys and BounceKeyFile"), Seqs.Of("MailDaemon.BounceKeys", "MailDaemon.BounceKeyFile"));
        }

        if (!daemon.MyDomains.Exists(mine => mine == bounces.Domain))
        {
            yield return (
                new SettingProblem("MailDaemon.BounceDomain", $"\"{bounces.Domain}\"", "one of MailDaemon.MyDomains: what comes back must come here"),
                Seqs.Of("MailDaemon.BounceDomain", "MailDaemon.MyDomains", "MailClient.MailFrom"));
        }
    }
}
