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

/// <summary>
/// Hides known secrets in text of any origin: whoever writes a password where none belongs, in a subject say, does not bring it into the log.
/// </summary>
/// <param name="Hidden">The secrets that are looked for.</param>
public sealed record Redaction(Seq<Secret> Hidden)
{
    /// <summary>The fewest characters of a secret that is looked for: a shorter one would hide half of the text.</summary>
    public const int Shortest = 7;

    /// <summary>Hides these secrets, as far as they are long enough; a longer one before a shorter.</summary>
    public static Redaction Of(Seq<Secret> secrets) => new(secrets.AsEnumerable()
        .Where(secret => secret.Reveal().Length >= Shortest)
        .Distinct()
        .OrderByDescending(secret => secret.Reveal().Length)
        .Gather());

    /// <summary>The text with <c>***</c> in the place of each secret.</summary>
    public string Apply(string text)
    {
        var shown = text;
        for (var i = 0; i < Hidden.Count; i++)
        {
            shown = shown.Replace(Hidden[i].Reveal(), "***", StringComparison.Ordinal);
        }

        return shown;
    }
}
