namespace Laitos.Properties.Architecture;

/// <summary>The fence of the assembly: what it refers to, and what its types look like.</summary>
public class PurityTests
{
    /// <summary>Sockets, files, processes and the console live in other assemblies, and so cannot be reached.</summary>
    static readonly string[] Allowed =
    [
        "LanguageExt.Core", "netstandard",
        "System.Runtime", "System.Runtime.Numerics", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory",
        "System.Net.Primitives", "System.Security.Cryptography", "System.Text.Encoding.CodePages", "System.Text.Encoding.Extensions", "System.Text.Encodings.Web", "System.Text.Json",
        "System.Xml.ReaderWriter",
    ];

    [Test]
    public void The_domain_refers_to_nothing_that_has_effects() =>
        Assert.That(typeof(Seqs).Assembly.GetReferencedAssemblies().Select(name => name.Name), Is.SubsetOf(Allowed));

    [Test]
    public void The_assembly_of_the_shell_would_not_pass() =>
        Assert.That(typeof(PurityTests).Assembly.GetReferencedAssemblies().Select(name => name.Name), Is.Not.SubsetOf(Allowed));

    [Test]
    public void No_type_of_the_domain_offends() =>
        Assert.That(typeof(Seqs).Assembly.GetTypes().SelectMany(Purity.Offences), Is.Empty);

    [TestCase(typeof(ReturnsATask), "returns a task")]
    [TestCase(typeof(ReturnsNothing), "returns nothing")]
    [TestCase(typeof(CanBeSet), "can be set")]
    [TestCase(typeof(HasAField), "is not readonly")]
    [TestCase(typeof(HasAStaticField), "is not readonly")]
    [TestCase(typeof(HasACache), "is static and mutable")]
    [TestCase(typeof(HoldsADelegate), "is a delegate in a record")]
    public void A_planted_type_is_reported(Type type, string offence) => Assert.That(Purity.Offences(type), Has.Some.Contains(offence));

    [TestCase(typeof(Harmless))]
    public void A_record_is_not(Type type) => Assert.That(Purity.Offences(type), Is.Empty);

    [Test]
    public void The_project_depends_on_LanguageExt_alone()
    {
        var project = System.Xml.Linq.XDocument.Load(Path.Combine(Sources.Root, "src/Domain/Domain.csproj"));
        Assert.That(ForeignReferences(project), Is.Empty);
        Assert.That(project.Descendants("ImplicitUsings").Select(item => item.Value), Is.EqualTo(new[] { "disable" }));
        Assert.That(project.Descendants("InternalsVisibleTo"), Is.Empty);
        Assert.That(Sources.Files("src/Domain").Where(path => File.ReadAllText(path).Contains("InternalsVisibleTo", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("<PackageReference Include=\"Dapper\" />")]
    [TestCase("<PackageReference Include=\"Microsoft.CodeAnalysis.BannedApiAnalyzers\" />")]
    [TestCase("<ProjectReference Include=\"../Shell/Shell.csproj\" />")]
    [TestCase("<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />")]
    public void A_planted_reference_is_reported(string item) =>
        Assert.That(ForeignReferences(System.Xml.Linq.XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>")), Is.Not.Empty);

    static string[] ForeignReferences(System.Xml.Linq.XDocument project) =>
        [.. project.Descendants().Where(item => item.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference")
            .Where(item => item.Attribute("PrivateAssets")?.Value != "all" && item.Attribute("Include")?.Value != "LanguageExt.Core")
            .Select(item => item.ToString())];

#pragma warning disable CS0649, CS0169, CA1823, CA1805, CA2211, IDE0044, IDE0051, IDE0052, CA1051, CA1401
    sealed class ReturnsATask
    {
        public Task Run() => Task.CompletedTask;
    }

    sealed class ReturnsNothing
    {
        public void Run() { }
    }

    sealed class CanBeSet
    {
        public int Value { get; set; }
    }

    sealed class HasAField
    {
        public int Value;
    }

    sealed class HasAStaticField
    {
        public static int Value;
    }

    sealed class HasACache
    {
        static readonly Dictionary<int, int> Cache = [];

        public int Value => Cache.Count;
    }

    sealed record HoldsADelegate(Func<int> Value);

    sealed record Harmless(int Value)
    {
        public int Twice { get; init; } = Value * 2;
    }
#pragma warning restore
}
