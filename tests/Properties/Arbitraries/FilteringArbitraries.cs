using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;

namespace Laitos.Properties.Arbitraries;

/// <summary>What a client, the lists and their states are in one test.</summary>
public sealed record ScreeningCase(ScreeningPolicy Policy, BlocklistHealth Health, IpAddress Client, HashMap<Question, Answer> World)
{
    public Answer Ask(Question question) => World.Find(question).IfNone(new Answer.NoSuchDomain());

    public ScreeningCase With(Question question, Answer answer) => this with { World = World.AddOrUpdate(question, answer) };
}

/// <summary>Attempts of a few clients, in milliseconds after one another.</summary>
public sealed record Attempts(IReadOnlyList<(int Pause, IpAddress Client)> Items);

public static class FilteringArbitraries
{
    public static readonly Instant Noon = new(1_800_000_000_000);

    public static Gen<IpAddress> Client => Gen.Frequency(
        (4, Gen.Elements("192.0.2.1", "198.51.100.7", "203.0.113.255").Select(Ip)),
        (2, Gen.Elements("2001:db8::1", "2001:db8:0:0:ffff::1", "2001:db8:1::").Select(Ip)),
        (1, Gen.Elements("127.0.0.1", "10.0.0.1", "::1", "fe80::1", "192.168.1.1").Select(Ip)));

    public static Gen<IpAddress> Code => Gen.Frequency(
        (6, Gen.Elements("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.10", "127.0.255.255").Select(Ip)),
        (2, Gen.Elements("127.255.255.252", "127.255.255.254", "127.255.255.255", "127.0.1.255").Select(Ip)),
        (2, Gen.Elements("203.0.113.9", "127.1.0.0", "126.255.255.255", "128.0.0.0").Select(Ip)));

    public static Gen<IpRange> Range =>
        from first in Code.Where(code => code.IsLoopback)
        from length in Gen.Elements(0u, 1u, 9u, 65535u)
        select IpRange.Parse($"{first}-{Dotted(Math.Min(Number(first) + length, 0x7fffffff))}").IfLeft(error => throw new InvalidOperationException(error.ToString()));

    public static Gen<Blocklist> List =>
        from zone in Gen.Elements("one.example", "two.example", "three.example", "four.example", "ABCDEFGHIJKLMNOPQRSTUV.five.example")
        from weight in Gen.Elements(1, 1, 2, 3, 0, -1, -3)
        from usual in Gen.Elements(true, true, false)
        from ranges in Range.NonEmptyListOf()
        from ipv6 in Gen.Elements(true, false)
        select new Blocklist(zone, weight, usual ? Seqs.Of(ListAnswers.Usual) : ranges.Gather(), ipv6);

    public static Gen<Answer> Answer => Gen.Frequency<Answer>(
        (5, from codes in Code.NonEmptyListOf() select AddressRecords([.. codes])),
        (2, Gen.Constant<Answer>(new Answer.NoSuchDomain())),
        (1, Gen.Constant<Answer>(new Answer.NoData())),
        (2, Gen.Constant<Answer>(new Answer.Unavailable("time-out"))));

    public static Gen<Answer> Reason => Gen.Frequency<Answer>(
        (3, Gen.Elements("see https://example.net/?q=1", "r\u00fcckw\u00e4rts\r\n250 OK", new string('x', 400), "", "key abcdefghijklmnopqrstuv", "z\0").NonEmptyListOf().Select(texts => AuthenticationArbitraries.Texts([.. texts]))),
        (1, Gen.Constant<Answer>(new Answer.Unavailable("time-out"))));

    public static Arbitrary<ScreeningCase> Cases() =>
        (from client in Client
         from lists in List.ListOf()
         from threshold in Gen.Choose(1, 4)
         from healthy in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false))).ListOf(lists.Count)
         from members in Answer.ListOf(lists.Count)
         from reasons in Reason.ListOf(lists.Count)
         select new ScreeningCase(
             new ScreeningPolicy(lists.Gather(), threshold),
             Health(lists.Where((_, index) => healthy[index])),
             client,
             World(lists.Zip(members, (list, answer) => (list.Membership(client), answer)).Concat(lists.Zip(reasons, (list, answer) => (list.Reason(client), answer))))))
        .ToArbitrary();

    public static Arbitrary<Blocklist> Lists() => List.ToArbitrary();

    public static Arbitrary<Attempts> AttemptLists() =>
        (from client in Gen.Elements("192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::2") from pause in Gen.Frequency((5, Gen.Choose(0, 300)), (1, Gen.Elements(999, 1000, 1001, 5000))) select (pause, Ip(client)))
        .ListOf().Select(items => new Attempts([.. items])).ToArbitrary();

    public static BlocklistHealth Health(IEnumerable<Blocklist> healthy)
    {
        var lists = healthy.ToList();
        return lists.Aggregate(BlocklistHealth.Start(lists.Gather()), (board, list) => board.After(Noon, list, Passing(list)).Next);
    }

    /// <summary>The answers of a list that passes its test.</summary>
    public static Knowledge Passing(Blocklist list) => Proof(list, AddressRecords(Ip("127.0.0.2")), new Answer.NoSuchDomain());

    public static Knowledge Proof(Blocklist list, Answer present, Answer absent) =>
        BlocklistHealth.TestQuestions(list) is [var first, var second]
            ? Knowledge.Empty.With(first, present).With(second, absent)
            : throw new InvalidOperationException();

    public static Answer AddressRecords(params IpAddress[] codes) => new Answer.Records(codes.Select(RecordData (code) => new RecordData.Address(code)).Gather());

    public static IpAddress Ip(string text) => IpAddress.Parse(text).Match(address => address, error => throw new InvalidOperationException(error.ToString()));

    static string Dotted(uint number) => $"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}";

    static uint Number(IpAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.Octets.Span);

    static HashMap<Question, Answer> World(IEnumerable<(Question Question, Answer Answer)> items) =>
        items.Aggregate(HashMap<Question, Answer>.Empty, (world, item) => world.AddOrUpdate(item.Question, item.Answer));
}
