using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Properties.Arbitraries;

/// <summary>Names, responses and histories of lookups, with a liking for what is nearly right.</summary>
public static class DnsArbitraries
{
    /// Few, so that records often belong to the question, or to each other.
    static readonly string[] Names = ["", "test", "a.test", "b.test", "c.test", "www.a.test"];

    static readonly RecordType[] Types = [RecordType.A, RecordType.Txt, RecordType.Cname, RecordType.Ns, RecordType.Soa, (RecordType)99];

    public static Arbitrary<OwnerName> OwnerNames() => (
        from labels in Label.Between(1, 6)
        select new OwnerName(string.Join('.', labels))).ToArbitrary();

    public static Arbitrary<Question> Questions() => (
        from name in Gen.Elements("a.test", "b.test", "www.a.test")
        from type in Gen.Elements(RecordType.A, RecordType.Txt, RecordType.Cname)
        select new Question(name, type)).ToArbitrary();

    public static Arbitrary<Response> Responses() => ResponseOf.ToArbitrary();

    public static Arbitrary<LookupPolicy> Policies() => (
        from servers in Gen.Choose(1, 3)
        from rounds in Gen.Choose(1, 3)
        select new LookupPolicy(
            Enumerable.Range(1, servers).Select(i => new NameServer(Address((byte)i))).Gather(),
            Enumerable.Range(1, rounds).Select(i => TimeSpan.FromSeconds(i)).Gather())).ToArbitrary();

    public static Arbitrary<History> Histories() => ResultOf.ListOf().Select(results => new History([.. results])).ToArbitrary();

    public static Arbitrary<CacheStory> Stories() => (
        from bound in Gen.Choose(2, 7)
        from events in CacheEventOf.ListOf()
        select new CacheStory(bound, [.. events])).ToArbitrary();

    static Gen<QueryResult> ResultOf => Gen.OneOf(
        ResponseOf.Select(QueryResult (response) => new QueryResult.Responded(response)),
        Gen.Constant<QueryResult>(new QueryResult.Silent("silent")),
        Gen.Constant<QueryResult>(new QueryResult.Broken("broken")));

    static Gen<Response> ResponseOf =>
        from code in Gen.Frequency(
            (6, Gen.Constant(ResponseCode.NoError)),
            (4, Gen.Elements(ResponseCode.NameError, ResponseCode.ServerFailure, ResponseCode.Refused, ResponseCode.FormatError, ResponseCode.NotImplemented, ResponseCode.BadVersion, (ResponseCode)9)))
        from question in Gen.Frequency((6, Questions().Generator.Select(Prelude.Some)), (1, Gen.Constant(Option<Question>.None)))
        from authoritative in Gen.Elements(true, false)
        from answers in Record.Between(0, 4)
        from authorities in Record.Between(0, 2)
        select new Response(code, question, authoritative, answers.Gather(), authorities.Gather());

    static Gen<ResourceRecord> Record =>
        from owner in Gen.Elements(Names)
        from type in Gen.Elements(Types)
        from ttl in Gen.Elements(0L, 1, 60, 86400, int.MaxValue)
        from data in Data(type)
        select new ResourceRecord(owner, type, ttl, data);

    static Gen<RecordData> Data(RecordType type) => type switch
    {
        RecordType.A => Gen.Choose(1, 3).Select(RecordData (last) => new RecordData.Address(Address((byte)last))),
        RecordType.Txt => Gen.Elements("x", "y").Select(RecordData (text) => new RecordData.Text(Octets.Latin1(text))),
        RecordType.Cname or RecordType.Ns => Gen.Elements(Names).Select(RecordData (name) => new RecordData.Name(name)),
        RecordType.Soa => Gen.Elements(0L, 300, uint.MaxValue).Select(RecordData (ttl) => new RecordData.Authority(ttl)),
        _ => Gen.Constant<RecordData>(new RecordData.Other()),
    };

    static Gen<string> Label =>
        from length in Gen.Elements(1, 2, 5, 62, 63)
        from characters in Gen.Elements('a', 'b', 'z', '0', '9', '-', '_').ArrayOf(length)
        select new string(characters);

    static IpAddress Address(byte last) => IpAddress.OfOctets([192, 0, 2, last]).IfNone(() => throw new InvalidOperationException());

    /// So many of them.
    static Gen<T[]> Between<T>(this Gen<T> gen, int low, int high) => Gen.Choose(low, high).SelectMany(gen.ArrayOf);

    static Gen<CacheEvent> CacheEventOf =>
        from question in Gen.Elements("a", "b", "c", "d", "e", "f", "g")
        from later in Gen.Elements(0, 1, 999, 1000, 5000)
        from answer in Gen.Elements<Answer>(
            new Answer.NoData(), new Answer.NoSuchDomain(), new Answer.Unavailable("x"), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Name("n"))))
        from ttl in Gen.Elements(0, 1, 2, 5, 100_000)
        select new CacheEvent(new Question(question, RecordType.A), TimeSpan.FromMilliseconds(later), answer, TimeSpan.FromSeconds(ttl));
}

/// <summary>A name of letters, digits, hyphens and underscores; perhaps too long.</summary>
public sealed record OwnerName(string Text);

/// <summary>What becomes of the attempts of a lookup, one after the other.</summary>
public sealed record History(QueryResult[] Results);

/// <summary>An answer is put into a cache, some time after the one before.</summary>
public sealed record CacheEvent(Question Question, TimeSpan Later, Answer Answer, TimeSpan Ttl);

/// <summary>A cache with a bound, and what is put into it.</summary>
public sealed record CacheStory(int Bound, CacheEvent[] Events);
