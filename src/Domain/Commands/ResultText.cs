namespace Laitos.Domain.Commands;

/// <summary>The one text that a result is shown as.</summary>
public static class ResultText
{
    /// <summary>What is shown in the place of a text without anything visible.</summary>
    public const string Empty = "EMPTY OUTPUT";

    /// <summary>The error and the output, <c>error|output</c>; one alone without the bar.</summary>
    public static string Combine(CommandResult result) =>
        string.Join('|', result.Error.AsEnumerable().Append(result.Output).Where(part => part.Length > 0));

    /// <summary>The text itself, or <see cref="Empty"/>.</summary>
    public static string OrEmpty(string text) => Blanks.Trim(text).IsEmpty ? Empty : text;
}
