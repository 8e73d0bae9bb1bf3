using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>Octets to message (RFC 1035 §4). Total: any octets give a message or an error, in time linear in their number.</summary>
public static class MessageDecoder
{
    /// <summary>The message at the start of these octets. What follows it is passed over: servers in the field answer with leftovers of the query.</summary>
    public static Either<DnsFormatError, Message> Decode(Octets packet)
    {
        var reader = new PacketReader(packet.Span);
        var header = new Header(reader.UInt16(), reader.UInt16());
        var (questions, answers, authorities, additionals) = (reader.UInt16(), reader.UInt16(), reader.UInt16(), reader.UInt16());

        // RFC 9619 §3: a query asks one thing.
        if (header.Opcode == 0 && questions > 1)
        {
            reader.Fail("at most one question");
        }

        var asked = Questions(ref reader, questions);
        var answer = Records(ref reader, answers);
        var authority = Records(ref reader, authorities);
        var additional = Records(ref reader, additionals);
        var edns = Edns(ref reader, answer, authority, additional);
        return reader.Error is { } error
            ? error
            : new Message(header, asked, answer, authority, additional.Filter(record => record.Type != RecordType.Opt), edns);
    }

    static Seq<QuestionEntry> Questions(ref PacketReader reader, int count)
    {
        var entries = new List<QuestionEntry>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            entries.Add(new QuestionEntry(new Question(reader.Name(), (RecordType)reader.UInt16()), reader.UInt16()));
        }

        return entries.Gather();
    }

    static Seq<ResourceRecord> Records(ref PacketReader reader, int count)
    {
        var records = new List<ResourceRecord>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            records.Add(Record(ref reader));
        }

        return records.Gather();
    }

    static ResourceRecord Record(ref PacketReader reader)
    {
        var owner = reader.Name();
        var (type, @class, ttl) = ((RecordType)reader.UInt16(), reader.UInt16(), reader.UInt32());
        var outer = reader.Enter(reader.UInt16());
        var data = @class == ResourceRecord.Internet || type == RecordType.Opt ? Data(ref reader, type) : Other(ref reader, type);
        reader.Leave(outer);

        // RFC 2181 §8: a TTL with the top bit set is 0. In OPT the field means something else.
        return new ResourceRecord(owner, type, @class, type != RecordType.Opt && ttl > int.MaxValue ? 0 : ttl, data);
    }

    static RecordData Data(ref PacketReader reader, RecordType type) => type switch
    {
        RecordType.A => Address(ref reader, 4),
        RecordType.Aaaa => Address(ref reader, 16),
        RecordType.Mx => new RecordData.Exchange(reader.UInt16(), reader.Name()),
        RecordType.Txt => Text(ref reader),
        RecordType.Ptr or RecordType.Cname or RecordType.Ns => new RecordData.Name(reader.Name()),
        RecordType.Soa => Authority(ref reader),
        RecordType.Opt => Options(ref reader),
        _ => Other(ref reader, type),
    };

    static RecordData.Other Other(ref PacketReader reader, RecordType type) => new((int)type, Octets.Copy(reader.Rest()));

    /// An address: RFC 1035 §3.4.1, RFC 3596 §2.2.
    static RecordData Address(ref PacketReader reader, int length)
    {
        var octets = reader.Take(length);
        return IpAddress.OfOctets(octets).Match(
            RecordData (address) => new RecordData.Address(address),
            () => new RecordData.Other(0, Octets.Empty)); // only after an error, which the reader holds
    }

    /// TXT: one or more character-strings (RFC 1035 §3.3.14), joined without anything between; none at all is tolerated.
    static RecordData.Text Text(ref PacketReader reader)
    {
        var text = new List<byte>();
        while (!reader.AtEnd && !reader.Failed)
        {
            text.AddRange(reader.CharacterString());
        }

        return new RecordData.Text(new Octets(text.ToArray()));
    }

    /// SOA: MNAME RNAME SERIAL REFRESH RETRY EXPIRE MINIMUM (RFC 1035 §3.3.13).
    static RecordData.Authority Authority(ref PacketReader reader)
    {
        _ = reader.Name();
        _ = reader.Name();
        _ = reader.Take(16);
        return new RecordData.Authority(reader.UInt32());
    }

    /// The options of OPT: code, length, data (RFC 6891 §6.1.2). Checked, and kept as they stand.
    static RecordData.Other Options(ref PacketReader reader)
    {
        var options = new List<byte>();
        while (!reader.AtEnd && !reader.Failed)
        {
            var (code, length) = (reader.UInt16(), reader.UInt16());
            options.AddRange([(byte)(code >> 8), (byte)code, (byte)(length >> 8), (byte)length, .. reader.Take(length)]);
        }

        return new RecordData.Other((int)RecordType.Opt, new Octets(options.ToArray()));
    }

    /// RFC 6891 §6.1.1: at most one OPT, of the root, in the additional section.
    static Option<Edns> Edns(ref PacketReader reader, Seq<ResourceRecord> answer, Seq<ResourceRecord> authority, Seq<ResourceRecord> additional)
    {
        var records = additional.Filter(IsOpt);
        if (answer.Exists(IsOpt) || authority.Exists(IsOpt) || records.Count > 1 || records.Exists(record => record.Owner.Length > 0))
        {
            reader.Fail("one OPT of the root in the additional section");
        }

        return records.HeadOrNone().Map(record => new Edns(
            record.Class,
            (int)(record.Ttl >> 24),
            (int)(record.Ttl >> 16) & 0xff,
            (int)record.Ttl & 0xffff,
            record.Data is RecordData.Other other ? other.Value : Octets.Empty));

        static bool IsOpt(ResourceRecord record) => record.Type == RecordType.Opt;
    }
}
