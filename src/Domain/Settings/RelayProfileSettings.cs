using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>MailClient</c> that say what the relay lets us do.</summary>
/// <param name="Provider">Whose relay it is (<c>Profile</c>).</param>
/// <param name="ForeignFrom">True when it passes on authors who are not the account's own.</param>
/// <param name="ForeignSender">True when it takes an envelope sender other than <c>MailFrom</c>.</param>
/// <param name="NullSender">True when it takes the null sender.</param>
/// <param name="KeepsOctets">True when it changes nothing behind the fields that it puts in front.</param>
public sealed record RelayProfileSettings(RelayProvider Provider, Option<bool> ForeignFrom, Option<bool> ForeignSender, Option<bool> NullSender, Option<bool> KeepsOctets)
{
    /// <summary>What holds where the configuration names nothing.</summary>
    public static RelayProfileSettings Default { get; } = new(RelayProvider.None, default, default, default, default);

    /// <summary>What is known of the provider, and what the owner knows better.</summary>
    public RelayProfile Profile
    {
        get
        {
            var known = Provider.Profile();
            return known with
            {
                Author = ForeignFrom.Match(allowed => allowed ? ForeignAuthor.Allowed : known.AllowsForeignAuthor ? ForeignAuthor.Refused : known.Author, () => known.Author),
                AllowsForeignSender = ForeignSender.IfNone(known.AllowsForeignSender),
                AllowsNullSender = NullSender.IfNone(known.AllowsNullSender),
                KeepsOctets = KeepsOctets.IfNone(known.KeepsOctets),
            };
        }
    }
}

/// <summary>Those keys, as part of the section <c>MailClient</c>.</summary>
static class RelayProfileKeys
{
    internal static Seq<SettingKey<MailClientSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of(
            "Profile",
            SettingFormats.Choice(
                ("none", RelayProvider.None), ("gmail", RelayProvider.Gmail), ("microsoft365", RelayProvider.Microsoft365), ("outlook", RelayProvider.Microsoft365), ("amazon-ses", RelayProvider.AmazonSes),
                ("mailgun", RelayProvider.Mailgun), ("postmark", RelayProvider.Postmark), ("brevo", RelayProvider.Brevo), ("postfix", RelayProvider.Postfix)),
            (MailClientSettings s) => s.Relay.Provider, (s, v) => With(s, s.Relay with { Provider = v })),
        SettingKey.Maybe("ForeignFrom", SettingFormats.Flag, (MailClientSettings s) => s.Relay.ForeignFrom, (s, v) => With(s, s.Relay with { ForeignFrom = v })),
        SettingKey.Maybe("ForeignSender", SettingFormats.Flag, (MailClientSettings s) => s.Relay.ForeignSender, (s, v) => With(s, s.Relay with { ForeignSender = v })),
        SettingKey.Maybe("NullSender", SettingFormats.Flag, (MailClientSettings s) => s.Relay.NullSender, (s, v) => With(s, s.Relay with { NullSender = v })),
        SettingKey.Maybe("KeepsOctets", SettingFormats.Flag, (MailClientSettings s) => s.Relay.KeepsOctets, (s, v) => With(s, s.Relay with { KeepsOctets = v })));

    static MailClientSettings With(MailClientSettings settings, RelayProfileSettings relay) => settings with { Relay = relay };
}
