using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Laitos.Properties.Architecture;

/// <summary>
/// A name means one thing: no two types of the solution have the same name, whatever their namespaces. Cases of unions are read behind the name of their
/// union (<c>SessionInput.Connected</c>, <c>RelayInput.Connected</c>), so they may repeat one another.
/// </summary>
public class TypeNameTests
{
    [Test]
    public void No_name_is_that_of_two_types() => Assert.That(Repeated(Declared("src").Concat(Declared("tests"))), Is.Empty);

    [Test]
    public void A_planted_repetition_is_reported() => Assert.That(
        Repeated(Types("record A; record B;", "one.cs").Concat(Types("namespace Elsewhere { class B; class C<T>; } class C;", "two.cs"))), Is.EqualTo(new[] { "B in one.cs and two.cs" }));

    [Test]
    public void A_case_of_a_union_may_repeat_another_and_is_no_type_of_its_own() => Assert.That(
        Repeated(Types("record A { record X : A; } record B { record X : B; }", "one.cs")), Is.Empty);

    static IEnumerable<(string Name, string Place)> Declared(string folder) =>
        Sources.Files(folder).SelectMany(path => Types(File.ReadAllText(path), Path.GetRelativePath(Sources.Root, path)));

    /// The types that stand in no other type. A generic type and its companion without parameters count as two names.
    static IEnumerable<(string Name, string Place)> Types(string text, string place) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14)).GetRoot()
            .DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
            .Select(node => node switch
            {
                TypeDeclarationSyntax type => $"{type.Identifier.ValueText}{type.TypeParameterList}",
                EnumDeclarationSyntax type => type.Identifier.ValueText,
                DelegateDeclarationSyntax type => type.Identifier.ValueText,
                _ => "",
            })
            .Where(name => name.Length > 0)
            .Select(name => (name, place));

    static IEnumerable<string> Repeated(IEnumerable<(string Name, string Place)> types) =>
        types.GroupBy(type => type.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} in {string.Join(" and ", group.Select(type => type.Place))}");
}
