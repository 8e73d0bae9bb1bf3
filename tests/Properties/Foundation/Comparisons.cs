using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using LanguageExt.ClassInstances;

namespace Laitos.Properties.Foundation;

/// <summary>What LanguageExt makes of the keys and elements that the domain uses, as text that can be compared between two copies of the library.</summary>
public static class Comparisons
{
    /// <summary>The class instances that the library knows.</summary>
    public static string[] Found(bool search)
    {
        Begin(search);
        return [.. ClassInstancesAssembly.Default.AllClassInstances.Select(type => type.FullName!)];
    }

    /// <summary>By which functions the library compares, orders and hashes each type of the domain, and one of its own.</summary>
    public static string[] Functions(bool search)
    {
        Begin(search);
        return [.. typeof(Seqs).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters && !type.IsByRefLike && !(type.IsAbstract && type.IsSealed)).Append(typeof(Seq<int>)).Select(FunctionsOf)];
    }

    /// <summary>Equality, order, hash codes, maps and sets of values drawn from a seed.</summary>
    public static string[] Of(bool search, int seed)
    {
        Begin(search);
        var random = new Random(seed);
        int[] numbers = [.. Enumerable.Range(0, 6).Select(_ => random.Next(-3, 4)), int.MinValue, int.MaxValue];
        string[] texts = ["", "a", "A", "ä", "a.example", "A.example", "\ud800", .. numbers.Select(number => $"{number}.example.com")];
        Octets[] octets = [.. texts.Select(Octets.Utf8)];
        IpAddress[] addresses = [.. numbers.Select(number => (IpAddress)IpAddress.Parse($"192.0.2.{number & 7}")), (IpAddress)IpAddress.Parse("2001:db8::1")];
        Seq<string>[] lists = [default, .. numbers.Select(number => texts.Take(number & 7).Gather())];
        return
        [
            .. Told(numbers), .. Told(texts), .. Told([.. numbers.Select(number => (long)number)]), .. Told([true, false]), .. Told([.. "aÄ\0\uffff"]), .. Told([.. numbers.Select(number => (byte)number)]),
            .. Told([.. numbers.Select(number => TimeSpan.FromMilliseconds(number))]), .. Told([.. numbers.Select(number => ((long)number, (long)-number))]), .. Told([.. texts.Zip(numbers)]),
            .. Told(lists), .. Told([.. lists.Select(list => list.HeadOrNone())]), .. Told([.. numbers.Select(Some), Option<int>.None]), .. Told([.. numbers.Select(Side)]),
            .. Told([.. lists.Select(list => list.Fold(HashMap<string, int>.Empty, (map, text) => map.AddOrUpdate(text, text.Length)))]), .. Told([.. lists.Select(list => new LanguageExt.HashSet<string>(list))]),
            .. Told([.. lists.Select(list => list.Fold(Map<string, int>.Empty, (map, text) => map.AddOrUpdate(text, text.Length)))]), .. Told([.. lists.Select(list => new Set<string>(list))]),
            .. Told(octets), .. Told([.. octets.Select(one => new Fingerprint(one))]), .. Told(addresses), .. Told([.. texts.Select(text => new Question(text, RecordType.Txt))]),
            .. Told([.. numbers.Select(number => new Instant(number))]), .. Told([.. texts.Select(text => new Secret(text))]), .. Told([.. lists.Select(list => new Reply(250, default, list))]),
            .. Told([.. lists.Select(list => new Redaction(list.Map(text => new Secret(text))))]), .. Told([.. numbers.Select(Host)]),
        ];
    }

    static void Begin(bool search)
    {
        if (search && ClassInstancesAssembly.singleton.AllClassInstances.Count == 0)
        {
            ClassInstancesAssembly.singleton = new ClassInstancesAssembly();
        }
    }

    static Option<int> Some(int number) => number;

    static Either<string, int> Side(int number) => number < 0 ? $"{number}" : number;

    static Host Host(int number) => number < 0 ? new Host.Literal((IpAddress)IpAddress.Parse("192.0.2.1")) : new Host.Named((DomainName)DomainName.Parse($"a{number}.example"));

    static IEnumerable<string> Told<A>(A[] values)
    {
        var name = $"{typeof(A)}";
        yield return $"{name} equal {Pairs(values, (x, y) => default(EqDefault<A>).Equals(x, y) ? "=" : "/")}";
        yield return $"{name} order {Pairs(values, Order)}";
        yield return $"{name} hash {Codes([.. values.Select(value => default(HashableDefault<A>).GetHashCode(value)), values.Gather().GetHashCode()], name)}";
        yield return $"{name} Seq {Pairs(values, (x, y) => Seqs.Of(x, y) == Seqs.Of(y, x) ? "=" : "/")} {values.Gather().Distinct().Count()}";
        yield return $"{name} Option {Pairs(values, (x, y) => Prelude.Optional(x) == Prelude.Optional(y) ? "=" : "/")}";
        var set = new LanguageExt.HashSet<A>(values);
        yield return $"{name} HashSet {set.Count} {string.Join(',', values.Select(value => set.Remove(value).Count))}";
        var map = values.Select((value, at) => (value, at)).Aggregate(HashMap<A, int>.Empty, (all, item) => all.AddOrUpdate(item.value, item.at));
        yield return $"{name} HashMap {map.Count} {string.Join(',', values.Select(value => map.Find(value).IfNone(-1)))} {string.Join(',', values.Select(value => map.Remove(value).Count))}";
        yield return $"{name} Map {Ordered(values)}";
    }

    static string Ordered<A>(A[] values)
    {
        try
        {
            return string.Join(',', values.Select((value, at) => (value, at)).Aggregate(Map<A, int>.Empty, (all, item) => all.AddOrUpdate(item.value, item.at)).Values);
        }
        catch (Exception unordered) when (unordered is ArgumentException or InvalidOperationException)
        {
            return "has no order";
        }
    }

    static string Order<A>(A x, A y)
    {
        try
        {
            return Math.Sign(default(OrdDefault<A>).Compare(x, y)) switch { < 0 => "<", 0 => "=", _ => ">" };
        }
        catch (Exception unordered) when (unordered is ArgumentException or InvalidOperationException)
        {
            return "?";
        }
    }

    /// A record's code takes in that of its type, which is drawn anew for each copy of the assembly: of those it only matters which are equal.
    static string Codes(int[] codes, string type) =>
        type.Contains("Laitos", StringComparison.Ordinal) ? Pairs(codes, (x, y) => x == y ? "=" : "/") : string.Join(',', codes);

    static string Pairs<A>(A[] values, Func<A, A, string> compare) => string.Concat(values.SelectMany(x => values.Select(y => compare(x, y))));

    static string FunctionsOf(Type type) =>
        $"{type}: " + (string)typeof(Comparisons).GetMethod(nameof(FunctionsFor), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    static string FunctionsFor<A>() =>
        string.Join(", ", new Delegate[] { EqClass<A>.Equals, OrdClass<A>.Compare, HashableClass<A>.GetHashCode }.Select(by => $"{by.Method.DeclaringType}.{by.Method.Name}"));
}
