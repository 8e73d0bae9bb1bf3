using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Laitos.Properties.Architecture;

/// <summary>The sources of this checkout, and the compiler that reads them.</summary>
static class Sources
{
    /// <summary>The folder of the solution.</summary>
    internal static string Root { get; } = FindRoot(new DirectoryInfo(TestContext.CurrentContext.TestDirectory));

    /// <summary>What the runtime and LanguageExt offer to the domain, BouncyCastle to the signatures, and Npgsql to the shell.</summary>
    internal static IReadOnlyList<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Append(typeof(Seq<int>).Assembly.Location)
            .Append(typeof(Org.BouncyCastle.Crypto.Signers.Ed25519Signer).Assembly.Location)
            .Append(typeof(Npgsql.NpgsqlConnection).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The C# files below a folder of the solution, without what a build generates.</summary>
    internal static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>All of the domain and of the signatures beside it, compiled once for all tests.</summary>
    internal static CSharpCompilation Domain() => Whole.Value;

    /// <summary>A text that is compiled with the global usings of the domain and its way to build sequences.</summary>
    internal static CSharpCompilation Snippet(string text) => Basis.Value.AddSyntaxTrees(Tree(text, "src/Domain/Planted.cs"));

    static string[] BasisFiles { get; } = [Path.Combine(Root, "src/Domain/GlobalUsings.cs"), Path.Combine(Root, "src/Domain/Foundation/Seqs.cs")];

    /// What all compilations begin with: what one has found out about the references the next one knows.
    static Lazy<CSharpCompilation> Basis { get; } = new(() => CSharpCompilation.Create(
        "Planted", BasisFiles.Select(Read), References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)));

    static Lazy<CSharpCompilation> Whole { get; } = new(() => Basis.Value.AddSyntaxTrees(Files("src/Domain").Concat(Files("src/Signatures")).Except(BasisFiles).Select(Read)));

    static SyntaxTree Read(string path) => Tree(File.ReadAllText(path), path);

    static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14), path);

    static string FindRoot(DirectoryInfo? from) =>
        from is null ? throw new DirectoryNotFoundException("Laitos.Functional.sln")
        : File.Exists(Path.Combine(from.FullName, "Laitos.Functional.sln")) ? from.FullName
        : FindRoot(from.Parent);
}
