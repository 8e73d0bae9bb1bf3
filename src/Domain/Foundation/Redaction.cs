namespace Laitos.Domain.Foundation;

/// <summary>
/// Hides known secrets in text of any origin: whoever writes a password where none belongs, in a subject say, does not bring it into the log.
/// </summary>
/// <param name="Hidden">The secrets that are looked for.</param>
public sealed record Redaction(Seq<Secret> Hidden)
{
    /// <summary>The fewest characters of a secret that is looked for: a shorter one would hide half of the text.</summary>
    public const int Shortest = 7;

    /// <summary>Hides nothing.</summary>
    public static Redaction None { get; } = new(default(Seq<Secret>));

    /// <summary>Hides these secrets, as far as they are long enough; a longer one before a shorter.</summary>
    public static Redaction Of(Seq<Secret> secrets) => new(secrets.AsEnumerable()
        .Where(secret => secret.Reveal().Length >= Shortest)
        .Distinct()
        .OrderByDescending(secret => secret.Reveal().Length)
        .Gather());

    /// <summary>The text with <c>***</c> in the place of each secret.</summary>
    public string Apply(string text) => Hidden.Fold(text, (shown, secret) => shown.Replace(secret.Reveal(), "***", StringComparison.Ordinal));
}
