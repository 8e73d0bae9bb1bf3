using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Laitos.Properties.Architecture;

/// <summary>The fences of banned symbols around the domain (what is not pure) and the shell (what blocks a thread): that each line guards something, and that the analyzer fires.</summary>
public class BannedSymbolsTests
{
    const string OfDomain = "src/Domain/BannedSymbols.txt";

    const string OfShell = "src/Shell/BannedSymbols.txt";

    static string List(string path) => File.ReadAllText(Path.Combine(Sources.Root, path));

    [TestCase(OfDomain)]
    [TestCase(OfShell)]
    public void Every_line_names_a_symbol_that_exists(string list)
    {
        var compilation = Sources.Snippet("class Planted;");
        Assert.That(
            List(list).Split('\n').Where(line => line.Length > 0).Select(line => line.Split(';')[0])
                .Where(id => DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation).IsEmpty),
            Is.Empty);
    }

    [Test]
    public void A_misspelt_line_names_nothing() =>
        Assert.That(DocumentationCommentId.GetSymbolsForDeclarationId("M:System.Guid.NewGuide", Sources.Snippet("class Planted;")), Is.Empty);

    static readonly string[] Impure =
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

    static readonly string[] Blocking =
    [
        "System.Threading.Tasks.Task.FromResult(1).Result",
        "System.Threading.Tasks.Task.FromResult(1).Wait(1)",
        "System.Threading.Tasks.Task.FromResult(1).GetAwaiter().GetResult()",
        "System.Threading.Tasks.Task.FromResult(1).ConfigureAwait(false).GetAwaiter().GetResult()",
        "new System.Threading.Tasks.ValueTask<int>(1).Result",
        "new System.Threading.ManualResetEventSlim()",
        "new Npgsql.NpgsqlCommand().ExecuteScalar()",
        "new Npgsql.NpgsqlCommand().ExecuteScalarAsync()",
        "new Npgsql.NpgsqlCommand().ExecuteScalarAsync(default)",
        "new Npgsql.NpgsqlCommand().ExecuteReader()",
        "new Npgsql.NpgsqlCommand().ExecuteNonQuery()",
        "new Npgsql.NpgsqlBatch().ExecuteReader()",
        "new Npgsql.NpgsqlConnection().BeginTransaction()",
        "((Npgsql.NpgsqlDataReader)null!).Read()",
        "((Npgsql.NpgsqlDataReader)null!).NextResult()",
    ];

    /// All of them in one compilation, each in a file of its own.
    static CSharpCompilation Compiled(string[] offending) => offending.Select((expression, number) => $"class Planted{number} {{ object Offends() => {expression}; }}")
        .Aggregate(Sources.Snippet("class Planted;"), (compilation, text) => compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14), text)));

    static string[] Reports(string[] offending, string list) =>
        [.. Reported(Compiled(offending), List(list)).Where(each => each.Id == "RS0030").Select(each => each.Location.SourceTree!.FilePath)];

    static readonly Lazy<string[]> DomainReports = new(() => Reports(Impure, OfDomain));

    static readonly Lazy<string[]> ShellReports = new(() => Reports(Blocking, OfShell));

    [TestCaseSource(nameof(Impure))]
    public void It_fires_on(string expression) => Assert.That(DomainReports.Value.Any(file => file.Contains($" => {expression}; ", StringComparison.Ordinal)));

    /// <summary>Behind a wait for a socket the thread may be the one that reads all of them: a call that blocks there stopped a daemon for half a minute.</summary>
    [TestCaseSource(nameof(Blocking))]
    public void In_the_shell_it_fires_on(string expression) => Assert.That(ShellReports.Value.Any(file => file.Contains($" => {expression}; ", StringComparison.Ordinal)));

    [Test]
    public void Without_the_lists_nothing_guards()
    {
        var offences = Compiled([.. Impure, .. Blocking]);
        Assert.That(offences.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error), Is.Empty);
        Assert.That(Reported(offences, ""), Is.Empty);
    }

    [Test]
    public void It_is_silent_on_what_is_pure() =>
        Assert.That(Reported(Sources.Snippet("class Planted { object Fine() => (Seqs.Of(1) + Enumerable.Range(0, 3).ToSeq()).Map(i => i + 1).Take(9).Rev(); }"), List(OfDomain)), Is.Empty);

    [TestCase("src/Domain/Domain.csproj")]
    [TestCase("src/Shell/Shell.csproj")]
    public void The_list_is_an_additional_file_of_its_project(string project) =>
        Assert.That(File.ReadAllText(Path.Combine(Sources.Root, project)), Does.Contain("<AdditionalFiles Include=\"BannedSymbols.txt\" />").And.Contain("\"Microsoft.CodeAnalysis.BannedApiAnalyzers\""));

    [TestCase("[src/Domain/**.cs]")]
    [TestCase("[src/Shell/**.cs]")]
    public void A_banned_symbol_is_an_error_in(string files)
    {
        var sections = Regex.Split(File.ReadAllText(Path.Combine(Sources.Root, ".editorconfig")), @"^(?=\[)", RegexOptions.Multiline);
        Assert.That(sections.Single(section => section.StartsWith(files, StringComparison.Ordinal)), Does.Contain("dotnet_diagnostic.RS0030.severity = error"));
    }

    [Test]
    public void Nothing_in_the_shell_switches_the_fence_off() =>
        Assert.That(Sources.Files("src/Shell").Where(path => File.ReadAllText(path).Contains("RS0030", StringComparison.Ordinal)), Is.Empty);

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
