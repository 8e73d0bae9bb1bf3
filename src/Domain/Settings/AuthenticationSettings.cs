using System.Text.Json;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>MailDaemon</c> that say whether senders are authenticated, and what follows.</summary>
/// <param name="IsChecked">True when SPF, DKIM, ARC and DMARC are evaluated for each mail (<c>Authentication</c>).</param>
/// <param name="OnDmarcFail">What becomes of mail that fails DMARC under an enforced policy (<c>DmarcFail</c>).</param>
/// <param name="OnSpfFail">What becomes of mail that SPF condemns, without DMARC and DKIM (<c>SpfFail</c>).</param>
public sealed record AuthenticationSettings(bool IsChecked, DmarcFailTreatment OnDmarcFail, SpfFailTreatment OnSpfFail)
{
    /// <summary>True when what SPF came to is told in a field of its own, too (<c>ReceivedSpf</c>).</summary>
    public bool WritesReceivedSpf { get; init; }

    /// <summary>What holds where the configuration names nothing: senders are authenticated where the verdict needs it.</summary>
    /// <param name="style">How authors are rewritten.</param>
    public static AuthenticationSettings Default(RewriteStyle style) =>
        new(style.IsWhenNeeded(), AuthenticationPolicy.Standard.OnDmarcFail, AuthenticationPolicy.Standard.OnSpfFail);

    /// <summary>What the journey of a mail goes by; none when senders are not authenticated.</summary>
    public Option<AuthenticationPolicy> Policy => IsChecked ? new AuthenticationPolicy(OnDmarcFail, OnSpfFail) : Option<AuthenticationPolicy>.None;
}

/// <summary>Those keys, as part of the section <c>MailDaemon</c>.</summary>
static class AuthenticationKeys
{
    internal static SettingFormat<RewriteStyle> Style { get; } = SettingFormats.Choice(
        ("when-needed", RewriteStyle.WhenNeeded), ("when-needed-own-address", RewriteStyle.WhenNeededOwnAddress),
        ("nodmarc", RewriteStyle.NoDmarc), ("own-address", RewriteStyle.OwnAddress), ("own-address-always", RewriteStyle.OwnAddressAlways), ("never", RewriteStyle.Never));

    internal static Seq<SettingKey<MailDaemonSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "Authentication", SettingFormats.Choice(("check", true), ("off", false)),
            (MailDaemonSettings s) => s.Authentication.IsChecked, (s, v) => With(s, s.Authentication with { IsChecked = v })),
        SettingKey.Of(
            "DmarcFail", SettingFormats.Choice(
                ("rewrite", DmarcFailTreatment.Rewrite), ("wrap", DmarcFailTreatment.Wrap), ("hold", DmarcFailTreatment.Hold), ("reject", DmarcFailTreatment.Reject)),
            (MailDaemonSettings s) => s.Authentication.OnDmarcFail, (s, v) => With(s, s.Authentication with { OnDmarcFail = v })),
        SettingKey.Of(
            "SpfFail", SettingFormats.Choice(("forward", SpfFailTreatment.Forward), ("reject", SpfFailTreatment.Reject)),
            (MailDaemonSettings s) => s.Authentication.OnSpfFail, (s, v) => With(s, s.Authentication with { OnSpfFail = v })),
        SettingKey.Of(
            "ReceivedSpf", SettingFormats.Flag,
            (MailDaemonSettings s) => s.Authentication.WritesReceivedSpf, (s, v) => With(s, s.Authentication with { WritesReceivedSpf = v })));

    /// <summary>The style that a section names, read ahead: whether senders are authenticated follows from it.</summary>
    internal static RewriteStyle StyleIn(JsonElement section) =>
        SettingSection.Find(section, "DmarcRewrite").Bind(named => Style.Read("", named).ToOption()).IfNone(RewriteStyle.WhenNeeded);

    static MailDaemonSettings With(MailDaemonSettings settings, AuthenticationSettings authentication) => settings with { Authentication = authentication };
}

/// <summary>Mistakes in those keys that no single one shows.</summary>
static class AuthenticationChecks
{
    /// <summary>Each mistake, and the keys that it follows from.</summary>
    internal static IEnumerable<(SettingProblem Problem, Seq<string> RestsOn)> Of(MailDaemonSettings daemon)
    {
        var (settings, standard) = (daemon.Authentication, AuthenticationPolicy.Standard);
        if (!settings.IsChecked && daemon.DmarcRewrite.IsWhenNeeded())
        {
            yield return (
                new SettingProblem("MailDaemon.Authentication", "\"off\"", "\"check\", because DmarcRewrite \"when-needed\" rests on it (or DmarcRewrite \"nodmarc\")"),
                Seqs.Of("MailDaemon.Authentication", "MailDaemon.DmarcRewrite"));
        }

        if (!settings.IsChecked && settings.OnDmarcFail != standard.OnDmarcFail)
        {
            yield return (
                new SettingProblem("MailDaemon.DmarcFail", "a treatment of mail that is not authenticated", "Authentication \"check\" beside it"),
                Seqs.Of("MailDaemon.DmarcFail", "MailDaemon.Authentication", "MailDaemon.DmarcRewrite"));
        }

        if (!settings.IsChecked && settings.OnSpfFail != standard.OnSpfFail)
        {
            yield return (
                new SettingProblem("MailDaemon.SpfFail", "a treatment of mail that is not authenticated", "Authentication \"check\" beside it"),
                Seqs.Of("MailDaemon.SpfFail", "MailDaemon.Authentication", "MailDaemon.DmarcRewrite"));
        }

        if (!settings.IsChecked && settings.WritesReceivedSpf)
        {
            yield return (
                new SettingProblem("MailDaemon.ReceivedSpf", "true, and SPF is not checked", "Authentication \"check\" beside it"),
                Seqs.Of("MailDaemon.ReceivedSpf", "MailDaemon.Authentication", "MailDaemon.DmarcRewrite"));
        }

        if (settings.OnDmarcFail == DmarcFailTreatment.Hold && daemon.Delivery == Queue.DeliveryMode.NoSpool)
        {
            yield return (
                new SettingProblem("MailDaemon.DmarcFail", "\"hold\"", "another treatment, because Delivery \"no-spool\" leaves no queue to hold mail in"),
                Seqs.Of("MailDaemon.DmarcFail", "MailDaemon.Delivery"));
        }
    }
}
