using System.Reflection;
using System.Runtime.Loader;
using LanguageExt.ClassInstances;

namespace Laitos.Properties.Foundation;

/// <summary>
/// LanguageExt compares, orders and hashes the same whether it searched all assemblies for class instances or was told that there are none. Two worlds
/// beside each other, each with its own copy of the library and of the domain, answer the same questions.
/// </summary>
public class ClassInstanceLaws
{
    static readonly Assembly Searching = new World().LoadFromAssemblyPath(typeof(ClassInstanceLaws).Assembly.Location);

    static readonly Assembly Unsearched = new World().LoadFromAssemblyPath(typeof(ClassInstanceLaws).Assembly.Location);

    [Test]
    public void The_tests_run_as_the_daemon_does() => Assert.That(ClassInstancesAssembly.singleton.AllClassInstances, Is.Empty);

    [Test]
    public void The_search_finds_instances_of_the_library_only() =>
        Assert.That(Ask(Searching, nameof(Comparisons.Found), true), Has.Length.GreaterThan(100).And.All.StartsWith("LanguageExt."));

    [Test]
    public void Every_type_of_the_domain_is_compared_by_the_same_function()
    {
        var told = Ask(Unsearched, nameof(Comparisons.Functions), false);
        var searched = Ask(Searching, nameof(Comparisons.Functions), true);
        Assert.That(told, Has.Length.GreaterThan(300));
        Assert.That(searched.Except(told), Is.All.StartsWith("LanguageExt.Seq`1"), "the search makes a difference to the functions of the library's own types only");
        Assert.That(searched.Except(told), Is.Not.Empty, "so that the comparison is known to see a difference");
    }

    [Property(MaxTest = 5)]
    public void Equality_order_hash_codes_maps_and_sets_are_the_same(int seed) =>
        Assert.That(Told(seed).Where(line => !IsUnused(line)), Is.EqualTo(Searched(seed).Where(line => !IsUnused(line))));

    /// <summary>The differences, of no consequence: nothing here sorts such values or has them as keys of a Map.</summary>
    [TestCase("LanguageExt.Either`2[System.String,System.Int32] order")]
    [TestCase("LanguageExt.HashSet`1[System.String] order")]
    public void The_order_of_what_is_never_sorted_is_another(string question)
    {
        string Line(string[] all) => all.Single(line => line.StartsWith(question, StringComparison.Ordinal));
        Assert.That(Enumerable.Range(1, 5).Any(seed => Line(Told(seed)) != Line(Searched(seed))), Is.True);
    }

    static bool IsUnused(string line) => Unsorted.Any(type => line.StartsWith(type + " order", StringComparison.Ordinal) || line.StartsWith(type + " Map", StringComparison.Ordinal));

    static readonly string[] Unsorted =
        [.. new[] { typeof(Either<string, int>), typeof(HashMap<string, int>), typeof(LanguageExt.HashSet<string>) }.Select(type => $"{type}")];

    static string[] Told(int seed) => Ask(Unsearched, nameof(Comparisons.Of), false, seed);

    static string[] Searched(int seed) => Ask(Searching, nameof(Comparisons.Of), true, seed);

    static string[] Ask(Assembly world, string question, params object[] arguments)
    {
        using var inside = AssemblyLoadContext.GetLoadContext(world)!.EnterContextualReflection();
        return (string[])world.GetType(typeof(Comparisons).FullName!)!.GetMethod(question)!.Invoke(null, arguments)!;
    }

    sealed class World : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Own.FirstOrDefault(own => own.GetName().Name == assemblyName.Name) is { } own ? LoadFromAssemblyPath(own.Location) : null;

        static Assembly[] Own => [typeof(ClassInstanceLaws).Assembly, typeof(Seqs).Assembly, typeof(Seq<int>).Assembly];
    }
}
