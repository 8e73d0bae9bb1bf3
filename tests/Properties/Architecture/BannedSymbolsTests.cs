using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Laitos.Properties.Architecture;

/// <summary>The fence of banned symbols: that each line guards something, and that the analyzer fires.</summary>
public class BannedSymbolsTests
{
    static string ListPath => Path.Combine(Sources.Root, "src/Domain/BannedSymbols.txt");

    [Test]
    public void Every_line_names_a_symbol_that_exists()
    {
        var compilation = Sources.Snippet("class Planted;");
        Assert.That(
            File.ReadLines(ListPath).Where(line => line.Length > 0).Select(line => line.Split(';')[0])
                .Where(id => DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation).IsEmpty),
            Is.Empty);
    }

    [Test]
    public void A_misspelt_line_names_nothing() =>
        Assert.That(DocumentationCommentId.GetSymbolsForDeclarationId("M:System.Guid.NewGuide", Sources.Snippet("class Planted;")), Is.Empty);

    static readonly string[] Offending =
    [
        "System.IO.File.ReadAllText(\"x\")",
        "new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp)",
        "new System.Net.Http.HttpClient()",
        "System.Threading.Tasks.Task.FromResult(1)",
        "new System.Threading.Lock()",
        "System.Console.In",
        "System.Diagnostics.Process.GetCurrentProcess()",
        "System.Diagnostics.Stopwatch.GetTimestamp()",
        "System.Environment.MachineName",
        "System.TimeProvider.System",
        "DateTime.UtcNow",
        "DateTime.Now",
        "DateTimeOffset.UtcNow",
        "new Random(1)",
        "Random.Shared.Next()",
        "Guid.NewGuid()",
        "System.Security.Cryptography.RandomNumberGenerator.GetInt32(9)",
        "\"x\".ToLower()",
        "\"x\".StartsWith(\"x\")",
        "new Seq<int> { 1 }",
        "new Lst<int> { 1 }",
        "1.Cons(Seqs.Of(2))",
        "Prelude.Right<int, int>(1).Where(i => i > 0)",
        "Prelude.Right<int, int>(1).Filter(i => i > 0)",
    ];

    /// All of them in one compilation, each in a file of its own.
    static readonly Lazy<CSharpCompilation> Offences = new(() => Offending.Select((expression, number) => $"class Planted{number} {{ object Offends() => {expression}; }}")
        .Aggregate(Sources.Snippet("class Planted;"), (compilation, text) => compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14), text))));

    static readonly Lazy<string[]> Reports = new(() => [.. Reported(Offences.Value, File.ReadAllText(ListPath)).Where(each => each.Id == "RS0030").Select(each => each.Location.SourceTree!.FilePath)]);

    [TestCaseSource(nameof(Offending))]
    public void It_fires_on(string expression) => Assert.That(Reports.Value.Any(file => file.Contains($" => {expression}; ", StringComparison.Ordinal)));

    [Test]
    public void Without_the_list_nothing_guards()
    {
        Assert.That(Offences.Value.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error), Is.Empty);
        Assert.That(Reported(Offences.Value, ""), Is.Empty);
    }

    [Test]
    public void It_is_silent_on_what_is_pure() =>
        Assert.That(Reported(Sources.Snippet("class Planted { object Fine() => (Seqs.Of(1) + Enumerable.Range(0, 3).ToSeq()).Map(i => i + 1).Take(9).Rev(); }"), File.ReadAllText(ListPath)), Is.Empty);

    [Test]
    public void The_list_is_an_additional_file_of_the_domain() =>
        Assert.That(File.ReadAllText(Path.Combine(Sources.Root, "src/Domain/Domain.csproj")), Does.Contain("<AdditionalFiles Include=\"BannedSymbols.txt\" />"));

    [Test]
    public void A_banned_symbol_is_an_error_in_the_domain()
    {
        var sections = Regex.Split(File.ReadAllText(Path.Combine(Sources.Root, ".editorconfig")), @"^(?=\[)", RegexOptions.Multiline);
        Assert.That(sections.Single(section => section.StartsWith("[src/Domain/**.cs]", StringComparison.Ordinal)), Does.Contain("dotnet_diagnostic.RS0030.severity = error"));
    }

    [Test]
    public void Nothing_in_the_domain_switches_the_fence_off() =>
        Assert.That(Sources.Files("src/Domain").Concat(Sources.Files("src/Signatures")).Where(path => File.ReadAllText(path) is var text && (text.Contains("#pragma", StringComparison.Ordinal) || text.Contains("SuppressMessage", StringComparison.Ordinal))), Is.Empty);

    /// <summary>A sequence that shares its array with somebody who writes into it is not immutable: one file may build such ones, of arrays of its own.</summary>
    [Test]
    public void Only_Seqs_gives_an_array_up_to_a_sequence() =>
        Assert.That(
            Sources.Files("src").Where(path => File.ReadAllText(path).Contains("ToSeqUnsafe", StringComparison.Ordinal)).Select(Path.GetFileName), Is.EqualTo(new[] { "Seqs.cs" }));

    static ImmutableArray<Diagnostic> Reported(Compilation compilation, string list) =>
        compilation.WithAnalyzers([Analyzer.Value], new AnalyzerOptions([new BannedList(list)])).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    static readonly Lazy<DiagnosticAnalyzer> Analyzer = new(() =>
    {
        var package = typeof(BannedSymbolsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "BannedApiAnalyzers").Value!;
        var folder = Path.Combine(package, "analyzers/dotnet/cs");
        Assembly.LoadFrom(Path.Combine(folder, "Microsoft.CodeAnalysis.BannedApiAnalyzers.dll"));
        var assembly = Assembly.LoadFrom(Path.Combine(folder, "Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.dll"));
        return (DiagnosticAnalyzer)Activator.CreateInstance(assembly.GetTypes().Single(type => type.Name == "CSharpSymbolIsBannedAnalyzer"))!;
    });

    sealed class BannedList(string text) : AdditionalText
    {
        public override string Path => "BannedSymbols.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
