using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Rules;
using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Tracing;

namespace Laitos.Properties.Arbitraries;

/// <summary>Configurations: valid settings as records, biased to the borders of each key.</summary>
public static class SettingsArbitraries
{
    static Gen<IpAddress> Ips => Gen.Elements("127.0.0.1", "0.0.0.0", "192.0.2.1", "255.255.255.255", "::1", "::", "2001:db8::1").Select(Ip);

    static Gen<DomainName> Domains => Gen.Elements("example.com", "blog.example.com", "a.b", "xn--bcher-kva.example", "localhost").Select(Domain);

    static Gen<Mailbox> Strangers =>
        from local in Gen.Elements("me", "\"a b\"", "first.last+tag", "\"x\\\"y\"")
        from host in Gen.Elements("dest.test", "c.example.com", "[192.0.2.1]", "[IPv6:2001:db8::1]")
        select Certain(Mailbox.Parse($"{local}@{host}"));

    static Gen<IpRange> Ranges => Gen.Elements(
        "192.0.2.1", "10.0.0.0/8", "0.0.0.0/0", "127.0.0.4-127.0.0.11", "::/0", "2001:db8::/33", "2001:db8::1-2001:db8::ff", "127.0.0.1/32", "192.0.2.2-192.0.2.3").Select(text => Certain(IpRange.Parse(text)));

    static Gen<string> Paths => Gen.Elements("tls/chain.pem", "/etc/key.pem", "näme mit \"quotes\"", "..", "a\\b");

    static Gen<TimeSpan> Times(int mostSeconds) => Gen.Frequency((1, Gen.Elements(1, 60, mostSeconds)), (3, Gen.Choose(1, mostSeconds))).Select(s => TimeSpan.FromSeconds(s));

    static Gen<int> Number(int least, int most) => Gen.Frequency((1, Gen.Elements(least, most)), (2, Gen.Choose(least, most)));

    static Gen<Option<A>> Maybe<A>(Gen<A> gen) => Gen.Frequency((1, Gen.Constant(Option<A>.None)), (2, gen.Select(Prelude.Some)));

    static Gen<Seq<A>> ListOf<A>(Gen<A> gen, int least) => Gen.Choose(least, 3).SelectMany(n => gen.ListOf(n)).Select(items => items.Distinct().Gather());

    static Gen<BlockListChoice> BlockLists => Gen.OneOf(
        Gen.Elements<BlockListChoice>(new BlockListChoice.Laitos(), new BlockListChoice.Modern(), new BlockListChoice.None()),
        ListOf(
            from zone in Domains
            from weight in Number(1, 1000)
            from answers in ListOf(Gen.Elements("127.0.0.2", "127.0.0.4-127.0.0.11", "127.0.0.0/16").Select(text => Certain(IpRange.Parse(text))), 1)
            from v6 in Gen.Elements(true, false)
            select new Blocklist(zone.Value, weight, answers, v6), 1)
            .Select(lists => (BlockListChoice)new BlockListChoice.Custom(lists.GroupBy(list => list.Zone).Select(group => group.First()).Gather())));

    static Gen<LimitSettings> Limits =>
        from line in Number(512, 65536)
        from recipients in Number(100, 10_000)
        from size in Number(64 << 10, 1 << 30)
        from header in Number(64 << 10, 16 << 20)
        from memory in Number(1 << 20, int.MaxValue)
        from commands in Number(10, 1_000_000)
        from faulty in Number(1, 1_000_000)
        from idle in Times(3600)
        from connections in Number(1, 1_000_000)
        from client in Number(1, 1_000_000)
        from shutdown in Times(3600)
        select new LimitSettings(
            new SessionLimits(line, recipients, commands, faulty, idle, connections, client, SessionLimits.Default.Content with { MaxSize = size, MaxHeader = header, Idle = idle, Progress = idle }),
            memory, shutdown);

    /// The key ring in a file, which is not read here.
    static Gen<BounceSettings> Bounces(Seq<DomainName> mine) =>
        from style in Gen.Elements(Enum.GetValues<EnvelopeSenderStyle>())
        from to in Gen.Elements(Enum.GetValues<BounceRecipient>())
        from domain in Gen.Elements(mine.ToArray())
        from file in Maybe(Paths)
        from days in Number(1, 365)
        from length in Number(4, 27)
        select new BounceSettings(style, to, domain, default, style == EnvelopeSenderStyle.MailFrom ? file : "bounce.keys", TimeSpan.FromDays(days), length);

    static Gen<MailDaemonSettings> Daemon =>
        from address in Ips
        from port in Number(1, 65535)
        from limit in Number(1, 1_000_000)
        from mine in ListOf(Domains, 1)
        from to in ListOf(Strangers, 1)
        from tls in Maybe(Paths.Two())
        from hostname in Domains
        from lists in BlockLists
        from threshold in Number(1, 1000)
        from at in Gen.Elements(Enum.GetValues<BlockStage>())
        from rewrite in Gen.Elements(Enum.GetValues<RewriteStyle>())
        from unavailable in Gen.Elements(Enum.GetValues<DnsUnavailableMode>())
        from proxies in ListOf(Ranges, 0)
        from delivery in Gen.Elements(Enum.GetValues<DeliveryMode>())
        from wait in Times(120)
        from postmaster in Strangers
        from limits in Limits
        from bounces in Bounces(mine)
        from authentication in Authentications(rewrite, delivery)
        from rules in RulesFor(mine)
        from scanner in Scanners
        from keeps in Gen.Elements(true, false)
        from days in Number(1, 3650)
        from mebibytes in Number(1, 4096)
        from status in Statuses(port, tls.IsSome)
        from roles in ListOf(Gen.Elements("postmaster", "abuse", "host.master", "a+b_c-1"), 0)
        select new MailDaemonSettings(
            address, port, limit, mine, to, tls.Map(pair => pair.Item1), tls.Map(pair => pair.Item2), hostname, lists, threshold, at, rewrite, unavailable, proxies, delivery, wait, postmaster, limits)
        { Roles = new RoleMailboxes(roles), Bounces = bounces, Authentication = authentication, Rules = rules, Scanner = scanner, Trace = new TraceSettings(keeps, new TracePolicy(TimeSpan.FromDays(days), (long)mebibytes << 20)), Status = status };

    /// rspamd or a program; a password only beside rspamd, and where secrets are wanted.
    static Gen<ScannerSettings> Scanners =>
        from place in Gen.Elements("", "http://127.0.0.1:11333", "https://scan.example.com:443", "http://[::1]:80", "unix:/run/rspamd/normal.sock")
        from program in Gen.Elements(default, Seqs.Of("/usr/local/bin/scan"), Seqs.Of("scan", "--fast", "a b"))
        from timeout in Times(60)
        from size in Number(1 << 10, 1 << 30)
        from policy in ScanArbitraries.Policies().Generator
        select new ScannerSettings(
            place.Length == 0 ? Option<ScannerPlace>.None : Certain(ScannerPlace.Parse(place)), default, place.Length == 0 ? program : default,
            policy with { Timeout = timeout, MaxSize = size, MarkFrom = policy.MarkFrom.Map(score => Math.Clamp(score, -100, 100)), RefuseFrom = policy.RefuseFrom.Map(_ => 100.5) });

    /// The password in a file, which is not read here.
    static Gen<StatusSettings> Statuses(int mailPort, bool hasCertificate) =>
        from port in Maybe(Number(1, 65535).Where(port => port != mailPort))
        from address in Ips
        from file in Maybe(Paths)
        from tls in Maybe(Gen.Elements(true, false))
        from hosts in ListOf(Domains, 0)
        from endpoint in Maybe(Gen.Elements("http://127.0.0.1:4318", "https://collector.test/v1/metrics").Select(text => new Uri(text)))
        from protocol in Gen.Elements(Enum.GetValues<OtlpProtocol>())
        from interval in Times(3600)
        let otlp = new OtlpSettings(endpoint, protocol, interval)
        select port.IsNone ? StatusSettings.Default with { Otlp = otlp }
            : new StatusSettings(file.IsSome ? address : StatusSettings.Default.Address, port, Option<Secret>.None, file, hasCertificate ? tls : tls.Filter(isOn => !isOn), hosts.AsEnumerable().Take(20).Gather(), otlp);

    /// Each for addresses at one of our domains at least; postmaster's is never refused by its name.
    static Gen<Seq<AddressRule>> RulesFor(Seq<DomainName> mine) =>
        from count in Gen.Choose(0, 3)
        from rules in RuleArbitraries.Rules.ArrayOf(count)
        select rules.Select(rule => rule with
        {
            To = rule.To.Filter(pattern => mine.Exists(domain => pattern.Domain.Matches(domain.Value)) && (rule.Action.Delivers || !pattern.NamesPostmaster)).Strict(),
        }).Gather();

    /// What rests on authentication is set only with it.
    static Gen<AuthenticationSettings> Authentications(RewriteStyle rewrite, DeliveryMode delivery) =>
        from isChecked in rewrite.IsWhenNeeded() ? Gen.Constant(true) : Gen.Elements(true, false)
        from onDmarc in Gen.Elements(Enum.GetValues<DmarcFailTreatment>()).Where(treatment => treatment != DmarcFailTreatment.Hold || delivery != DeliveryMode.NoSpool)
        from onSpf in Gen.Elements(Enum.GetValues<SpfFailTreatment>())
        from field in Gen.Elements(true, false)
        select isChecked ? new AuthenticationSettings(true, onDmarc, onSpf) { WritesReceivedSpf = field } : AuthenticationSettings.Default(rewrite);

    static Gen<RelayProfileSettings> Profiles =>
        from provider in Gen.Elements(Enum.GetValues<RelayProvider>())
        from flags in Maybe(Gen.Elements(true, false)).ListOf(4)
        select new RelayProfileSettings(provider, flags[0], flags[1], flags[2], flags[3]);

    /// The relay is a host that the daemon cannot be.
    static Gen<MailClientSettings> Client(Gen<Option<Secret>> passwords) =>
        from sender in Strangers
        from host in Gen.Elements("relay.test", "198.51.100.1", "2001:db8::25").Select(text => IpAddress.Parse(text).Match(Right: a => (Host)new Host.Literal(a), Left: _ => new Host.Named(Domain(text))))
        from folder in Maybe(Paths)
        from port in Number(1, 65535)
        from password in passwords
        from user in Gen.Elements("me", "päul@example.org")
        from plain in Gen.Elements(true, false)
        from verify in Gen.Elements(true, false)
        from connections in Number(1, 1000)
        from trial in Times(86400)
        from on8Bit in Gen.Elements(Enum.GetValues<EightBitTreatment>())
        from tls in Gen.Elements(Enum.GetValues<TlsMode>())
        from proof in Gen.Choose(0, 3)
        let login = password.IsNone && proof > 0
        from timeout in Times(600)
        from relay in Profiles
        from signing in Gen.Elements(SigningSettings.None, new SigningSettings(Domain("sign.test"), "s1", "dkim.pem"))
        select new MailClientSettings(
            sender, folder.IsSome ? Option<Host>.None : host, port, tls,
            login || password.IsSome ? user : Option<string>.None, password, login && proof == 1 ? "password.txt" : Option<string>.None, login && proof == 2 ? "token.txt" : Option<string>.None,
            login && proof == 3 ? Seqs.Of("print-token", "--fresh") : default,
            folder, plain, verify || ((login || password.IsSome) && !plain), on8Bit, trial, connections, timeout)
        { Relay = relay, Signing = signing };

    static Gen<TimeSpan> Ages => Times(30 * 86400).Select(age => age < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : age);

    /// A schedule may name the same pause twice, and has at most a hundred.
    static Gen<SpoolSettings> Spool =>
        from folder in Paths
        from pauses in Gen.Frequency((3, Gen.Choose(1, 6)), (1, Gen.Constant(100))).SelectMany(n => Times(86400).ListOf(n))
        from expire in Ages
        from notice in Ages
        select new SpoolSettings(folder, new RetryPolicy(pauses.Gather(), expire, notice));

    /// Commands need a spool to be remembered in.
    static Gen<LaitosSettings> All(bool secrets) =>
        from daemon in Daemon
        from client in Client(Gen.Constant(secrets ? Prelude.Some(new Secret(Confidential.Password)) : Option<Secret>.None))
        from servers in ListOf(
            from address in Ips from port in Number(1, 65535) from usual in Gen.Elements(true, false) select new NameServer(address, usual ? 53 : port), 0)
        from spool in Spool
        from filters in CommandSettingsArbitraries.Filters(secrets)
        from features in CommandSettingsArbitraries.Features(secrets)
        select new LaitosSettings(
            WithKeys(filters.IsOn && daemon.Delivery == DeliveryMode.NoSpool ? daemon with { Delivery = DeliveryMode.CutThrough } : daemon, secrets),
            client, new DnsSettings(servers), client.PickupDirectory == spool.Directory ? spool with { Directory = "spool" } : spool, filters, features);

    static MailDaemonSettings WithKeys(MailDaemonSettings daemon, bool secrets) =>
        secrets ? daemon with { Scanner = daemon.Scanner.Address.IsSome ? daemon.Scanner with { Password = new Secret(Confidential.Password) } : daemon.Scanner, Bounces = daemon.Bounces with { KeyFile = default, Keys = Seqs.Of(new Secret(Confidential.Password), new Secret(Confidential.Password + " of old")) } } : daemon;

    /// <summary>Settings without a secret: these survive a round trip.</summary>
    public static Arbitrary<LaitosSettings> Settings() => All(secrets: false).ToArbitrary();

    /// <summary>Settings with secrets that are easy to find.</summary>
    public static Arbitrary<Confidential> Confidentials() =>
        All(secrets: true).Select(settings => new Confidential(settings)).ToArbitrary();

    /// <summary>Some of the mistakes, each at most once, in any order.</summary>
    public static Arbitrary<Mistakes> SomeMistakes() =>
        Gen.Choose(0, Mistake.All.Count).SelectMany(n => Gen.Shuffle(Mistake.All.ToArray()).Select(all => new Mistakes([.. all.Take(n)]))).ToArbitrary();

    static IpAddress Ip(string text) => Certain(IpAddress.Parse(text));

    static DomainName Domain(string text) => Certain(DomainName.Parse(text));

    static A Certain<A>(Either<SyntaxError, A> parsed) => parsed.IfLeft(error => throw new InvalidOperationException(error.ToString()));
}

/// <summary>Settings that hold secrets.</summary>
public sealed record Confidential(LaitosSettings Settings)
{
    /// <summary>A part of every secret that is text.</summary>
    public const string Password = "hunter2-do-not-show";

    /// <summary>A part of every secret that is hexadecimal.</summary>
    public const string Hex = "5ec2e75ec2e75ec2e75ec2e75ec2e7aa";

    /// <summary>True for a text that shows nothing of a secret.</summary>
    public static bool Keeps(string text) => !text.Contains("hunter2", StringComparison.OrdinalIgnoreCase) && !text.Contains("5ec2e7", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Mistakes to plant together in one configuration.</summary>
public sealed record Mistakes(Mistake[] Planted)
{
    public override string ToString() => string.Join("; ", Planted.Select(mistake => mistake.Path));
}
