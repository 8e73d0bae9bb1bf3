using System.Runtime.CompilerServices;

namespace Laitos.Domain.Foundation;

/// <summary>A value that must not be shown: it prints as <c>***</c> wherever a record that holds it is printed.</summary>
public sealed class Secret(string value) : IEquatable<Secret>
{
    /// <summary>The value itself, for the one place that needs it.</summary>
    public string Reveal() => value;

    /// <summary>True for the same text. All of it is compared, in a time that tells nothing but whether the lengths agree.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public bool IsSameAs(ReadOnlySpan<char> text)
    {
        if (text.Length != value.Length)
        {
            return false;
        }

        var difference = 0;
        for (var i = 0; i < text.Length; i++)
        {
            difference |= text[i] ^ value[i];
        }

        return difference == 0;
    }

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
