namespace Laitos.Domain.Foundation;

/// <summary>Why a text is not an instance of a grammar.</summary>
/// <param name="Expected">The rule that was looked for, in the words of its RFC.</param>
/// <param name="Found">What stood there instead: escaped, at most 60 characters.</param>
public sealed record SyntaxError(string Expected, string Found)
{
    /// <summary>An error that quotes a bounded excerpt of what was found.</summary>
    public static SyntaxError At(string expected, string found) => new(expected, Printable.Excerpt(found, 60));

    /// <inheritdoc/>
    public override string ToString() => $"expected {Expected}, found \"{Found}\"";
}
