using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Laitos.Properties.Architecture;

/// <summary>
/// A literal of a LanguageExt collection compiles to an empty one, without a warning: the compiler calls Add and drops the result.
/// The analyzer of banned symbols does not see it, so this reads the sources.
/// </summary>
public class CollectionExpressionTests
{
    [Test]
    public void The_domain_builds_no_LanguageExt_collection_from_a_literal()
    {
        var literals = Literals(Sources.Domain()).ToList();
        // Those that become a span by way of an argument have none.
        Assert.That(literals.Count(literal => literal.Type.ConvertedType is not (null or IErrorTypeSymbol)), Is.GreaterThan(0.9 * literals.Count).And.GreaterThan(100), "types that the compiler knows");
        Assert.That(literals.Where(OfLanguageExt).Select(Place), Is.Empty);
    }

    [TestCase("Seq<int> Offends() => [1, 2];")]
    [TestCase("Seq<int> Offends() => [];")]
    [TestCase("int Offends() => Count([1]); int Count(Seq<int> s) => s.Count;")]
    [TestCase("(int, Seq<int>) Offends() => (1, [2]);")]
    [TestCase("Seq<int> Offends(bool b) => b ? [1] : default;")]
    [TestCase("Lst<int> Offends() => [1];")]
    [TestCase("Arr<int> Offends() => [1];")]
    [TestCase("LanguageExt.HashSet<int> Offends() => [1];")]
    [TestCase("Seq<int> Offends() => new() { 1 };")]
    [TestCase("object Offends() => new Seq<int> { 1 };")]
    public void A_planted_literal_is_reported(string member) => Assert.That(Literals(Sources.Snippet($"class Planted {{ {member} }}")).Where(OfLanguageExt), Is.Not.Empty);

    [TestCase("int[] Fine() => [1, 2];")]
    [TestCase("object Fine() => new List<int> { 1 };")]
    [TestCase("Seq<int> Fine() => Seqs.Of([1, 2]);")]
    public void Other_literals_are_not(string member) => Assert.That(Literals(Sources.Snippet($"class Planted {{ {member} }}")).Where(OfLanguageExt), Is.Empty);

    /// The compiler is asked about the literals alone: to bind all the rest of the domain takes it half a minute.
    static IEnumerable<(SyntaxNode Node, TypeInfo Type)> Literals(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Select(tree => (Tree: tree, Model: compilation.GetSemanticModel(tree))).SelectMany(each => each.Tree.GetRoot().DescendantNodes()
            .Where(node => node is CollectionExpressionSyntax or BaseObjectCreationExpressionSyntax { Initializer.Expressions.Count: > 0, Initializer.RawKind: (int)SyntaxKind.CollectionInitializerExpression })
            .Select(node => (node, each.Model.GetTypeInfo(node))));

    static bool OfLanguageExt((SyntaxNode Node, TypeInfo Type) literal) =>
        (literal.Type.ConvertedType ?? literal.Type.Type)?.OriginalDefinition.ContainingNamespace?.ToDisplayString() is "LanguageExt"
        || literal.Type.Type?.ContainingNamespace?.ToDisplayString() is "LanguageExt";

    static string Place((SyntaxNode Node, TypeInfo Type) literal) => $"{literal.Node.GetLocation().GetLineSpan()}: {literal.Node}";
}
