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
