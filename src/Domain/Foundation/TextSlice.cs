namespace Laitos.Domain.Foundation;

/// <summary>
/// Immutable characters (UTF-16) with equality by content, as <see cref="Octets"/> are for octets. A slice shares the storage of its origin: nothing is copied.
/// </summary>
/// <param name="memory">The characters.</param>
public readonly struct TextSlice(ReadOnlyMemory<char> memory) : IEquatable<TextSlice>
{
    /// <summary>A stretch of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first character.</param>
    /// <param name="length">How many.</param>
    public TextSlice(string text, int start, int length)
        : this(text.AsMemory(start, length))
    {
    }

    /// <summary>The characters, to read.</summary>
    public ReadOnlySpan<char> Span => memory.Span;

    /// <summary>A whole text.</summary>
    public static TextSlice Of(string text) => new(text.AsMemory());

    /// <inheritdoc/>
    public bool Equals(TextSlice other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TextSlice other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Span);

    /// <summary>Equality by content.</summary>
    public static bool operator ==(TextSlice left, TextSlice right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(TextSlice left, TextSlice right) => !left.Equals(right);

    /// <summary>The characters as a text of their own.</summary>
    public override string ToString() => memory.ToString();
}
