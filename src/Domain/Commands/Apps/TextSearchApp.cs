using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.g word text</c>: the lines of a text file that hold the text, letter case ignored.</summary>
/// <param name="Files">The files, by the word that names each.</param>
sealed record TextSearchApp(Seq<(string Word, string Path)> Files) : IApp
{
    const int MaxOctets = 16 << 20;

    /// <inheritdoc/>
    public string Prefix => ".g";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument)
    {
        var (word, sought) = WordSplitter.Split(argument);
        return Files.IsEmpty ? Answers.NotSetUp("Features.TextSearch.FilePaths")
            : word.Length == 0 ? Answers.EmptyCommand
            : Files.Find(each => string.Equals(each.Word, word, StringComparison.OrdinalIgnoreCase)).Match(
                each => sought.Length == 0
                    ? Prelude.Left<string, AppRequest>("expected: word text")
                    : new AppRequest.ReadFile(each.Path, MaxOctets),
                () => Answers.UnknownWord(Files.AsEnumerable().Select(each => each.Word)));
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) =>
        response is AppResponse.Read(var content)
            ? CommandResult.Ok(MatchingLines.Of(content.ToUtf8(), WordSplitter.Split(argument).Behind))
            : Answers.Otherwise(response);
}

/// <summary>The lines of a text that hold another text.</summary>
static class MatchingLines
{
    const int MaxCharacters = 1 << 20;

    /// <summary>Those lines, LF behind each, no more of them than fit into 1 Mi characters. Letter case is ignored.</summary>
    public static string Of(string text, string sought)
    {
        var found = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Contains(sought, StringComparison.OrdinalIgnoreCase) && found.Length + line.Length < MaxCharacters)
            {
                found.Append(line).Append('\n');
            }
        }

        return found.ToString();
    }
}
