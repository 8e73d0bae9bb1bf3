using Laitos.Domain.Addresses;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Dns;
using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Arbitraries;

/// <summary>A machine in a network in which anything may be seen: the same demand is always met by the same answer, whenever it is asked.</summary>
/// <param name="Seed">Which one.</param>
public sealed record SetupWorld(int Seed)
{
    static readonly string[] Hosts = ["example.com", "mx.example.com", "relay.test", "blog.example.com", "elsewhere.test", "192.0.2.1", ""];

    static readonly string[] Addresses = ["192.0.2.1", "192.0.2.2", "198.51.100.1", "127.0.0.2", "10.0.0.1", "2001:db8::1", "127.255.255.254"];

    static readonly string[] Texts =
    [
        "v=spf1 ip4:192.0.2.1 -all", "v=spf1 a mx ~all", "v=spf1 include:elsewhere.test ?all", "v=spf1 oops", "v=DMARC1; p=reject", "v=DMARC1; p=none; t=y", "v=dmarc1 p=reject", "v=DKIM1; k=rsa; p=KEY",
        "v=DKIM1; p=", "k=ed25519; p = K E Y ; t=y", "\r\nodd\u0001",
    ];

    /// <summary>The evidence with this demand met.</summary>
    public Evidence Meet(Evidence known, Demand demand)
    {
        var random = new System.Random(Seed ^ Digest(demand.ToString()!));
        return demand switch
        {
            Demand.Ask(var question) => known.With(question, Answer(random, question.Type)),
            Demand.Look(var probe) => known.With(probe, random.Next(5) == 0 ? new Observation.Nothing("gone\r\nwrong") : Seen(random, probe)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    static Answer Answer(System.Random random, RecordType type) => random.Next(8) switch
    {
        0 => new Answer.Unavailable("SERVFAIL"),
        1 => new Answer.NoSuchDomain(),
        2 => new Answer.NoData(),
        _ => new Answer.Records(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Data(random, type)).Gather()),
    };

    static RecordData Data(System.Random random, RecordType type) => random.Next(20) == 0 ? new RecordData.Other() : type switch
    {
        RecordType.A or RecordType.Aaaa => new RecordData.Address((IpAddress)IpAddress.Parse(Pick(random, Addresses))),
        RecordType.Mx => new RecordData.Exchange(random.Next(3), Pick(random, Hosts)),
        RecordType.Txt => new RecordData.Text(Octets.Utf8(Pick(random, Texts))),
        _ => new RecordData.Name(Pick(random, Hosts)),
    };

    static Observation Seen(System.Random random, Probe probe) => probe switch
    {
        Probe.Resolver => new Observation.Answered(TimeSpan.FromMilliseconds(random.Next(100)), random.Next(2) == 0),
        Probe.Interfaces => new Observation.Addresses(Seqs.Of("127.0.0.1", Pick(random, Addresses)).Map(text => (IpAddress)IpAddress.Parse(text))),
        Probe.Bind => new Observation.Binding(Pick(random, Enum.GetValues<PlaceUse>())),
        Probe.Greet => new Observation.Greeting(Reply.Of(random.Next(3) == 0 ? 554 : 220, Pick(random, Hosts) + " ESMTP"), random.Next(2) == 0 ? Seqs.Of("STARTTLS") : default),
        Probe.Certificate => new Observation.Certificate(
            new CertificateFacts(new Instant(random.Next(2) * 3_000_000_000_000), new Instant(random.NextInt64(4_000_000_000_000)), Seqs.Of("mx.example.com")), random.Next(2) == 0 ? default : Seqs.Of(Pick(random, ["PartialChain", "UntrustedRoot", "NotTimeValid", "Revoked"]))),
        Probe.SigningKey => new Observation.SigningKey("rsa", Seqs.Of("KEY"), "v=DKIM1; k=rsa; p=KEY"),
        Probe.Relay => new Observation.Dialogue(
            random.Next(4) == 0 ? default : Seqs.Of((IpAddress)IpAddress.Parse(Pick(random, Addresses))),
            random.Next(2) == 0 ? Pick(random, Faults) : new RelayOpening(random.Next(2) == 0, random.Next(2) == 0 ? Pick(random, Faults) : Option<RelayFault>.None, random.Next(2) == 0, ServiceExtensions.None),
            random.Next(4) == 0 ? Option<Reply>.None : AnyReply(random),
            Seqs.Of(((Mailbox)Mailbox.Parse("me@dest.test"), AnyReply(random)))),
        Probe.Scanner => new Observation.Scanned(new ScanReport(Pick(random, Enum.GetValues<ScanAction>()), random.Next(20), 15, default, "so"), TimeSpan.FromMilliseconds(random.Next(9000))),
        Probe.ProvenRelay => new Observation.Proven(random.Next(2) == 0),
        Probe.ImapMailbox => new Observation.ImapMailbox(random.Next(1000)),
        Probe.Database => new Observation.Database(
            random.Next(2) == 0 ? Option<(string, string)>.None : ("no", Pick(random, ["28P01", "3D000", "42501", "53300", "57P03"])),
            random.Next(2) == 0, random.Next(4) == 0, random.Next(2) == 0, random.Next(4) > 0, random.Next(2) == 0, TimeSpan.FromMilliseconds(random.Next(100))),
        Probe.Service => new Observation.WebAnswer(Pick(random, [200, 401, 500]), Octets.Utf8(Pick(random, ["{\"status\": \"active\"}", "{\"incoming_phone_numbers\": 1}", "<validatequeryresult error='true'><msg><b/></msg></validatequeryresult>", "{\"status\": \"\\ud800\"}"]))),
        Probe.Collector => new Observation.CollectorAnswer(Pick(random, [200, 403, 404]), Pick(random, [Option<int>.None, 0, 7, 12]), "so\nbe it"),
        Probe.Health => new Observation.Health(Pick(random, [200, 404]), Pick(random, ["ok\n", "<html>"])),
        Probe.Folder => new Observation.Folder(
            random.Next(2) == 0, Maybe(random, "no room"), Maybe(random, "I/O error"), TimeSpan.FromMilliseconds(3), Pick(random, ["ext4", "tmpfs", "nfs", ""]), random.NextInt64(1 << 30)),
        Probe.Access => new Observation.Access(Maybe(random, "no right"), random.Next(512)),
        Probe.Clock => new Observation.Clock(random.Next(2) == 0, TimeSpan.FromSeconds(random.Next(30))),
        Probe.Descriptors => new Observation.Descriptors(random.Next(100_000), random.Next(2) == 0),
        _ => random.Next(2) == 0 ? new Observation.User("laitos", IsRoot: false) : new Observation.Answered(default, true),
    };

    static RelayFault[] Faults =>
    [
        new RelayFault.NameUnknown("relay.test", "none"), new RelayFault.RelayIsSelf("here"), new RelayFault.Unreachable("refused"), new RelayFault.NotWelcome(Reply.Of(554, "no")), new RelayFault.NoTls(),
        new RelayFault.TlsRefused(Reply.Of(454, "no")), new RelayFault.HandshakeFailed("oops"), new RelayFault.LoginInClear(), new RelayFault.NoLogin(default), new RelayFault.NoSecret("gone"),
        new RelayFault.LoginRefused(Reply.Of(535, "no")), new RelayFault.LoginWanted(Reply.Of(530, "no")), new RelayFault.Closing(Reply.Of(421, "bye")),
        .. Enum.GetValues<RelayStage>().SelectMany(stage => (RelayFault[])[new RelayFault.Broken(stage), new RelayFault.Silent(stage), new RelayFault.Garbled(stage, "?")]),
    ];

    static Reply AnyReply(System.Random random) => Reply.Of(Pick(random, [250, 450, 530, 550]), "so\nbe it");

    static Option<string> Maybe(System.Random random, string text) => random.Next(3) == 0 ? text : Option<string>.None;

    static T Pick<T>(System.Random random, T[] items) => items[random.Next(items.Length)];

    /// The framework's own digest of a text differs from run to run.
    static int Digest(string text) => text.Aggregate(unchecked((int)2166136261), (hash, c) => unchecked((hash ^ c) * 16777619));
}

public static class DiagnosisArbitraries
{
    public static Arbitrary<SetupWorld> Worlds() => Gen.Choose(0, int.MaxValue).Select(seed => new SetupWorld(seed)).ToArbitrary();

    public static Arbitrary<Setup> Setups() => (
        from settings in SettingsArbitraries.Settings().Generator
        from file in Gen.Elements(Option<string>.None, "/etc/laitos/config.json")
        from servers in Gen.Choose(0, 2)
        from isRehearsal in Gen.Elements(true, false)
        select Of(settings, file, servers, isRehearsal)).ToArbitrary();

    public static Setup Of(LaitosSettings settings, Option<string> file = default, int servers = 1, bool isRehearsal = false) =>
        new(settings, default, file, Enumerable.Range(1, servers).Select(i => new NameServer((IpAddress)IpAddress.Parse($"192.0.2.{i}"))).Gather(), isRehearsal);
}
