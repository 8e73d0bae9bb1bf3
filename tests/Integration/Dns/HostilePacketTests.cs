using System.Text.Json;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Properties.Support;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Integration.Dns;

/// <summary>
/// Packets made by hand and packets recorded from the field, sent by a stub server over UDP and TCP to the real resolver: none may crash it, hang it or make it
/// believe what was not asked. The identity of a packet is made that of the query, unless the packet is about a wrong one.
/// </summary>
public class HostilePacketTests
{
    static readonly CachePolicy Forgetful = new(2, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    [Test]
    public async Task No_hostile_packet_makes_the_resolver_believe_what_was_not_asked()
    {
        var lines = Suites.Lines("suites/dns/hostile.jsonl").ToArray();
        var differences = new List<string>();
        foreach (var line in lines)
        {
            var (name, want) = (Text(line, "name"), Text(line, "want"));
            var packet = Convert.FromHexString(Text(line, "hex"));
            var type = Convert.ToHexString(packet).Contains("076578616D706C6500000100", StringComparison.Ordinal) && want is "not a listing" or "listed" ? RecordType.A : TypeOf(name);
            var got = Show(await Answered(new Question("a.example", type), packet, keepsIdentity: name == "wrong id"));
            if (!IsWanted(name, want, got))
            {
                differences.Add($"{name}: wanted {want}, got {got}");
            }
        }

        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    [Test]
    public async Task Every_recorded_packet_is_read_as_the_independent_library_read_it_or_not_at_all()
    {
        var (compared, differences) = (0, new List<string>());
        foreach (var (line, number) in Suites.Lines("suites/dns/packets.jsonl").Select((line, index) => (line, index + 1)))
        {
            if (Asked(line) is not { } question)
            {
                continue;
            }

            var got = await Answered(question, Convert.FromHexString(Text(line, "hex")), keepsIdentity: false);
            var expected = Expected(line, question);
            compared += got is Answer.Records ? 1 : 0;
            if (got is Answer.Records(var data) && !data.Select(Show).Order().SequenceEqual(expected.Order()))
            {
                differences.Add($"{number}: {question}: {string.Join(" | ", data.Select(Show))} instead of {string.Join(" | ", expected)}");
            }
            else if (got is Answer.NoData or Answer.NoSuchDomain && expected.Length > 0)
            {
                differences.Add($"{number}: {question}: {got} instead of {string.Join(" | ", expected)}");
            }
        }

        TestContext.Out.WriteLine($"{compared} packets with records for their question");
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
        Assert.That(compared, Is.GreaterThan(10));
    }

    /// What a server sends beyond all measure costs one failed lookup, not the daemon.
    [Test]
    public async Task A_message_of_64_KiB_that_is_one_long_name_ends_the_lookup()
    {
        var name = Enumerable.Range(0, 30_000).SelectMany(_ => (byte[])[1, (byte)'x']).ToArray();
        byte[] packet = [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. name, 0, 0, 16, 0, 1];
        Assert.That(Show(await Answered(new Question("a.example", RecordType.Txt), packet, keepsIdentity: false)), Is.EqualTo("unavailable"));
    }

    static async Task<Answer> Answered(Question question, byte[] packet, bool keepsIdentity)
    {
        await using var dns = StubDns.Start((query, _) =>
            [keepsIdentity || packet.Length < 2 ? packet : [(byte)(query.Id >> 8), (byte)query.Id, .. packet[2..]]]);
        await using var resolver = new Resolver(
            new LookupPolicy(NameServer.Parse(dns.EndPoint).Map(server => Seqs.Of(server)).IfLeft(default(Seq<NameServer>)), Seqs.Of(TimeSpan.FromSeconds(5))), Forgetful);
        return (await resolver.Resolve(Seqs.Of(question), TimeSpan.FromSeconds(30), CancellationToken.None)).AnswerTo(question);
    }

    static RecordType TypeOf(string name) => name.Split(' ')[0] switch { "A" => RecordType.A, "AAAA" => RecordType.Aaaa, "MX" => RecordType.Mx, _ => RecordType.Txt };

    static bool IsWanted(string name, string want, string got) => (name, want) switch
    {
        (_, "reject" or "ignore the packet" or "FORMERR or ignore" or "accept, not followed for ever" or "reject or odd name") => got == "unavailable",
        ("name of 255 octets", "accept") => got == "unavailable", // it is about another name
        (_, "ignore the record") => got == "NODATA",
        ("null MX", _) => got is "NODATA" or "unavailable", // the answer to a question of another type
        (_, "accept" or "accept, joined without space" or "TTL taken as 0" or "not a listing" or "listed") => got.StartsWith("records", StringComparison.Ordinal),
        (_, "retry over TCP") => got == "unavailable", // over TCP it is cut again
        _ => got is "unavailable" or "NODATA" || got.StartsWith("records", StringComparison.Ordinal),
    };

    static Question? Asked(JsonElement line) =>
        line.GetProperty("ok").GetBoolean() && line.GetProperty("question").EnumerateArray().Select(text => text.GetString()!.Split(' ')).ToArray() is [[var name, "IN", var type]]
        && Enum.TryParse<RecordType>(type, ignoreCase: true, out var known) && Name.IsSendable(Name.Canonical(name))
            ? new Question(name, known)
            : null;

    /// The data of the records that belong to the question or its aliases.
    static string[] Expected(JsonElement line, Question question)
    {
        var records = line.GetProperty("answer").EnumerateArray().Select(text => text.GetString()!.Split(' ', 5)).Where(parts => parts is [_, _, "IN", _, _]).ToArray();
        var name = question.Name;
        for (var aliases = 0; aliases < 9; aliases++)
        {
            var own = records.Where(parts => Name.Canonical(parts[0]) == name && string.Equals(parts[3], question.Type.ToString(), StringComparison.OrdinalIgnoreCase)).ToArray();
            var alias = records.FirstOrDefault(parts => Name.Canonical(parts[0]) == name && parts[3] == "CNAME");
            if (own.Length > 0 || alias is null)
            {
                return [.. own.Select(parts => Plain(question.Type, parts[4]))];
            }

            name = Name.Canonical(alias[4]);
        }

        return [];
    }

    static string Plain(RecordType type, string data) => type switch
    {
        RecordType.Txt => string.Concat(data.Split('"').Where((_, at) => at % 2 == 1)),
        RecordType.Soa => data.Split(' ')[^1],
        RecordType.Mx => data.ToLowerInvariant().TrimEnd('.'),
        _ => Name.Canonical(data),
    };

    static string Show(Answer answer) => answer switch
    {
        Answer.Records(var data) => "records " + string.Join(" | ", data.Select(Show)),
        Answer.NoData => "NODATA",
        Answer.NoSuchDomain => "NXDOMAIN",
        _ => "unavailable",
    };

    static string Show(RecordData data) => data switch
    {
        RecordData.Address(var address) => address.ToString(),
        RecordData.Text(var text) => text.ToUtf8(),
        RecordData.Exchange(var preference, var host) => $"{preference} {host}",
        RecordData.Name(var name) => name,
        RecordData.Authority(var ttl) => $"{ttl}",
        _ => "",
    };

    static string Text(JsonElement line, string property) => line.GetProperty(property).GetString()!;
}
