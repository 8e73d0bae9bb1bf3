using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Apps;
using Laitos.Shell.Dns;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Looks at what the checks ask for: each look within its time, and never with an exception.</summary>
/// <param name="settings">The settings.</param>
/// <param name="resolver">Looks the relay's name up; null for the system's resolver.</param>
sealed class Prober(LaitosSettings settings, IResolver? resolver)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    static readonly TimeSpan MailboxPatience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan ServicePatience = TimeSpan.FromSeconds(10);

    const int MostOfAnswer = 64 << 10;

    /// The relay is asked six things one after the other; a scanner may take as long as its setting says.
    static readonly TimeSpan LongLimit = TimeSpan.FromSeconds(70);

    /// <summary>What was seen, or why nothing was.</summary>
    public async Task<Observation> Look(Probe probe)
    {
        var limit = probe is Probe.Relay or Probe.Scanner ? LongLimit : Limit;
        using var late = new CancellationTokenSource(limit);
        try
        {
            return await Task.Run(() => LookInTime(probe, late.Token), late.Token).WaitAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new Observation.Nothing(string.Create(CultureInfo.InvariantCulture, $"nothing within {limit.TotalSeconds:0} s"));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new Observation.Nothing(Printable.Excerpt(fault.Message, 200));
        }
    }

    async Task<Observation> LookInTime(Probe probe, CancellationToken late) => probe switch
    {
        Probe.Resolver(var server) => await Answers(server).ConfigureAwait(false),
        Probe.Interfaces => new Observation.Addresses(Interfaces()),
        Probe.Bind(var address, var port) => new Observation.Binding(PortProbe.Bind(address, port)),
        Probe.Greet(var address, var port) => await PortProbe.Greet(address, port, settings.MailDaemon.Hostname, late).ConfigureAwait(false),
        Probe.Certificate(var path, var key) => CertificateProbe.Certificate(path, key),
        Probe.SigningKey(var path) => CertificateProbe.SigningKey(path),
        Probe.Relay => await SettingsPolicies.Relay(settings).MatchAsync(
            Some: policy => RelayProbe.Look(policy, resolver, settings.MailClient.MailFrom, settings.MailDaemon.ForwardTo, late),
            None: () => new Observation.Nothing("no relay is set")).ConfigureAwait(false),
        Probe.Scanner => await SettingsPolicies.Scanner(settings).MatchAsync(
            Some: access => ScannerProbe.Look(settings, access),
            None: () => new Observation.Nothing("no scanner is set")).ConfigureAwait(false),
        Probe.ProvenRelay => ConfiguredRelay.Proven(settings) is { } proven ? new Observation.Proven(proven.Before) : new Observation.Nothing("without a spool nothing is remembered"),
        Probe.ImapMailbox(var word) => await Mailbox(word, late).ConfigureAwait(false),
        Probe.Service(var call) => await Service(call, late).ConfigureAwait(false),
        Probe.Collector(var target, var protocol) => await CollectorProbe.Look(target, protocol, late).ConfigureAwait(false),
        Probe.Database => await settings.Spool.Database.MatchAsync(
            Some: DatabaseProbe.Look,
            None: () => new Observation.Nothing("no database is set")).ConfigureAwait(false),
        Probe.Health(var address, var port, var isSecure) => await HealthProbe.Look(address, port, isSecure, late).ConfigureAwait(false),
        Probe.Folder(var path) => FolderProbe.Look(path),
        Probe.Access(var path) => Access(path),
        Probe.Clock => Kernel.Clock(),
        Probe.Descriptors => Kernel.Descriptors(new SpoolDirectory(settings.Spool.Directory)),
        Probe.User => new Observation.User(Environment.UserName, Environment.IsPrivilegedProcess),
        _ => throw new UnreachableException(),
    };

    /// As a command does it: the same login, the same walls around what the server says.
    async Task<Observation> Mailbox(string word, CancellationToken late) =>
        await settings.Features.ImapAccounts.Find(item => item.Word == word).Bind(item => item.Account.Account).MatchAsync(
            Some: async account => await ImapMailbox.List(account, skip: 0, count: 1, MailboxPatience, late).ConfigureAwait(false) switch
            {
                AppResponse.MailsListed(var mails, _) => new Observation.ImapMailbox(mails),
                AppResponse.Failed(var reason) => new Observation.Nothing(reason),
                _ => (Observation)new Observation.Nothing("it answers something else"),
            },
            None: () => new Observation.Nothing("the account has no password")).ConfigureAwait(false);

    static async Task<Observation> Service(HttpCall call, CancellationToken late) => await HttpCalls.Perform(call, MostOfAnswer, ServicePatience, late).ConfigureAwait(false) switch
    {
        AppResponse.Answered(var status, var body) => new Observation.WebAnswer(status, body),
        AppResponse.Failed(var reason) => new Observation.Nothing(reason),
        _ => throw new UnreachableException(),
    };

    static async Task<Observation> Answers(NameServer server)
    {
        var resolver = new Resolver(Seqs.Of(server));
        await using var closing = resolver.ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        var known = await resolver.Resolve(Seqs.Of(Outage.Probe), Limit, CancellationToken.None).ConfigureAwait(false);
        return known.Find(Outage.Probe).Match(
            answer => answer is Answer.Unavailable(var reason) ? new Observation.Nothing(reason) : new Observation.Answered(Stopwatch.GetElapsedTime(start), answer is Answer.Records),
            () => (Observation)new Observation.Nothing("no answer"));
    }

    /// <summary>The addresses of this machine's network interfaces.</summary>
    public static Seq<IpAddress> Interfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .SelectMany(unicast => IpAddress.OfOctets(unicast.Address.GetAddressBytes()).AsEnumerable())
        .Distinct().Gather();

    static Observation.Access Access(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new Observation.Access(Option<string>.None, OperatingSystem.IsWindows() ? 0b110_000_000 : (int)File.GetUnixFileMode(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Observation.Access(Printable.Escape(fault.Message), 0b110_000_000);
        }
    }
}
