using Laitos.Domain.Message;

namespace Laitos.Properties.Message;

/// <summary>A quoted string says what was meant, and ends where it ends.</summary>
public class QuotedStringLaws
{
    [Property(MaxTest = 300)]
    public Property What_is_quoted_is_read_back_and_is_one_string() =>
        Prop.ForAll(Gen.Elements("\"", "\\", "a", " ", "@", ",", "é").ListOf().Select(parts => string.Concat(parts)).ToArbitrary(), meaning =>
        {
            var quoted = QuotedString.Write(meaning);
            var bare = quoted[1..^1].Replace("\\\\", "", StringComparison.Ordinal).Replace("\\\"", "", StringComparison.Ordinal);
            return QuotedString.Read(quoted[1..^1]) == meaning && !bare.Contains('"', StringComparison.Ordinal) && !bare.Contains('\\', StringComparison.Ordinal);
        });
}
