using Laitos.Properties.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Laitos.Properties.Documents;

/// <summary>The program that README shows compiles against the library and prints what README says.</summary>
[NonParallelizable]
public class ReadmeProgram
{
    const string GlobalUsings = "global using System; global using System.Linq;";

    [Test]
    public void It_compiles_and_prints_what_is_promised()
    {
        var readme = File.ReadAllText(Path.Combine(Sources.Root, "README.md"));
        var printed = Run(Block(readme, "```csharp"));
        Assert.That(printed, Does.EndWith(Block(readme, "The last lines that it prints:\n\n```")));
    }

    static string Block(string text, string opening)
    {
        var start = text.IndexOf(opening, StringComparison.Ordinal) + opening.Length + 1;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    static string Run(string program)
    {
        var compilation = CSharpCompilation.Create(
            "readme",
            [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(GlobalUsings)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.That(result.Diagnostics.Where(each => each.Severity >= DiagnosticSeverity.Warning), Is.Empty);
        var before = Console.Out;
        using var output = new StringWriter { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            var entry = System.Reflection.Assembly.Load(image.ToArray()).EntryPoint!;
            entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString();
    }
}
