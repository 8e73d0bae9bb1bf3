namespace Laitos.Domain.Commands;

/// <summary>What is replaced in a command before it runs (laitos' TranslateSequences): characters that some keyboards lack.</summary>
public static class Translate
{
    /// <summary>
    /// The text after all replacements, one after the other, letter case observed; what the first puts in, the next may replace. A replacement of nothing does
    /// nothing. A text that has grown over <see cref="CommandPolicy.MaxLength"/> grows no further: it is refused anyway.
    /// </summary>
    public static string Apply(Seq<Translation> translations, string text) =>
        translations.Fold(text, (current, translation) =>
            translation.Sought.Length == 0 || current.Length > CommandPolicy.MaxLength
                ? current
                : current.Replace(translation.Sought, translation.Put, StringComparison.Ordinal));
}
