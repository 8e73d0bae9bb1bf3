using System.Text.Json;
using NUnit.Framework;

namespace Laitos.Properties.Support;

/// <summary>Recorded data that stand beside the checkout in <c>../shared</c>; a test that reads them is skipped where they are absent.</summary>
public static class Suites
{
    static readonly string? Root = Find(new DirectoryInfo(TestContext.CurrentContext.TestDirectory));

    /// <summary>The path of a file below <c>shared</c>, or the test is skipped and says why.</summary>
    public static string Path(string name)
    {
        var path = Root is null ? null : System.IO.Path.Combine(Root, name);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
        {
            // Not Assert.Ignore, which is an error within Assert.Multiple.
            throw new IgnoreException($"recorded data ../shared/{name} do not stand beside this checkout");
        }

        return path;
    }

    /// <summary>The objects of a file of JSON lines.</summary>
    public static IEnumerable<JsonElement> Lines(string name) =>
        File.ReadLines(Path(name)).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement);

    static string? Find(DirectoryInfo? from)
    {
        for (; from is not null; from = from.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(from.FullName, "Laitos.Functional.sln")))
            {
                var shared = System.IO.Path.Combine(from.Parent?.FullName ?? "/", "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
