using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Properties.Support;

namespace Laitos.Properties.Dns;

using Message = Laitos.Domain.Dns.Message;

/// <summary>Packets recorded from the field and made by hand, with what an independent library saw in them.</summary>
public class RecordedPackets
{
    /// The recording library knows six kinds of query and refuses the others; to us the kind is no matter of form, and no such packet ever answers a query.
    static bool IsOfUnknownKind(Header header) => header.Opcode is 3 or > 5;

    /// Where we see a packet otherwise on purpose, by the number of its line.
    static readonly Dictionary<int, string> OnPurpose = new()
    {
        [248] = "a pointer into the header leads to no name",
        [341] = "the data of SRV are octets to us: that their name is cut is no matter",
        [342] = "the data of SRV are octets to us: that their name is cut is no matter",
        [351] = "the data of SSHFP are octets to us: that there are none is no matter",
    };

    [Test]
    public void Every_recorded_packet_is_seen_as_the_independent_library_saw_it()
    {
        var differences = Suites.Lines("suites/dns/packets.jsonl").Select((line, index) => (Line: index + 1, Why: Difference(line))).Where(item => item.Why.Length > 0).ToArray();
        Assert.That(differences.Select(item => item.Line), Is.EquivalentTo(OnPurpose.Keys), string.Join('\n', differences));
    }

    [Test]
    public void Every_hostile_packet_ends_as_it_should()
    {
        var differences = Suites.Lines("suites/dns/hostile.jsonl")
            .Select(line => (Name: Text(line, "name"), Want: Text(line, "want"), Got: Fate(Packet(line))))
            .Where(line => !IsWanted(line.Name, line.Want, line.Got)).ToArray();
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    static string Difference(JsonElement line) => MessageDecoder.Decode(Packet(line)).Match(
        message => line.GetProperty("ok").GetBoolean() ? Difference(line, message)
            : IsOfUnknownKind(message.Header) ? ""
            : $"accepted, where the library says {Text(line, "error")}",
        error => !line.GetProperty("ok").GetBoolean() || HasManyQuestions(line) ? "" : $"refused: {error}");

    /// RFC 9619 §3 came later than the recording.
    static bool HasManyQuestions(JsonElement line) => line.GetProperty("question").GetArrayLength() > 1 && (Number(line, "flags") & 0x7800) == 0;

    static string Difference(JsonElement line, Message message)
    {
        var questions = line.GetProperty("question").EnumerateArray().Select(text => text.GetString()!.ToLowerInvariant());
        var answers = line.GetProperty("answer").EnumerateArray().Select(text => text.GetString()!).Select(Known).Where(text => text.Length > 0);
        return message.Header.Id != Number(line, "id") ? "id"
            : message.Header.Flags != Number(line, "flags") ? "flags"
            : (int)message.Code != Number(line, "rcode") ? "code"
            : !message.Questions.Map(Show).SequenceEqual(questions) ? $"questions {message.Questions}"
            : !message.Answers.Map(Show).Where(text => text.Length > 0).Order().SequenceEqual(answers.Order()) ? $"answers {string.Join(" | ", message.Answers.Map(Show))}"
            : message.Authorities.Count < Number(line, "authority") ? "authority" // the library counts sets of records
            : message.Additionals.Count < Number(line, "additional") ? "additional"
            : "";
    }

    static string Show(QuestionEntry entry) =>
        $"{entry.Question.Name}. {(entry.Class switch { 1 => "in", 2 => "class2", 3 => "ch", 4 => "hs", 255 => "any", var number => $"class{number}" })} {TypeWord(entry.Question.Type)}".ToLowerInvariant();

    static string TypeWord(RecordType type) => (int)type switch { 255 => "any", 33 => "srv", 35 => "naptr", 257 => "caa", 48 => "dnskey", 43 => "ds", 44 => "sshfp", 52 => "tlsa", 46 => "rrsig", 20 => "isdn", 38 => "a6", 47 => "nsec", 0 => "type0", 252 => "axfr", _ => type.ToString() };

    /// The line of a record whose data we decode; nothing for the others.
    static string Known(string line) => line.Split(' ', 5) is [var owner, var ttl, "IN", "A" or "AAAA" or "NS" or "PTR" or "CNAME" or "MX" or "TXT" or "SOA", var data] && line.Split(' ')[3] is var type
        ? $"{owner} {ttl} {type} {(type switch { "TXT" => string.Concat(data.Split('"').Where((_, i) => i % 2 == 1)), "SOA" => data.Split(' ')[^1], _ => data.ToLowerInvariant() })}"
        : "";

    static string Show(ResourceRecord record) => record.Data switch
    {
        RecordData.Other => "",
        var data => $"{(record.Owner.Length == 0 ? "" : record.Owner)}. {record.Ttl} {record.Type.ToString().ToUpperInvariant()} {Show(data)}",
    };

    static string Show(RecordData data) => data switch
    {
        RecordData.Address(var address) => address.ToString(),
        RecordData.Text(var text) => text.ToLatin1(),
        RecordData.Exchange(var preference, var host) => $"{preference} {host}.",
        RecordData.Name(var name) => name + ".",
        RecordData.Authority(var ttl) => ttl.ToString(),
        _ => "",
    };

    /// What becomes of a packet that comes while "a.example TXT" (or A, where the packet asks so) is open under the identity 0x1234.
    static (bool Decoded, LookupEffect Effect) Fate(Octets packet)
    {
        var server = new NameServer(IpAddress.OfOctets([192, 0, 2, 1]).IfNone(() => throw new InvalidOperationException()));
        var policy = LookupPolicy.Asking(Seqs.Of(server));
        var type = MessageDecoder.Decode(packet).Match(message => message.Questions.Exists(entry => entry.Question.Type == RecordType.A), _ => false) ? RecordType.A : RecordType.Txt;
        var asking = DnsLookup.Advance(policy, new Lookup.Idle(new Question("a.example", type)), new LookupInput.Start(Seqs.Of(0x1234, 1, 2)));
        return (MessageDecoder.Decode(packet).IsRight, DnsLookup.Advance(policy, asking.Next, new LookupInput.PacketReceived(packet, server)).Effects.Last);
    }

    static bool IsWanted(string name, string want, (bool Decoded, LookupEffect Effect) got) => (name, want) switch
    {
        (_, "reject" or "FORMERR or ignore") => !got.Decoded && got.Effect is LookupEffect.Listen,
        (_, "ignore the packet") => got.Effect is LookupEffect.Listen,
        ("name of 255 octets", "accept") => got.Decoded, // it asks for another name
        ("null MX", "accept") => got.Effect is LookupEffect.Done { Answer: Answer.NoData },
        (_, "accept") => got.Effect is LookupEffect.Done { Answer: Answer.Records },
        (_, "accept, joined without space") => got.Effect is LookupEffect.Done { Answer: Answer.Records([RecordData.Text { Value.Length: 265 }]) },
        (_, "accept, not followed for ever") => got.Effect is LookupEffect.Done { Answer: Answer.Unavailable },
        (_, "ignore the record") => got.Effect is LookupEffect.Done { Answer: Answer.NoData },
        (_, "retry over TCP") => got.Effect is LookupEffect.SendTcp,
        (_, "TTL taken as 0") => got.Effect is LookupEffect.Done { Answer: Answer.Records, Ttl.Ticks: 0 },
        (_, "accept as empty or reject") => got.Effect is LookupEffect.Done { Answer: Answer.Records([RecordData.Text { Value.IsEmpty: true }]) },
        (_, "not a listing" or "listed") => got.Effect is LookupEffect.Done { Answer: Answer.Records([RecordData.Address]) },
        (_, "reject or odd name" or "accept or reject, at once") => !got.Decoded,
        ("trailing garbage", "accept or reject") => got.Decoded,
        _ => false,
    };

    static Octets Packet(JsonElement line) => new(Convert.FromHexString(Text(line, "hex")));

    static string Text(JsonElement line, string property) => line.GetProperty(property).GetString()!;

    static int Number(JsonElement line, string property) => line.GetProperty(property).GetInt32();
}
