using System.Reflection;
using System.Xml.Linq;
using LanguageExt;

namespace Laitos.Integration.Packaging;

/// <summary>What the compiler to machine code is told (docs/adr/0078-native-code.md). It only warns of a name that it does not find, and a release takes ten minutes; so the names are looked for here.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NativeCodeTests
{
    const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Test]
    public void Each_member_that_is_left_out_is_there()
    {
        var named = XDocument.Load(Path.Combine(PackagingTests.Source, "src/Shell/Uncompiled.xml")).Descendants("method")
            .Select(method => (Type: (string)method.Parent!.Attribute("fullname")!, Method: (string)method.Attribute("name")!)).ToList();
        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Where(name => typeof(Unit).Assembly.GetType(name.Type)?.GetMethods(All).Any(method => method.Name == name.Method) != true), Is.Empty);
    }
}
