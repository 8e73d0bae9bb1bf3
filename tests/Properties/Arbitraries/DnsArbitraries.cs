using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Properties.Arbitraries;

using Message = Laitos.Domain.Dns.Message;

/// <summary>Names, records, messages and histories of lookups, with a liking for the borders.</summary>
public static class DnsArbitraries
{
    static readonly string[] Usual = ["", "test", "example.test", "mail.example.test", "_dmarc.example.test", "2.0.0.127.zen.example.test"];

    /// <summary>63+63+63+61 octets of labels: the longest name.</summary>
    static readonly string Longest = string.Join('.', new[] { 63, 63, 63, 61 }.Select(length => new string('x', length)));

    public static Gen<string> Name => Gen.Frequency(
        (5, Gen.Elements(Usual)),
        (4, from labels in Label.Between(1, 4) from parent in Gen.Elements(Usual) select Fitting([.. labels, parent])),
        (1, Gen.Constant(Longest)));

    public static Gen<RecordType> Type => Gen.Frequency(
        (8, Gen.Elements(RecordType.A, RecordType.Aaaa, RecordType.Mx, RecordType.Txt, RecordType.Ptr, RecordType.Cname, RecordType.Ns, RecordType.Soa)),
        (1, Gen.Elements(0, 33, 46, 255, 65535).Select(number => (RecordType)number)));

    public static Gen<Octets> Octets(int atMost) => Gen.Frequency(
        (1, Gen.Constant(0)), (5, Gen.Choose(0, Math.Min(12, atMost))), (1, Gen.Elements(Math.Min(255, atMost), Math.Min(256, atMost), atMost)))
        .SelectMany(length => Gen.Choose(0, 255).ArrayOf(length)).Select(octets => new Octets(octets.Select(octet => (byte)octet).ToArray()));

    public static Arbitrary<OwnerName> Names() => Name.Select(text => new OwnerName(text)).ToArbitrary();

    public static Arbitrary<Question> Questions() => QuestionOf.ToArbitrary();

    public static Arbitrary<Message> Messages() => MessageOf.ToArbitrary();

    public static Arbitrary<Packet> Packets() => Gen.Frequency(
        (1, Octets(600)),
        (4, from message in MessageOf from flips in Flip.Between(0, 4) select Flipped(Encoded(message), flips))).Select(octets => new Packet(octets)).ToArbitrary();

    public static Arbitrary<LookupPolicy> Policies() => (
        from servers in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 3)))
        from rounds in Gen.Choose(1, 3)
        select new LookupPolicy(
            Enumerable.Range(1, servers).Select(i => new NameServer(Address([192, 0, 2, (byte)i]))).Gather(),
            Enumerable.Range(1, rounds).Select(i => TimeSpan.FromSeconds(i)).Gather())).ToArbitrary();

    public static Arbitrary<History> Histories() =>
        Gen.Elements(Enum.GetValues<Happening>()).ListOf().Select(happenings => new History([.. happenings])).ToArbitrary();

    public static Arbitrary<CacheStory> Stories() => (
        from bound in Gen.Choose(0, 5)
        from events in CacheEventOf.ListOf()
        select new CacheStory(bound, [.. events])).ToArbitrary();

    static Gen<Question> QuestionOf => from name in Name from type in Type select new Question(name, type);

    static Gen<Message> MessageOf =>
        from id in Gen.Choose(0, 0xffff)
        from flags in Gen.Choose(0, 0xffff)
        from questions in QuestionOf.Zip(Class).Between(0, (flags & 0x7800) == 0 ? 1 : 2)
        from answers in Record.Between(0, 4)
        from authorities in Record.Between(0, 2)
        from additionals in Record.Between(0, 2)
        from edns in Gen.Frequency((1, Gen.Constant(Option<Edns>.None)), (2, EdnsOf.Select(Prelude.Some)))
        select new Message(
            new Header(id, flags),
            questions.Select(entry => new QuestionEntry(entry.Item1, entry.Item2)).Gather(),
            answers.Gather(),
            authorities.Gather(),
            additionals.Gather(),
            edns);

    static Gen<Edns> EdnsOf =>
        from size in Gen.Elements(0, 512, 1232, 65535)
        from code in Gen.Elements(0, 1, 255)
        from version in Gen.Elements(0, 1, 255)
        from flags in Gen.Elements(0, 0x8000, 0xffff)
        from option in Gen.Elements("", "\0\u000a\0\u0002ab", "\0\u000a\0\0\0\u000b\0\u0001x")
        select new Edns(size, code, version, flags, Domain.Foundation.Octets.Latin1(option));

    static Gen<ResourceRecord> Record =>
        from owner in Name
        from type in Type
        from @class in Class
        from ttl in Gen.Elements(0L, 1, 60, 86400, int.MaxValue)
        from data in @class == ResourceRecord.Internet ? Data(type) : Other(type)
        select new ResourceRecord(owner, type, @class, ttl, data);

    static Gen<int> Class => Gen.Frequency((6, Gen.Constant(ResourceRecord.Internet)), (1, Gen.Elements(3, 254, 255)));

    static Gen<RecordData> Data(RecordType type) => type switch
    {
        RecordType.A => AddressOf(4),
        RecordType.Aaaa => Gen.OneOf(AddressOf(16), AddressOf(4)),
        RecordType.Mx => from preference in Gen.Elements(0, 10, 65535) from host in Name select (RecordData)new RecordData.Exchange(preference, host),
        RecordType.Txt => Octets(600).Select(RecordData (text) => new RecordData.Text(text)),
        RecordType.Ptr or RecordType.Cname or RecordType.Ns => Name.Select(RecordData (name) => new RecordData.Name(name)),
        RecordType.Soa => Gen.Elements(0L, 300, uint.MaxValue).Select(RecordData (ttl) => new RecordData.Authority(ttl)),
        _ => Other(type),
    };

    static Gen<RecordData> Other(RecordType type) => Octets(300).Select(RecordData (octets) => new RecordData.Other((int)type, octets));

    static Gen<RecordData> AddressOf(int length) =>
        Gen.Elements((byte)0, (byte)1, (byte)127, (byte)255).ArrayOf(length).Select(RecordData (octets) => new RecordData.Address(Address(octets)));

    static IpAddress Address(byte[] octets) => IpAddress.OfOctets(octets).IfNone(() => throw new InvalidOperationException());

    static Gen<string> Label =>
        from length in Gen.Elements(1, 2, 5, 62, 63)
        from octets in Gen.Frequency((12, Gen.Elements("a", "b", "z", "0", "9", "-", "_")), (1, Gen.Choose(0, 255).Select(Escaped))).ArrayOf(length)
        select string.Concat(octets);

    static string Escaped(int octet) =>
        octet is >= 'A' and <= 'Z' ? "q"
        : octet is > 0x20 and < 0x7f && !".\\\"();@$".Contains((char)octet, StringComparison.Ordinal) ? ((char)octet).ToString()
        : string.Create(CultureInfo.InvariantCulture, $"\\{octet:d3}");

    /// So many of them.
    static Gen<T[]> Between<T>(this Gen<T> gen, int low, int high) => Gen.Choose(low, high).SelectMany(gen.ArrayOf);

    /// As many of the labels, counted from the right, as a name holds.
    static string Fitting(string[] labels)
    {
        var parts = labels.Where(label => label.Length > 0).ToArray();
        return Enumerable.Range(0, parts.Length + 1).Select(skip => string.Join('.', parts[skip..])).First(text => Domain.Dns.Name.Labels(text).IsRight);
    }

    static Gen<(int Place, int Value)> Flip => Gen.Choose(0, 400).Zip(Gen.Elements(0, 1, 0x0c, 0x3f, 0x40, 0xc0, 0xff));

    static Octets Flipped(Octets packet, IEnumerable<(int Place, int Value)> flips)
    {
        var octets = packet.Span.ToArray();
        foreach (var (place, value) in flips)
        {
            octets[place % octets.Length] = (byte)value;
        }

        return new Octets(octets);
    }

    static Octets Encoded(Message message) => MessageEncoder.Encode(message).Match(octets => octets, error => throw new InvalidOperationException(error.ToString()));

    static Gen<CacheEvent> CacheEventOf =>
        from question in Gen.Elements("a", "b", "c", "d", "e", "f", "g")
        from later in Gen.Elements(0, 1, 999, 1000, 5000)
        from answer in Gen.Elements<Answer>(
            new Answer.NoData(), new Answer.NoSuchDomain(), new Answer.Unavailable("x"), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Name("n"))))
        from ttl in Gen.Elements(0, 1, 2, 5, 100_000)
        select new CacheEvent(new Question(question, RecordType.A), TimeSpan.FromMilliseconds(later), answer, TimeSpan.FromSeconds(ttl));
}

/// <summary>A canonical name.</summary>
public sealed record OwnerName(string Text);

/// <summary>Octets that may be a packet: arbitrary ones, good packets, and good ones with some octets changed.</summary>
public sealed record Packet(Octets Octets);

/// <summary>What happens to a lookup, one after the other.</summary>
public sealed record History(Happening[] Happenings);

/// <summary>An answer is put into a cache, some time after the one before.</summary>
public sealed record CacheEvent(Question Question, TimeSpan Later, Answer Answer, TimeSpan Ttl);

/// <summary>A cache with a bound, and what is put into it.</summary>
public sealed record CacheStory(int Bound, CacheEvent[] Events);

/// <summary>What may happen to a lookup that waits.</summary>
public enum Happening
{
    Records, NoData, NoDataWithoutAuthority, Denied, AliasOnly, AliasWithRecords, AliasLoop,
    Cut, FormatError, ServerFailure, Refused, Referral, TimedOut, NetworkFailed,
    WrongId, WrongName, WrongType, WrongClass, WrongServer, NoQuestion, NotAResponse, OtherOpcode, Garbage, HalfAPacket,
}
