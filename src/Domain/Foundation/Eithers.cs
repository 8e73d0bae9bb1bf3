using System.Diagnostics.CodeAnalysis;

namespace Laitos.Domain.Foundation;

/// <summary>Either taken apart without closures, where a step of each mail would make them: <c>Map</c> and <c>Bind</c> allocate four objects each.</summary>
static class Eithers
{
    /// <summary>True for a right value.</summary>
    /// <param name="either">Either value.</param>
    /// <param name="right">The right value, if it is one.</param>
    /// <param name="left">The left value otherwise.</param>
    public static bool IsRight<L, R>(this Either<L, R> either, [MaybeNullWhen(false)] out R right, [MaybeNullWhen(true)] out L left)
    {
        (right, left) = either.Match(Right: static found => (found, default(L)!), Left: static fault => (default(R)!, fault));
        return either.IsRight;
    }
}
