using System.Reflection;
using System.Xml.Linq;

namespace Laitos.Integration.Packaging;

/// <summary>
/// What the compiler to machine code is told (docs/adr/0078-native-code.md). It looks for a member by its signature alone, only warns of one that it does not find, and passes over one that has a name instead; and a release takes
/// ten minutes. So the signatures are looked for here.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class NativeCodeTests
{
    const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Test]
    public void Each_member_that_is_left_out_is_there()
    {
        var named = XDocument.Load(Path.Combine(PackagingTests.Source, "src/Shell/Uncompiled.xml")).Descendants("method")
            .Select(method => (Assembly: (string)method.Parent!.Parent!.Attribute("fullname")!, Type: (string)method.Parent.Attribute("fullname")!, Method: (string?)method.Attribute("signature"))).ToList();
        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Where(name => Assembly.Load(name.Assembly).GetType(name.Type)?.GetMethods(All).Any(method => SignatureOf(method) == name.Method) != true), Is.Empty);
    }

    /// A record compares its members, and what compares these two is left out.
    [Test]
    public void No_record_holds_what_cannot_be_compared()
    {
        var records = new[] { typeof(Laitos.Domain.Foundation.Octets), typeof(Laitos.Signatures.ArrivalHashing), typeof(Laitos.Shell.Daemon) }
            .SelectMany(type => type.Assembly.GetTypes()).Where(type => type.GetMethod("PrintMembers", All) is not null).ToList();
        Assert.That(records, Has.Count.GreaterThan(100));
        Assert.That(records.SelectMany(record => record.GetFields(All)).Where(field => field.FieldType.ToString() is var name && (name.Contains("LanguageExt.Validation`2") || name.Contains("LanguageExt.Arr`1"))), Is.Empty);
    }

    /// As the compiler writes it: generic parameters are empty, and a generic method has their number behind its name.
    static string SignatureOf(MethodInfo method) =>
        $"{NameOf(method.ReturnType)} {method.Name}{(method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "")}({string.Join(',', method.GetParameters().Select(each => NameOf(each.ParameterType)))})";

    static string NameOf(Type type) =>
        type.IsGenericParameter ? ""
        : type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.GetGenericTypeDefinition().FullName!.Replace('+', '/')}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>"
        : type.FullName?.Replace('+', '/') ?? type.Name;
}
