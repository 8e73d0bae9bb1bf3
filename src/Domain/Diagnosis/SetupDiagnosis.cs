using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Domain.Queue;
using Laitos.Domain.Rules;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>Checks a set-up from the inside: one finding for each check.</summary>
public static class SetupDiagnosis
{
    /// <summary>The checks of a set-up, in the order of the report: from the DNS to the machine.</summary>
    public static Seq<SetupCheck> Checks(Setup setup)
    {
        var (daemon, client) = (setup.Settings.MailDaemon, setup.Settings.MailClient);
        return Seqs.Joined(
            Seqs.Of<SetupCheck>(new SetupCheck.Notices()),
            setup.Servers.IsEmpty ? Seqs.Of<SetupCheck>(new SetupCheck.NoResolver()) : setup.Servers.Map(SetupCheck (server) => new SetupCheck.Resolver(server)),
            daemon.MyDomains.Map(SetupCheck (domain) => new SetupCheck.MailExchanger(domain)),
            Seqs.Of<SetupCheck>(new SetupCheck.Address(), new SetupCheck.ReverseName(), new SetupCheck.HelloName(), new SetupCheck.Listening(), new SetupCheck.PublicPort()),
            daemon.TlsCertPath.IsSome
                ? Seqs.Of<SetupCheck>(new SetupCheck.CertificateDates(), new SetupCheck.CertificateName(), new SetupCheck.CertificateChain())
                : Seqs.Of<SetupCheck>(new SetupCheck.CertificateDates()),
            SenderDomains(setup.Settings).Map(SetupCheck (domain) => new SetupCheck.SenderPolicy(domain)),
            Seqs.Of<SetupCheck>(new SetupCheck.KeyRecord()),
            OwnDomains(setup.Settings).Map(SetupCheck (domain) => new SetupCheck.AuthorPolicy(domain)),
            Destinations(setup.Settings).Map(SetupCheck (domain) => new SetupCheck.Destination(domain)),
            setup.HasRelay
                ? Seqs.Of<SetupCheck>(new SetupCheck.RelayAddress(), new SetupCheck.RelayGreeting(), new SetupCheck.RelayTls(), new SetupCheck.RelayLogin(), new SetupCheck.RelayEnvelope())
                    .Then(daemon.Delivery == DeliveryMode.NoSpool ? default : Seqs.Of<SetupCheck>(new SetupCheck.RelayProven()))
                : client.PickupDirectory.Map(SetupCheck (folder) => new SetupCheck.Pickup(folder)).ToSeq(),
            BlocklistHealth.Start(SettingsPolicies.Screening(setup.Settings).Lists).Lists.Map(SetupCheck (list) => new SetupCheck.BlockList(list)),
            SettingsPolicies.Scanner(setup.Settings).Map(SetupCheck (access) => new SetupCheck.Scanner(ScannerCheck.NameOf(access))).ToSeq(),
            setup.Settings.Features.ImapAccounts.Map(SetupCheck (item) => new SetupCheck.ImapMailbox(item.Word)),
            setup.Settings.Features.WolframAlpha.Account.Map(SetupCheck (account) => new SetupCheck.WolframAlpha(account)).ToSeq(),
            setup.Settings.Features.Twilio.Account.Map(SetupCheck (account) => new SetupCheck.Twilio(account)).ToSeq(),
            daemon.Status.Otlp.Target.Map(SetupCheck (target) => new SetupCheck.Collector(target, daemon.Status.Otlp.Protocol)).ToSeq(),
            daemon.Status.Port.Map(SetupCheck (port) => new SetupCheck.StatusPage(port)).ToSeq(),
            daemon.Delivery == DeliveryMode.NoSpool ? default : setup.Settings.Spool.Database.Map(SetupCheck (database) => new SetupCheck.Database(database.Connection.Name)).ToSeq(),
            daemon.Delivery == DeliveryMode.NoSpool ? default : Seqs.Of<SetupCheck>(new SetupCheck.Spool(setup.Settings.Spool.Directory)),
            Seqs.Of<SetupCheck>(new SetupCheck.Clock(), new SetupCheck.Descriptors()),
            SecretFiles.Of(setup).Map(SetupCheck (path) => new SetupCheck.Secrecy(path)),
            Seqs.Of<SetupCheck>(new SetupCheck.User()));
    }

    /// <summary>What all checks came to, in their order; or all that they lack, each once. No finding shows a secret.</summary>
    public static Validation<Demand, Seq<SetupFinding>> Of(Setup setup, Evidence known) =>
        Checks(setup).Map(check => Of(setup, known, check)).Together();

    /// <summary>What one check came to, or what it lacks.</summary>
    public static Validation<Demand, SetupFinding> Of(Setup setup, Evidence known, SetupCheck check) =>
        Judge(setup, known, check).Map(judgement => new SetupFinding(check.Title.Name, check.Title.Subject, judgement.Without(SettingsPolicies.Secrets(setup.Settings))));

    static Validation<Demand, Judgement> Judge(Setup setup, Evidence known, SetupCheck check) => check switch
    {
        SetupCheck.Notices => Demands.Met(MachineChecks.Notices(setup)),
        SetupCheck.Resolver(var server) => ResolverChecks.Answers(known, server),
        SetupCheck.NoResolver => Demands.Met(ResolverChecks.None(setup)),
        SetupCheck.MailExchanger(var domain) => ExchangerCheck.Of(setup, known, domain),
        SetupCheck.Address => HostChecks.Address(setup, known),
        SetupCheck.ReverseName => HostChecks.ReverseName(setup, known),
        SetupCheck.HelloName => Demands.Met(HostChecks.HelloName(setup)),
        SetupCheck.SenderPolicy(var domain) => SenderPolicyCheck.Of(setup, known, domain),
        SetupCheck.KeyRecord => KeyRecordCheck.Of(setup, known),
        SetupCheck.AuthorPolicy(var domain) => AuthorPolicyCheck.Of(known, domain),
        SetupCheck.Destination(var domain) => DestinationCheck.Of(known, domain),
        SetupCheck.Listening => ListeningChecks.Here(setup, known),
        SetupCheck.PublicPort => ListeningChecks.PublicPort(setup, known),
        SetupCheck.CertificateDates => CertificateChecks.Dates(setup, known),
        SetupCheck.CertificateName => CertificateChecks.Name(setup, known),
        SetupCheck.CertificateChain => CertificateChecks.Chain(setup, known),
        SetupCheck.RelayAddress => RelayChecks.Address(setup, known),
        SetupCheck.RelayGreeting => RelayChecks.Greeting(setup, known),
        SetupCheck.RelayTls => RelayChecks.Tls(setup, known),
        SetupCheck.RelayLogin => RelayChecks.Login(setup, known),
        SetupCheck.RelayEnvelope => RelayChecks.Envelope(setup, known),
        SetupCheck.RelayProven => RelayChecks.Proven(known),
        SetupCheck.BlockList(var list) => ResolverChecks.BlockList(known, list),
        SetupCheck.Scanner => ScannerCheck.Of(setup, known),
        SetupCheck.ImapMailbox(var word) => MailboxCheck.Of(setup, known, word),
        SetupCheck.WolframAlpha(var account) => ServiceChecks.WolframAlpha(known, account),
        SetupCheck.Twilio(var account) => ServiceChecks.Twilio(known, account),
        SetupCheck.Collector(var target, var protocol) => ServiceChecks.Collector(known, target, protocol),
        SetupCheck.StatusPage(var port) => StatusPageCheck.Of(setup, known, port),
        SetupCheck.Database => DatabaseCheck.Of(setup, known),
        SetupCheck.Spool(var path) => FolderChecks.Spool(setup, known, path),
        SetupCheck.Pickup(var path) => FolderChecks.Pickup(known, path),
        SetupCheck.Clock => MachineChecks.Clock(known),
        SetupCheck.Descriptors => MachineChecks.Descriptors(setup, known),
        SetupCheck.Secrecy(var path) => SecretFiles.Check(setup, known, path),
        SetupCheck.User => MachineChecks.User(known),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// The domains of the envelope senders under which mail leaves.
    static Seq<DomainName> SenderDomains(LaitosSettings settings) => settings.MailClient.MailFrom.Domain.AsEnumerable()
        .Concat(SettingsPolicies.Bounces(settings).Filter(bounces => bounces.Style != Rewriting.EnvelopeSenders.EnvelopeSenderStyle.MailFrom).Map(bounces => bounces.Domain).AsEnumerable())
        .Distinct().Gather();

    static Seq<DomainName> OwnDomains(LaitosSettings settings) => settings.MailDaemon.MyDomains.AsEnumerable()
        .Concat(settings.MailClient.MailFrom.Domain.AsEnumerable()).Distinct().Gather();

    static Seq<DomainName> Destinations(LaitosSettings settings) => settings.MailDaemon.ForwardTo.AsEnumerable()
        .Concat(settings.MailDaemon.Rules.AsEnumerable().Select(rule => rule.Action).OfType<RuleAction.Forward>().SelectMany(forward => forward.Destinations.AsEnumerable()))
        .SelectMany(mailbox => mailbox.Domain.AsEnumerable()).Distinct().Gather();
}
