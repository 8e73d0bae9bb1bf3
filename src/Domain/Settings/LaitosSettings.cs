namespace Laitos.Domain.Settings;

/// <summary>
/// A validated configuration. It holds plain values; each machine is given its own narrow policy made from them.
/// </summary>
/// <param name="MailDaemon">How mail is received and screened.</param>
/// <param name="MailClient">How mail is sent on.</param>
/// <param name="Dns">Whom to ask.</param>
/// <param name="Spool">Where mail waits, and how long.</param>
/// <param name="MailFilters">Commands in mail.</param>
/// <param name="Features">What a command can run.</param>
public sealed record LaitosSettings(
    MailDaemonSettings MailDaemon, MailClientSettings MailClient, DnsSettings Dns, SpoolSettings Spool, MailFilterSettings MailFilters, FeatureSettings Features);
