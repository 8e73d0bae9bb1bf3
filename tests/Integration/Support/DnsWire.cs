using System.Buffers.Binary;
using System.Text;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;

namespace Laitos.Integration.Support;

/// <summary>A query as the stub server reads it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Payload">The octets of UDP payload that the asker takes; 0 without EDNS.</param>
public sealed record WireQuery(int Id, Question Question, int Payload);

/// <summary>
/// Packets of the DNS for the stub server (RFC 1035 §4): reads queries, writes responses without compression. It shares no code with what it tests.
/// </summary>
static class DnsWire
{
    public const int Response = 0x8180, Truncated = 0x0200;

    const int HeaderLength = 12;

    /// <summary>The query, or null for anything else.</summary>
    public static WireQuery? Read(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < HeaderLength || Number(packet, 4) != 1)
        {
            return null;
        }

        var (name, at) = (new List<string>(), HeaderLength);
        while (at < packet.Length && packet[at] is > 0 and < 64)
        {
            name.Add(Encoding.Latin1.GetString(packet.Slice(at + 1, packet[at])));
            at += 1 + packet[at];
        }

        // Behind the question, at most one OPT record: an empty name, its type, and the payload in place of the class.
        var question = new Question(string.Join('.', name), (RecordType)Number(packet, at + 1));
        return new WireQuery(Number(packet, 0), question, Number(packet, 10) > 0 ? Number(packet, at + 8) : 0);
    }

    /// <summary>A response to a query.</summary>
    public static byte[] Write(WireQuery query, int flags, IReadOnlyCollection<ResourceRecord> answers, IReadOnlyCollection<ResourceRecord> authorities)
    {
        var packet = new List<byte>();
        foreach (var number in (int[])[query.Id, flags, 1, answers.Count, authorities.Count, query.Payload > 0 ? 1 : 0])
        {
            packet.AddRange(Word(number));
        }

        packet.AddRange([.. NameOf(query.Question.Name), .. Word((int)query.Question.Type), .. Word(1)]);
        foreach (var record in answers.Concat(authorities))
        {
            var data = Data(record.Data);
            packet.AddRange([.. NameOf(record.Owner), .. Word((int)record.Type), .. Word(1), .. Long(record.Ttl), .. Word(data.Length), .. data]);
        }

        if (query.Payload > 0)
        {
            packet.AddRange([0, .. Word(41), .. Word(LookupPolicy.PayloadSize), .. Long(0), .. Word(0)]);
        }

        return [.. packet];
    }

    static byte[] Data(RecordData data) => data switch
    {
        RecordData.Address(var address) => address.Octets.Span.ToArray(),
        RecordData.Text(var text) => [.. text.Span.ToArray().Chunk(255).DefaultIfEmpty([]).SelectMany(part => (byte[])[(byte)part.Length, .. part])],
        RecordData.Exchange(var preference, var host) => [.. Word(preference), .. NameOf(host)],
        RecordData.Name(var name) => NameOf(name),
        RecordData.Authority(var minimum) => [.. NameOf("ns.test"), .. NameOf("owner.test"), .. Long(1), .. Long(3600), .. Long(600), .. Long(86400), .. Long(minimum)],
        _ => throw new ArgumentException($"not a record of the stub server: {data}"),
    };

    static byte[] NameOf(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Octets.Utf8(label).Span]), 0];

    static byte[] Word(int number) => [(byte)(number >> 8), (byte)number];

    static byte[] Long(long number) => [.. Word((int)(number >> 16)), .. Word((int)number)];

    static int Number(ReadOnlySpan<byte> packet, int at) => at + 2 <= packet.Length ? BinaryPrimitives.ReadUInt16BigEndian(packet[at..]) : 0;
}
