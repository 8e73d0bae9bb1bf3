using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>Message to octets (RFC 1035 §4), with compressed names; what <see cref="MessageDecoder"/> reads back.</summary>
public static class MessageEncoder
{
    /// <summary>The packet of this message. Fails for an ill-formed name and for more than 65535 octets or records.</summary>
    public static Either<DnsFormatError, Octets> Encode(Message message)
    {
        var writer = new PacketWriter();
        writer.UInt16(message.Header.Id);
        writer.UInt16(message.Header.Flags);
        Count(writer, message.Questions.Count);
        Count(writer, message.Answers.Count);
        Count(writer, message.Authorities.Count);
        Count(writer, message.Additionals.Count + message.Edns.Count());
        message.Questions.Iter(entry => Write(writer, entry));
        message.Answers.Iter(record => Write(writer, record));
        message.Authorities.Iter(record => Write(writer, record));
        message.Additionals.Iter(record => Write(writer, record));
        message.Edns.Iter(edns => Write(writer, edns));
        var packet = writer.ToOctets();
        writer.CheckLength(packet.Length);
        return writer.Error is { } error ? error : packet;
    }

    static void Count(PacketWriter writer, int count)
    {
        writer.CheckLength(count);
        writer.UInt16(count);
    }

    static void Write(PacketWriter writer, QuestionEntry entry)
    {
        writer.Name(entry.Question.Name);
        writer.UInt16((int)entry.Question.Type);
        writer.UInt16(entry.Class);
    }

    static void Write(PacketWriter writer, ResourceRecord record)
    {
        writer.Name(record.Owner);
        writer.UInt16((int)record.Type);
        writer.UInt16(record.Class);
        writer.UInt32(record.Ttl);
        var start = writer.Open();
        Write(writer, record.Type, record.Data);
        writer.Close(start);
    }

    static void Write(PacketWriter writer, Edns edns)
    {
        writer.Name("");
        writer.UInt16((int)RecordType.Opt);
        writer.UInt16(edns.PayloadSize);
        writer.UInt8(edns.ExtendedCode);
        writer.UInt8(edns.Version);
        writer.UInt16(edns.Flags);
        var start = writer.Open();
        writer.Write(edns.Options.Span);
        writer.Close(start);
    }

    static void Write(PacketWriter writer, RecordType type, RecordData data)
    {
        switch (data)
        {
            case RecordData.Address(var address):
                WriteAddress(writer, type, address);
                break;
            case RecordData.Text(var text):
                WriteText(writer, text);
                break;
            case RecordData.Exchange(var preference, var host):
                writer.UInt16(preference);
                writer.Name(host);
                break;
            case RecordData.Name(var name):
                writer.Name(name);
                break;
            case RecordData.Authority(var negativeTtl):
                WriteAuthority(writer, negativeTtl);
                break;
            case RecordData.Other(_, var octets):
                writer.Write(octets.Span);
                break;
        }
    }

    /// An IPv4 address in AAAA is an IPv4-mapped one (RFC 4291 §2.5.5.2).
    static void WriteAddress(PacketWriter writer, RecordType type, IpAddress address)
    {
        if (type == RecordType.Aaaa && !address.IsV6)
        {
            writer.Write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
        }

        writer.Write(address.Octets.Span);
    }

    /// TXT in character-strings of at most 255 octets, at least one (RFC 1035 §3.3.14).
    static void WriteText(PacketWriter writer, Octets text)
    {
        var start = 0;
        do
        {
            var length = Math.Min(255, text.Length - start);
            writer.UInt8(length);
            writer.Write(text.Span.Slice(start, length));
            start += length;
        }
        while (start < text.Length);
    }

    /// SOA with the one field that we keep; the names are the root, the other numbers 0.
    static void WriteAuthority(PacketWriter writer, long negativeTtl)
    {
        writer.Name("");
        writer.Name("");
        writer.Write(stackalloc byte[16]);
        writer.UInt32(negativeTtl);
    }
}
