using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Settings;

/// <summary>What is accepted in a configuration, but has no effect that its owner may hope for.</summary>
static class SettingNotices
{
    /// <summary>The most names in one notice.</summary>
    const int MostNames = 50;

    /// <summary>The notices of a configuration, one for each matter.</summary>
    internal static Seq<SettingNotice> Of(JsonElement root, LaitosSettings settings) =>
        OtherDaemons(root)
            .Then(LeftAlone(root))
            .Then(Off(root, settings.MailFilters))
            .Then(DelayNotices(settings.Spool.Retry))
            .Then(ExposedDatabase(settings.Spool))
            .Then(LoginInClear(settings.MailClient))
            .Then(Bounces(settings))
            .Then(OneSender(settings))
            .Then(UnprovenSenders(settings))
            .Then(Unrewritten(settings))
            .Then(NothingToSeal(settings))
            .Then(ScannerNotices.Of(settings.MailDaemon.Scanner))
            .Then(UnverifiedMailboxes(settings.Features))
            .Then(RuleNotices.Of(settings.MailDaemon))
            .Then(ReadablePassword(settings.MailDaemon));

    static Seq<SettingNotice> OtherDaemons(JsonElement root) =>
        About(Names(root, SettingsParser.Sections), "sections of other daemons, left alone");

    static Seq<SettingNotice> LeftAlone(JsonElement root) =>
        About(
            SettingSection.Find(root, "Features").Filter(features => features.ValueKind == JsonValueKind.Object)
                .Map(features => Names(features, FeatureKeys.Table.Map(key => key.Name).Then(FeatureKeys.WithoutSettings)).Map(name => $"Features.{name}")).IfNone(default(Seq<string>)),
            "features that this daemon does not have, left alone");

    static Seq<SettingNotice> Off(JsonElement root, MailFilterSettings filters) =>
        filters.IsOn || SettingSection.Find(root, "MailFilters").IsNone ? default
        : Seqs.Of(new SettingNotice("MailFilters: commands in mail are off, because PINAndShortcuts holds neither a password nor a shortcut"));

    static Seq<SettingNotice> DelayNotices(RetryPolicy retry) =>
        retry.DelayNoticeAfter < retry.Expire ? default
        : Seqs.Of(new SettingNotice(
            $"Spool.DelayNotice: nobody is told of a delay, because mail is given up before ({Duration.Format(retry.DelayNoticeAfter)} is not less than Spool.Expire, {Duration.Format(retry.Expire)})"));

    static Seq<SettingNotice> ExposedDatabase(SpoolSettings spool) =>
        spool.Database.Exists(database => database.Connection.IsExposed)
            ? Seqs.Of(new SettingNotice("Spool.PostgreSql: mail goes to the database over the network, and nobody makes sure that it is not read on the way, or that the server is the right one; SSL Mode=VerifyFull does"))
            : default;

    /// A relay on this machine gets the login all the same; a name may lead here.
    static Seq<SettingNotice> LoginInClear(MailClientSettings client) =>
        client.Tls != TlsMode.None || client.SecretKeys.IsEmpty || client.AllowPlaintextAuth || client.MtaHost.Exists(host => host is Host.Literal { Address.IsLoopback: true } || host.ToString() == "localhost") ? default
        : Seqs.Of(new SettingNotice("MailClient.TLS: with \"none\" the login is not sent, and nothing is delivered, unless the relay is on this machine; leave TLS out, or set AllowPlaintextAuth if anybody may read the password"));

    /// A reverse proxy elsewhere is a reason to do so all the same.
    static Seq<SettingNotice> ReadablePassword(MailDaemonSettings daemon) =>
        daemon.Status.Port.IsNone || daemon.Status.Address.IsLoopback || SettingsPolicies.ServesStatusByTls(daemon) ? default
        : Seqs.Of(new SettingNotice("MailDaemon.Status: the page is served without TLS at an address that others reach: its password and what it shows can be read on the way, unless a proxy in front of it encrypts"));

    static Seq<SettingNotice> UnprovenSenders(LaitosSettings settings) =>
        settings.MailDaemon.Authentication.IsChecked || !settings.MailFilters.IsOn || settings.MailFilters.Senders.IsNone ? default
        : Seqs.Of(new SettingNotice("MailFilters.Senders: anybody can write an address into From, and MailDaemon.Authentication is \"off\", so nobody checks whether it is genuine; \"check\" does"));

    /// What comes back may come late: days in our queue, and five or so in that of the next server.
    static Seq<SettingNotice> Bounces(LaitosSettings settings)
    {
        var (bounces, expire) = (settings.MailDaemon.Bounces, settings.Spool.Retry.Expire);
        return bounces.Style == EnvelopeSenderStyle.MailFrom
            ? bounces.To == BounceRecipient.Owner ? default : Seqs.Of(new SettingNotice("MailDaemon.BounceTo: \"sender\" is for bounce addresses, and EnvelopeSender \"mail-from\" makes none"))
            : bounces.Lifetime >= expire + NextQueue ? default
            : Seqs.Of(new SettingNotice(
                $"MailDaemon.BounceLifetime: {Duration.Format(bounces.Lifetime)} may be over before a mail is given up: Spool.Expire is {Duration.Format(expire)}, and the next server may try for {Duration.Format(NextQueue)}"));
    }

    static Seq<SettingNotice> OneSender(LaitosSettings settings) =>
        settings.MailDaemon.Bounces.Style == EnvelopeSenderStyle.MailFrom || settings.MailClient.MtaHost.IsNone || settings.MailClient.Relay.Profile.AllowsForeignSender ? default
        : Seqs.Of(new SettingNotice(
            "MailDaemon.EnvelopeSender: every mail is sent from MailClient.MailFrom, because this relay takes no other envelope sender (MailClient.Profile); set MailClient.ForeignSender to true if it does"));

    /// How long most servers try to deliver a mail (RFC 5321 §4.5.4.1).
    static readonly TimeSpan NextQueue = TimeSpan.FromDays(5);

    /// A seal tells what was checked.
    static Seq<SettingNotice> NothingToSeal(LaitosSettings settings) =>
        settings.MailDaemon.Authentication.IsChecked || !settings.MailClient.Signing.ArcSeal ? default
        : Seqs.Of(new SettingNotice("MailClient.Signing.ArcSeal: a seal tells what was found out about a mail, and MailDaemon.Authentication is \"off\", so that no mail is sealed; \"check\" finds out"));

    static Seq<SettingNotice> UnverifiedMailboxes(FeatureSettings features) =>
        features.ImapAccounts.Filter(item => item.Account.InsecureSkipVerify).Map(item => new SettingNotice(
            $"Features.IMAPAccounts.Accounts.{item.Word}.InsecureSkipVerify: the password goes to whoever answers in the place of this server")).Strict();

    /// Encoding breaks the signature that an author's policy may rest on.
    static Seq<SettingNotice> Unrewritten(LaitosSettings settings) =>
        settings is not { MailClient.On8Bit: EightBitTreatment.Encode, MailDaemon.DmarcRewrite: RewriteStyle.Never } ? default
        : Seqs.Of(new SettingNotice(
            "MailClient.On8Bit: \"encode\" breaks DKIM signatures, and with MailDaemon.DmarcRewrite \"never\" receivers may discard what they protected; another DmarcRewrite rewrites the authors concerned"));

    /// The names in an object that are not known, fit to be shown.
    static Seq<string> Names(JsonElement section, Seq<string> known) =>
        section.EnumerateObject().Select(SettingSection.NameOf).Where(name => !known.Exists(ours => SettingSection.Same(ours, name)))
            .Select(name => Printable.Excerpt(name, 60)).Gather();

    static Seq<SettingNotice> About(Seq<string> names, string text) =>
        names.IsEmpty ? default
        : Seqs.Of(new SettingNotice($"{string.Join(", ", names.AsEnumerable().Take(MostNames))}{(names.Count > MostNames ? " …" : "")}: {text}"));
}

/// <summary>What the owner of a configuration should know of its commands.</summary>
public static class CommandNotices
{
    /// <summary>Shortcuts that stand for something that cannot run, told by their positions: their lines are secrets.</summary>
    public static Seq<SettingNotice> Of(LaitosSettings settings) => SettingsPolicies.Commands(settings).Match(
        policy => policy.Shortcuts.AsEnumerable()
            .SelectMany((shortcut, i) => Objection(policy, shortcut).Map(reason => new SettingNotice($"MailFilters.PINAndShortcuts.Shortcuts[{i}]: its command cannot run: {reason}")).AsEnumerable())
            .Gather(),
        () => default);

    static Option<string> Objection(CommandPolicy policy, Shortcut shortcut) => CommandLine.Prepare(policy, shortcut.Command.Reveal()) switch
    {
        Prepared.Refused(_, var reason) => reason,
        Prepared.Ready ready => ready.App.Ask(ready.Argument).Match(Right: _ => Option<string>.None, Left: Option<string>.Some),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
