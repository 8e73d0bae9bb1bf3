using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Settings;

/// <summary>What is set is what the machines are told.</summary>
public class SettingsPoliciesLaws
{
    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public void A_session_keeps_to_the_limits_that_are_set(LaitosSettings settings)
    {
        var (daemon, limits, session) = (settings.MailDaemon, settings.MailDaemon.Limits.Session, SettingsPolicies.Session(settings));
        Assert.Multiple(() =>
        {
            Assert.That(session.Hostname, Is.EqualTo(daemon.Hostname));
            Assert.That(session.LocalDomains, Is.EquivalentTo(daemon.MyDomains.Distinct()));
            Assert.That(session.OfferTls, Is.EqualTo(daemon.TlsCertPath.IsSome));
            Assert.That(session.ScreenAtRecipient, Is.EqualTo(daemon.BlockAt == BlockStage.Recipient));
            Assert.That(session.Limits with { CommandsWithoutMail = limits.CommandsWithoutMail }, Is.EqualTo(limits));
        });
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool A_mail_with_every_allowed_recipient_fits_into_the_count_of_its_commands(LaitosSettings settings)
    {
        var limits = SettingsPolicies.Session(settings).Limits;
        return limits.CommandsWithoutMail > limits.Recipients + 5 && limits.CommandsWithoutMail >= settings.MailDaemon.Limits.Session.CommandsWithoutMail;
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool A_journey_goes_where_it_is_set_to_go(LaitosSettings settings)
    {
        var journey = SettingsPolicies.Journey(settings);
        return journey.Forwarding == new Domain.Forwarding.ForwardingPolicy(settings.MailDaemon.Hostname, settings.MailDaemon.ForwardTo, settings.MailClient.MailFrom) { Bounces = SettingsPolicies.Bounces(settings), WritesReceivedSpf = settings.MailDaemon.Authentication.WritesReceivedSpf }
            && journey.Style == settings.MailDaemon.DmarcRewrite
            && journey.DeferUnknown == (settings.MailDaemon.DnsUnavailable == DnsUnavailableMode.Defer)
            && journey.Style.For(7, settings.MailClient.MailFrom) is RewriteMode.OwnAddress == settings.MailDaemon.DmarcRewrite is RewriteStyle.OwnAddress or RewriteStyle.OwnAddressAlways or RewriteStyle.WhenNeededOwnAddress
            && journey.Authentication == settings.MailDaemon.Authentication.Policy;
    }

    /// <summary>Without a key nobody could tell a true bounce address from a forged one.</summary>
    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public void Bounce_addresses_are_as_they_are_set_and_there_are_none_without_a_key(Confidential confidential, LaitosSettings keyless)
    {
        var (daemon, bounces) = (confidential.Settings.MailDaemon, confidential.Settings.MailDaemon.Bounces);
        Assert.That(SettingsPolicies.Bounces(confidential.Settings), Is.EqualTo(Prelude.Some(
            new BounceAddressPolicy(
                confidential.Settings.MailClient is { MtaHost.IsSome: true, Relay.Profile.AllowsForeignSender: false } ? EnvelopeSenderStyle.MailFrom : bounces.Style, bounces.Domain, daemon.MyDomains, bounces.Keys, bounces.Lifetime, bounces.SrsHashLength, bounces.To))));
        Assert.That(SettingsPolicies.Session(confidential.Settings).ChecksRecipients);
        Assert.That(SettingsPolicies.Bounces(keyless).IsNone && SettingsPolicies.Session(keyless).ChecksRecipients == !keyless.MailDaemon.Rules.IsEmpty);
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool The_lists_that_are_set_are_asked_with_their_weights(LaitosSettings settings)
    {
        var screening = SettingsPolicies.Screening(settings);
        return screening.Threshold == settings.MailDaemon.BlockThreshold && settings.MailDaemon.BlockLists switch
        {
            BlockListChoice.Laitos => screening.Lists == BlocklistPresets.Laitos.Lists,
            BlockListChoice.Modern => screening.Lists == BlocklistPresets.Modern.Lists,
            BlockListChoice.None => screening.Lists.IsEmpty,
            BlockListChoice.Custom(var lists) => screening.Lists == lists,
            _ => false,
        };
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool The_relay_is_told_a_login_only_with_user_and_password_and_never_to_trust_more_than_is_set(LaitosSettings settings)
    {
        var client = settings.MailClient;
        return SettingsPolicies.Relay(settings).Match(
            relay => client.MtaHost.IsSome
                && relay.Port == client.MtaPort
                && relay.Login.IsSome == (client.AuthUsername.IsSome && !client.SecretKeys.IsEmpty)
                && relay.Tls.ToString() == client.Tls.ToString()
                && relay.AllowPlaintextAuth == client.AllowPlaintextAuth
                && relay.VerifyCertificate == client.VerifyCertificate
                && (relay.On8Bit, relay.Trial, relay.Profile with { EightBitMime = true, Utf8 = client.Relay.Profile.Utf8 }) == (client.On8Bit, client.Trial, client.Relay.Profile)
                && relay.Profile.EightBitMime == (client.On8Bit != EightBitTreatment.Encode)
                && relay.Timeouts.Total == (settings.MailDaemon.Delivery == DeliveryMode.NoSpool ? client.Timeout : RelayTimeouts.Default.Total),
            () => client.MtaHost.IsNone);
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool Commands_go_by_what_is_set_and_there_are_none_without_a_password_or_shortcut(Confidential confidential)
    {
        var (settings, filters) = (confidential.Settings, confidential.Settings.MailFilters);
        return SettingsPolicies.Commands(settings).Match(
            policy => filters.IsOn
                && policy.Passwords == filters.PinAndShortcuts.Passwords
                && policy.Shortcuts == filters.PinAndShortcuts.Shortcuts
                && policy.Translations == filters.Sequences
                && policy.Lint == filters.LintText
                && policy.Notify == filters.Recipients
                && policy.Senders == filters.Senders
                && policy.Carrier == filters.Forward
                && (policy.From, policy.Hostname) == (settings.MailClient.MailFrom, settings.MailDaemon.Hostname)
                && policy.MyDomains.SetEquals(settings.MailDaemon.MyDomains) && policy.ForwardTo == settings.MailDaemon.ForwardTo,
            () => !filters.IsOn);
    }

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool Apps_are_set_up_as_the_features_are(Confidential confidential)
    {
        var (features, apps) = (confidential.Settings.Features, SettingsPolicies.Apps(confidential.Settings));
        return (apps.UnrestrictedShell, apps.Interpreter) == (features.Shell.Unrestricted, features.Shell.InterpreterPath)
            && apps.OneTimeCodes == features.OneTimeCodes && apps.EncryptedFiles == features.EncryptedFiles
            && apps.TextFiles == features.TextFiles && apps.News == features.News
            && apps.Programs == features.Programs.Map(item => item.Program);
    }
}
