using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;

namespace Laitos.Domain.Settings;

/// <summary>Mistakes that no single key shows: settings that contradict each other, or that would send mail in a circle.</summary>
static class CrossChecks
{
    /// <summary>
    /// The contradictions in the sections, as far as the keys that they rest on are themselves in order
    /// (<paramref name="known"/> says which are not).
    /// </summary>
    internal static IEnumerable<SettingProblem> Of(LaitosSettings settings, Seq<SettingProblem> known) =>
        Of(settings.MailDaemon, settings.MailClient)
            .Concat(CommandsWithoutSpool(settings.MailDaemon, settings.MailFilters))
            .Concat(Shared(settings.Spool, settings.MailClient))
            .Concat(Database(settings.Spool.DatabaseKeys))
            .Where(contradiction => !contradiction.RestsOn.Exists(key => known.Exists(problem => Concerns(problem.Path, key))))
            .Select(contradiction => contradiction.Problem);

    static IEnumerable<Contradiction> Of(MailDaemonSettings daemon, MailClientSettings client) =>
        Loops(daemon)
            .Concat(Returning(daemon, client))
            .Concat(Together("MailDaemon.TLSCertPath", daemon.TlsCertPath.IsSome, "MailDaemon.TLSKeyPath", daemon.TlsKeyPath.IsSome))
            .Concat(Together("MailClient.AuthUsername", client.AuthUsername.IsSome, "MailClient.AuthPassword", !client.SecretKeys.IsEmpty))
            .Concat(OneProof(client))
            .Concat(Destinations(client))
            .Concat(SigningKeys.Mistakes(client.Signing).Select(mistake => new Contradiction(mistake.Problem, mistake.RestsOn)))
            .Concat(AuthenticationChecks.Of(daemon).Select(mistake => new Contradiction(mistake.Problem, mistake.RestsOn)))
            .Concat(ScannerChecks.Of(daemon.Scanner).Select(mistake => new Contradiction(mistake.Problem, mistake.RestsOn)))
            .Concat(RuleChecks.Of(daemon).Select(mistake => new Contradiction(mistake.Problem, mistake.RestsOn)))
            .Concat(BounceChecks.Of(daemon).Select(mistake => new Contradiction(mistake.Problem, mistake.RestsOn)))
            .Concat(StatusChecks.Of(daemon).Select(mistake => new Contradiction(mistake.Problem, mistake.RestsOn)))
            .Concat(Unverified(client))
            .Concat(OwnRelayLoop(daemon, client));

    /// An address of ours among those that mail is forwarded to.
    static IEnumerable<Contradiction> Loops(MailDaemonSettings daemon) =>
        daemon.ForwardTo.Select((mailbox, i) => (mailbox, i))
            .Where(item => item.mailbox.Domain.Exists(domain => daemon.MyDomains.Exists(mine => mine == domain)))
            .Select(item => new Contradiction(
                new SettingProblem(
                    $"MailDaemon.ForwardTo[{item.i}]", $"\"{Printable.Excerpt(item.mailbox.ToString(), 60)}\"",
                    "an address outside MailDaemon.MyDomains: mail for it would come back here and loop"),
                Seqs.Of("MailDaemon.ForwardTo", "MailDaemon.MyDomains")));

    /// An address of ours for notices. Our own sender may be one, for it serves where none is given: its notices go straight to where its mail goes.
    static IEnumerable<Contradiction> Returning(MailDaemonSettings daemon, MailClientSettings client) =>
        daemon.Postmaster == client.MailFrom || !daemon.Postmaster.Domain.Exists(domain => daemon.MyDomains.Exists(mine => mine == domain)) ? []
        : [new Contradiction(
            new SettingProblem(
                "MailDaemon.Postmaster", $"\"{Printable.Excerpt(daemon.Postmaster.ToString(), 60)}\"",
                "an address outside MailDaemon.MyDomains: notices for it would come back here and loop"),
            Seqs.Of("MailDaemon.Postmaster", "MailDaemon.MyDomains", "MailClient.MailFrom"))];

    /// Two keys that are given both or not at all.
    static IEnumerable<Contradiction> Together(string first, bool hasFirst, string second, bool hasSecond) =>
        hasFirst == hasSecond ? []
        : [new Contradiction(
            new SettingProblem(hasFirst ? second : first, "nothing", $"a value, because {(hasFirst ? first : second)} is given"),
            Seqs.Of(first, second))];

    static IEnumerable<Contradiction> Destinations(MailClientSettings client)
    {
        var keys = Seqs.Of("MailClient.MTAHost", "MailClient.PickupDirectory");
        return (client.MtaHost.IsSome, client.PickupDirectory.IsSome) switch
        {
            (false, false) => [new(new("MailClient.MTAHost", "nothing", "a relay, or else a folder in MailClient.PickupDirectory"), keys)],
            (true, true) => [new(new("MailClient.PickupDirectory", "a folder beside a relay", "only one of MailClient.MTAHost and MailClient.PickupDirectory"), keys)],
            _ => [],
        };
    }

    /// A password goes to a relay that has proved who it is, unless its owner does not mind who reads it.
    static IEnumerable<Contradiction> Unverified(MailClientSettings client) =>
        client.SecretKeys.IsEmpty || client.VerifyCertificate || client.AllowPlaintextAuth ? []
        : [new Contradiction(
            new SettingProblem("MailClient.VerifyCertificate", "false", "true, because a login is sent (or AllowPlaintextAuth, if anybody may read it)"),
            Seqs.Of("MailClient.AuthPassword", "MailClient.VerifyCertificate", "MailClient.AllowPlaintextAuth"))];

    /// A password or a token, not both, and from one place.
    static IEnumerable<Contradiction> OneProof(MailClientSettings client) =>
        client.SecretKeys.Count <= 1 ? []
        : [new Contradiction(
            new SettingProblem("MailClient.AuthUsername", $"{client.SecretKeys.Count} proofs of it", $"only one of {string.Join(", ", client.SecretKeys)}"),
            client.SecretKeys.Map(key => $"MailClient.{key}"))];

    /// A relay that is this daemon.
    static IEnumerable<Contradiction> OwnRelayLoop(MailDaemonSettings daemon, MailClientSettings client) =>
        client.MtaHost.Filter(host => client.MtaPort == daemon.Port && IsHere(daemon, host)).AsEnumerable().Select(host => new Contradiction(
            new SettingProblem(
                "MailClient.MTAHost", $"\"{SettingFormats.Host.Write(host)}\" with port {client.MtaPort}",
                "a relay other than this daemon, which listens there: forwarded mail would come back for ever"),
            Seqs.Of("MailClient.MTAHost", "MailClient.MTAPort", "MailDaemon.Address", "MailDaemon.Port", "MailDaemon.Hostname")));

    /// Commands without a spool: a command that was started when the daemon came to an end would be run again.
    static IEnumerable<Contradiction> CommandsWithoutSpool(MailDaemonSettings daemon, MailFilterSettings filters) =>
        daemon.Delivery != DeliveryMode.NoSpool || !filters.IsOn ? []
        : [new Contradiction(
            new SettingProblem(
                "MailDaemon.Delivery", "\"no-spool\" while MailFilters.PINAndShortcuts lets mail run commands",
                "\"cut-through\" or \"spool-first\": a command runs at most once, so what has been started must be remembered on disk"),
            Seqs.Of("MailDaemon.Delivery", "MailFilters.PINAndShortcuts.Passwords", "MailFilters.PINAndShortcuts.Shortcuts"))];

    /// One folder for mail that waits and mail that has arrived: the one would be taken for the other.
    static IEnumerable<Contradiction> Shared(SpoolSettings spool, MailClientSettings client) =>
        client.PickupDirectory.Filter(folder => Normal(folder) == Normal(spool.Directory)).AsEnumerable().Select(folder => new Contradiction(
            new SettingProblem("MailClient.PickupDirectory", $"\"{Printable.Excerpt(folder, 60)}\"", "a folder other than Spool.Directory, where mail waits"),
            Seqs.Of("MailClient.PickupDirectory", "Spool.Directory")));

    /// The password of a database, from one place; and nothing of a database without one.
    static IEnumerable<Contradiction> Database(DatabaseKeys keys)
    {
        const string Connection = "Spool.PostgreSql", Password = "Spool.PostgreSqlPassword", File = "Spool.PostgreSqlPasswordFile";
        if (keys.Connection.IsNone && (keys.Password.IsSome || keys.PasswordFile.IsSome || keys.Commit != CommitLevel.On || keys.Lease != Queue.LeasePolicy.Standard.Length || keys.Daemon.IsSome || keys.Shared != Sharing.SharedKinds.Standard))
        {
            yield return new(new(Connection, "nothing", "a connection string, because another key of the database is given"), Seqs.Of(Connection, Password, File, "Spool.PostgreSqlCommit", "Spool.PostgreSqlLease", "Spool.DaemonName", "Spool.Shared"));
        }

        if (keys.Password.IsSome && keys.PasswordFile.IsSome)
        {
            yield return new(new(File, "a file beside a password", "only one of PostgreSqlPassword and PostgreSqlPasswordFile"), Seqs.Of(Password, File));
        }
    }

    /// A path without detours, as far as its text tells: <c>a/./b/../c/</c> is <c>a/c</c>.
    static string Normal(string path)
    {
        var steps = new List<string>();
        foreach (var step in path.Split('/').Where(step => step is not ("" or ".")))
        {
            if (step == ".." && steps is [.., not ".."])
            {
                steps.RemoveAt(steps.Count - 1);
            }
            else if (step != ".." || !path.StartsWith('/'))
            {
                steps.Add(step);
            }
        }

        return (path.StartsWith('/') ? "/" : "") + string.Join('/', steps);
    }

    /// True when the path is the key, lies below it, or is the section that holds it.
    static bool Concerns(string path, string key) =>
        path == key
        || path.StartsWith(key + "[", StringComparison.Ordinal)
        || key.StartsWith(path + ".", StringComparison.Ordinal);

    /// A name other than localhost and our own cannot be compared without asking the DNS.
    static bool IsHere(MailDaemonSettings daemon, Host host) => host switch
    {
        Host.Literal(var address) => address == daemon.Address || IsUnspecified(address) || (address.IsLoopback && ListensOnLoopback(daemon)),
        Host.Named(var name) => name == daemon.Hostname || ((name.Value == "localhost" || name.Value.EndsWith(".localhost", StringComparison.Ordinal)) && ListensOnLoopback(daemon)),
        _ => false,
    };

    static bool ListensOnLoopback(MailDaemonSettings daemon) => daemon.Address.IsLoopback || IsUnspecified(daemon.Address);

    /// To connect to 0.0.0.0 or :: is to connect to oneself.
    static bool IsUnspecified(IpAddress address) => address.Octets.Span.IndexOfAnyExcept((byte)0) < 0;

    /// <summary>A mistake, and the keys that it follows from.</summary>
    sealed record Contradiction(SettingProblem Problem, Seq<string> RestsOn);
}

/// <summary>
/// Values that stand in a seed until a required key replaces them. None of them leaves the parser: a required key that is
/// absent is a mistake, and then there are no settings.
/// </summary>
static class Placeholder
{
    internal static IpAddress Anywhere { get; } = Certain(IpAddress.Parse("0.0.0.0"));

    internal static IpAddress Loopback { get; } = Certain(IpAddress.Parse("127.0.0.1"));

    internal static DomainName Domain { get; } = Certain(DomainName.Parse("unset.invalid"));

    internal static Mailbox Mailbox { get; } = Certain(Addresses.Mailbox.Parse("unset@unset.invalid"));

    static A Certain<A>(Either<SyntaxError, A> parsed) => parsed.IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString()));
}
