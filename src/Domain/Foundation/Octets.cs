using System.Runtime.CompilerServices;
using System.Text;

namespace Laitos.Domain.Foundation;

/// <summary>
/// Immutable octets with equality by content. Printed as escaped Latin-1, so that a transcript reads like the wire.
/// A slice shares the storage of its origin: nothing is copied.
/// </summary>
/// <param name="memory">The octets. Whoever passes an array gives it up.</param>
public readonly struct Octets(ReadOnlyMemory<byte> memory) : IEquatable<Octets>
{
    /// <summary>The octets, to read.</summary>
    public ReadOnlySpan<byte> Span => memory.Span;

    /// <summary>The octets, to hand on to a writer without copying.</summary>
    public ReadOnlyMemory<byte> Memory => memory;

    /// <summary>How many octets.</summary>
    public int Length => memory.Length;

    /// <summary>True when there are none.</summary>
    public bool IsEmpty => memory.IsEmpty;

    /// <summary>No octets.</summary>
    public static Octets Empty => default;

    /// <summary>Octets of their own, copied from a span.</summary>
    public static Octets Copy(ReadOnlySpan<byte> span) => span.IsEmpty ? default : new(span.ToArray());

    /// <summary>The UTF-8 form of a text; ASCII text gives one octet for each character.</summary>
    public static Octets Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The UTF-8 form of an interpolated text, which is never made a string.</summary>
    public static Octets Utf8(ref DefaultInterpolatedStringHandler text)
    {
        var octets = new byte[Encoding.UTF8.GetByteCount(text.Text)];
        Encoding.UTF8.GetBytes(text.Text, octets);
        text.Clear();
        return new(octets);
    }

    /// <summary>One octet for each character below U+0100; used to write octets down in tests and documents.</summary>
    public static Octets Latin1(string text) => new(Encoding.Latin1.GetBytes(text));

    /// <summary>A part of these octets, sharing their storage.</summary>
    public Octets Slice(int start, int length) => new(memory.Slice(start, length));

    /// <summary>The part from <paramref name="start"/> to the end, sharing the storage.</summary>
    public Octets Slice(int start) => new(memory[start..]);

    /// <summary>The octets read as UTF-8; an octet that is not UTF-8 becomes U+FFFD.</summary>
    public string ToUtf8() => Encoding.UTF8.GetString(Span);

    /// <summary>The octets as one character each (Latin-1).</summary>
    public string ToLatin1() => Encoding.Latin1.GetString(Span);

    /// <inheritdoc/>
    public bool Equals(Octets other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Octets other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Octets left, Octets right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Octets left, Octets right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Printable.Escape(ToLatin1());
}
