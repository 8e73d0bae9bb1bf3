using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
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

    [TestCase("System.IO.File.ReadAllText(\"x\")")]
    [TestCase("new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp)")]
    [TestCase("new System.Net.Http.HttpClient()")]
    [TestCase("System.Threading.Tasks.Task.FromResult(1)")]
    [TestCase("new System.Threading.Lock()")]
    [TestCase("System.Console.In")]
    [TestCase("System.Diagnostics.Process.GetCurrentProcess()")]
    [TestCase("System.Diagnostics.Stopwatch.GetTimestamp()")]
    [TestCase("System.Environment.MachineName")]
    [TestCase("System.TimeProvider.System")]
    [TestCase("DateTime.UtcNow")]
    [TestCase("DateTime.Now")]
    [TestCase("DateTimeOffset.UtcNow")]
    [TestCase("new Random(1)")]
    [TestCase("Random.Shared.Next()")]
    [TestCase("Guid.NewGuid()")]
    [TestCase("System.Security.Cryptography.RandomNumberGenerator.GetInt32(9)")]
    [TestCase("\"x\".ToLower()")]
    [TestCase("\"x\".StartsWith(\"x\")")]
    [TestCase("new Seq<int> { 1 }")]
    [TestCase("new Lst<int> { 1 }")]
    [TestCase("1.Cons(Seqs.Of(2))")]
    [TestCase("Prelude.Right<int, int>(1).Where(i => i > 0)")]
    [TestCase("Prelude.Right<int, int>(1).Filter(i => i > 0)")]
    public void It_fires_on(string expression)
    {
        var compilation = Sources.Snippet($"class Planted {{ object Offends() => {expression}; }}");
        Assert.That(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error), Is.Empty);
        Assert.That(Reported(compilation, File.ReadAllText(ListPath)), Does.Contain("RS0030"));
        Assert.That(Reported(compilation, ""), Is.Empty, "without the list nothing guards");
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

    static string[] Reported(Compilation compilation, string list) =>
        [.. compilation.WithAnalyzers([Analyzer.Value], new AnalyzerOptions([new BannedList(list)])).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Select(d => d.Id)];

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
