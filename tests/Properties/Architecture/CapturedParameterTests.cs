using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Laitos.Properties.Architecture;

/// <summary>A parameter of a primary constructor that a class captures is a field that could be assigned: none is.</summary>
public class CapturedParameterTests
{
    [Test]
    public void The_domain_assigns_no_captured_parameter() => Assert.That(Offences(Sources.Domain()), Is.Empty);

    [TestCase("class Planted(int n) { public int Next() => n = n + 1; }")]
    [TestCase("class Planted(int n) { public int Next() => n += 1; }")]
    [TestCase("class Planted(int n) { public int Next() => n++; }")]
    [TestCase("class Planted(int n) { public int Next() => --n; }")]
    public void A_planted_assignment_is_reported(string text) => Assert.That(Offences(Sources.Snippet(text)), Is.Not.Empty);

    [TestCase("class Fine(int n) { public int Next() => n + 1; public int Own(int m) => m = n; }")]
    public void Reading_is_not(string text) => Assert.That(Offences(Sources.Snippet(text)), Is.Empty);

    static string[] Offences(CSharpCompilation compilation) =>
        [.. compilation.SyntaxTrees.Select(tree => (Tree: tree, Model: compilation.GetSemanticModel(tree))).SelectMany(each => each.Tree.GetRoot().DescendantNodes()
            .Select(Target).OfType<IdentifierNameSyntax>()
            .Where(IsNameOfCaptured)
            .Where(target => each.Model.GetSymbolInfo(target).Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } })
            .Select(target => $"{target.GetLocation().GetLineSpan()}: {target.Parent}"))];

    /// Few assignments are left for the compiler to be asked about.
    static bool IsNameOfCaptured(IdentifierNameSyntax target) => target.Ancestors().OfType<TypeDeclarationSyntax>()
        .Any(type => type.ParameterList?.Parameters.Any(parameter => parameter.Identifier.ValueText == target.Identifier.ValueText) == true);

    static ExpressionSyntax? Target(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } prefix => prefix.Operand,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } postfix => postfix.Operand,
        _ => null,
    };
}
