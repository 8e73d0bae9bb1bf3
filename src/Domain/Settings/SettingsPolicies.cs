using System.Collections.Frozen;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Rules;
using Laitos.Domain.Sasl;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Status.Web;

namespace Laitos.Domain.Settings;

/// <summary>The narrow policy of each machine, out of the whole settings.</summary>
public static class SettingsPolicies
{
    /// How many senders may wait for a connection to the relay; beyond it mail is stored at once.
    const int MostWaiting = 100;

    /// EHLO, STARTTLS, EHLO, MAIL, DATA, and some patience.
    const int CommandsBesideRecipients = 32;

    /// <summary>What receiving sessions may do.</summary>
    public static SessionPolicy Session(LaitosSettings settings)
    {
        var daemon = settings.MailDaemon;
        var limits = daemon.Limits.Session;
        return new SessionPolicy(
            daemon.Hostname, daemon.MyDomains.ToFrozenSet(), daemon.TlsCertPath.IsSome, daemon.BlockAt == BlockStage.Recipient,
            // A mail with as many recipients as are allowed must not be cut off by the number of its commands.
            limits with { CommandsWithoutMail = Math.Max(limits.CommandsWithoutMail, limits.Recipients + CommandsBesideRecipients) })
        { ChecksRecipients = Recipients(settings).Decides, Roles = daemon.Roles };
    }

    /// <summary>How bounce addresses are made and read; none where there is no key to tell true ones from forged ones.</summary>
    public static Option<BounceAddressPolicy> Bounces(LaitosSettings settings)
    {
        var (daemon, bounces) = (settings.MailDaemon, settings.MailDaemon.Bounces);
        return bounces.KeyRing.IsEmpty ? Option<BounceAddressPolicy>.None
            : new BounceAddressPolicy(Style(settings), bounces.Domain, daemon.MyDomains, bounces.KeyRing, bounces.Lifetime, bounces.SrsHashLength, bounces.To);
    }

    /// <summary>What decides about each recipient.</summary>
    public static RecipientPolicy Recipients(LaitosSettings settings) => new(
        Bounces(settings),
        settings.MailDaemon.Rules.IsEmpty ? Option<AddressRules>.None : new AddressRules(settings.MailDaemon.Rules, settings.MailDaemon.Hostname, settings.MailDaemon.ForwardTo));

    /// <summary>How mail is judged and changed.</summary>
    public static JourneyPolicy Journey(LaitosSettings settings) => new(
        new ForwardingPolicy(settings.MailDaemon.Hostname, settings.MailDaemon.ForwardTo, settings.MailClient.MailFrom) { Bounces = Bounces(settings), WritesReceivedSpf = settings.MailDaemon.Authentication.WritesReceivedSpf },
        new AcceptancePolicy(settings.MailDaemon.Delivery, settings.Spool.Retry, settings.MailDaemon.DeliveryWait, MostWaiting),
        settings.MailDaemon.DmarcRewrite,
        settings.MailDaemon.DnsUnavailable == DnsUnavailableMode.Defer,
        JourneyPolicy.StandardDnsTimeout,
        JourneyPolicy.StandardMaxHops)
    {
        Authentication = settings.MailDaemon.Authentication.Policy,
        Signs = settings.MailClient.Signing.IsOn,
        Seals = settings.MailClient.Signing is { IsOn: true, ArcSeal: true },
        Screening = Screening(settings),
        Roles = settings.MailDaemon.Roles,
        Scan = settings.MailDaemon.Scanner.IsOn ? settings.MailDaemon.Scanner.Policy : Option<ScanPolicy>.None,
        Carrier = settings.MailFilters.IsOn ? settings.MailFilters.Forward : Option<CarrierTreatment>.None,
    };

    /// A relay that takes no sender but one gets that.
    static EnvelopeSenderStyle Style(LaitosSettings settings) =>
        settings.MailClient.MtaHost.IsSome && !settings.MailClient.Relay.Profile.AllowsForeignSender ? EnvelopeSenderStyle.MailFrom : settings.MailDaemon.Bounces.Style;

    /// <summary>From whom notices come and where they go.</summary>
    public static NoticePolicy Notices(LaitosSettings settings) => NoticePolicy.Of(
        settings.MailDaemon.Hostname, settings.MailClient.MailFrom, settings.MailDaemon.Postmaster, settings.MailDaemon.MyDomains, settings.MailDaemon.ForwardTo) with
    {
        Private = settings.MailDaemon.ForwardTo
            .Then(settings.MailDaemon.Rules.SelectEach(rule => rule.Action is RuleAction.Forward(var destinations, _) ? destinations : default)).AsEnumerable().Distinct().Gather(),
    };

    /// <summary>What must never be shown, whoever writes it where.</summary>
    public static Redaction Secrets(LaitosSettings settings) => Redaction.Of(
        settings.MailFilters.PinAndShortcuts.Passwords
            .Then(settings.MailFilters.PinAndShortcuts.Shortcuts.Map(shortcut => shortcut.Line))
            .Then(settings.MailClient.AuthPassword.ToSeq())
            .Then(settings.Spool.DatabaseKeys.Password.ToSeq())
            .Then(settings.Features.ImapAccounts.SelectEach(item => item.Account.AuthPassword.ToSeq()))
            .Then(settings.Features.WolframAlpha.AppId.ToSeq())
            .Then(settings.Features.Twilio.AuthToken.ToSeq())
            .Then(settings.MailDaemon.Bounces.KeyRing)
            .Then(settings.MailDaemon.Scanner.Password.ToSeq())
            .Then(settings.MailDaemon.Status.PasswordInForce.ToSeq())
            .Then(Screening(settings).Lists.SelectEach(list => SubscriberKey.Words(list.Zone).Map(key => new Secret(key)))));

    /// <summary>How the scanner for spam is reached; none when there is no scanner.</summary>
    public static Option<ScannerAccess> Scanner(LaitosSettings settings) => settings.MailDaemon.Scanner.Access;

    /// <summary>Whether the status page is served by HTTPS.</summary>
    public static bool ServesStatusByTls(MailDaemonSettings daemon) => daemon.Status.Tls.IfNone(daemon.TlsCertPath.IsSome && !daemon.Status.Address.IsLoopback);

    /// <summary>Who may see and do what on the status page.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="key">Octets drawn at random.</param>
    public static StatusPolicy Status(LaitosSettings settings, Octets key) => new(
        settings.MailDaemon.Status.PasswordInForce, Seqs.Of(settings.MailDaemon.Hostname).Then(settings.MailDaemon.Status.Hosts).Map(name => name.Value).AsEnumerable().Gather(), ServesStatusByTls(settings.MailDaemon), key);

    /// <summary>Which block lists are asked.</summary>
    public static ScreeningPolicy Screening(LaitosSettings settings) => settings.MailDaemon.BlockLists switch
    {
        BlockListChoice.Laitos => BlocklistPresets.Laitos with { Threshold = settings.MailDaemon.BlockThreshold },
        BlockListChoice.Modern => BlocklistPresets.Modern with { Threshold = settings.MailDaemon.BlockThreshold },
        BlockListChoice.None => new ScreeningPolicy(default, settings.MailDaemon.BlockThreshold),
        BlockListChoice.Custom(var lists) => new ScreeningPolicy(lists, settings.MailDaemon.BlockThreshold),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>How mail is handed to the relay; none when it goes to a pickup folder.</summary>
    public static Option<RelayPolicy> Relay(LaitosSettings settings)
    {
        var client = settings.MailClient;
        return client.MtaHost.Map(host => new RelayPolicy(
            HostText(host), client.MtaPort, new Host.Named(settings.MailDaemon.Hostname),
            from user in client.AuthUsername from proof in Proof(client) select new Login(user, proof),
            client.AllowPlaintextAuth, client.Tls, client.VerifyCertificate, Responsibility.Partial(settings.MailDaemon.Delivery),
            Times(settings))
        { Profile = RelayProfile(client), On8Bit = client.On8Bit, Trial = client.Trial, ListensAt = new ListeningPlace(settings.MailDaemon.Address, settings.MailDaemon.Port) });
    }

    /// <summary>
    /// What the relay lets us do, before it has said so. Where content above 127 would be encoded, it is taken to need that until it offers 8BITMIME: a mail that is rewritten for nothing
    /// arrives, one whose signature breaks does not.
    /// </summary>
    public static RelayProfile RelayProfile(MailClientSettings client) =>
        client.On8Bit == EightBitTreatment.Encode ? client.Relay.Profile with { EightBitMime = false, Utf8 = false } : client.Relay.Profile;

    /// <summary>What commands in mail go by; none when the feature is off.</summary>
    public static Option<CommandPolicy> Commands(LaitosSettings settings)
    {
        var (filters, daemon) = (settings.MailFilters, settings.MailDaemon);
        return filters.IsOn
            ? new CommandPolicy(
                filters.PinAndShortcuts.Passwords,
                filters.PinAndShortcuts.Shortcuts,
                filters.Sequences,
                filters.LintText, filters.Recipients, filters.Senders, filters.Forward,
                settings.MailClient.MailFrom, daemon.Hostname, daemon.MyDomains.ToFrozenSet(), daemon.ForwardTo,
                AppCatalog.Of(Apps(settings)),
                CommandPolicy.StandardLimit)
            : Option<CommandPolicy>.None;
    }

    /// <summary>How the apps are set up.</summary>
    public static AppPolicy Apps(LaitosSettings settings)
    {
        var features = settings.Features;
        return new AppPolicy(
            features.Shell.Unrestricted, features.Shell.InterpreterPath, features.OneTimeCodes,
            features.EncryptedFiles, features.TextFiles, features.News,
            features.Programs.Map(item => item.Program))
        {
            SosInformation = features.SosPersonalInfo,
            Jokes = features.Jokes,
            Mailboxes = features.ImapAccounts.SelectEach(item => item.Account.Account.Map(account => (item.Word, account)).ToSeq()),
            WolframAlpha = features.WolframAlpha.Account,
            Twilio = features.Twilio.Account,
        };
    }

    /// Without a spool the sender waits for the whole attempt; with one, only the attempt itself is bounded, as RFC 5321 §4.5.3.2 wants it.
    static RelayTimeouts Times(LaitosSettings settings) => settings.MailDaemon.Delivery == DeliveryMode.NoSpool
        ? RelayTimeouts.Default with { Total = settings.MailClient.Timeout }
        : RelayTimeouts.Default;

    static Option<LoginProof> Proof(MailClientSettings client) =>
        LoginProof.Of(client.AuthPassword, client.AuthPasswordFile, client.AuthTokenFile, client.AuthTokenCommand);

    static string HostText(Host host) => host switch
    {
        Host.Literal(var address) => address.ToString(),
        _ => host.ToString()!,
    };
}
