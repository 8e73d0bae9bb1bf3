namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.a word rest-of-key text</c>: the lines of an encrypted file that hold the text, letter case ignored.</summary>
/// <param name="Files">The files, by the word that names each.</param>
sealed record EncryptedSearchApp(Seq<(string Word, EncryptedFile File)> Files) : IApp
{
    /// <inheritdoc/>
    public string Prefix => ".a";

    /// <inheritdoc/>
    public bool IsSecret => true;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument)
    {
        var (word, _, sought) = WordSplitter.SplitTwo(argument);
        return Files.IsEmpty ? Answers.NotSetUp("Features.AESDecrypt.EncryptedFiles")
            : word.Length == 0 ? Answers.EmptyCommand
            : Find(word).Match(
                file => sought.Length == 0
                    ? Prelude.Left<string, AppRequest>("expected: word rest-of-key text")
                    : new AppRequest.ReadFile(file.Path, SaltedFile.MaxOctets),
                () => Answers.UnknownWord(Files.AsEnumerable().Select(each => each.Word)));
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now)
    {
        var (word, key, sought) = WordSplitter.SplitTwo(argument);
        return response is AppResponse.Read(var content)
            ? Find(word).Bind(file => SaltedFile.Decrypt(file, key, content))
                .Match(text => CommandResult.Ok(MatchingLines.Of(text, sought)), () => CommandResult.Failed(SaltedFile.Unreadable))
            : Answers.Otherwise(response);
    }

    Option<EncryptedFile> Find(string word) => Files.Find(each => string.Equals(each.Word, word, StringComparison.OrdinalIgnoreCase)).Map(each => each.File);
}
