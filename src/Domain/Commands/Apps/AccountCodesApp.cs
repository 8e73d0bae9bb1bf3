namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.2 rest-of-key account</c>: the one-time codes of all accounts whose names hold the text, from an encrypted file with lines <c>account: key</c>.</summary>
/// <param name="File">The file.</param>
sealed record AccountCodesApp(Option<EncryptedFile> File) : IApp
{
    /// <inheritdoc/>
    public string Prefix => ".2";

    /// <inheritdoc/>
    public bool IsSecret => true;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument)
    {
        var (_, account) = WordSplitter.Split(argument);
        return File.Match(
            file => argument.Length == 0 ? Answers.EmptyCommand
                : account.Length == 0 ? Prelude.Left<string, AppRequest>("expected: rest-of-key account")
                : new AppRequest.ReadFile(file.Path, SaltedFile.MaxOctets),
            () => Answers.NotSetUp("Features.TwoFACodeGenerator.SecretFile"));
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now)
    {
        var (key, account) = WordSplitter.Split(argument);
        return response is AppResponse.Read(var content)
            ? File.Bind(file => SaltedFile.Decrypt(file, key, content))
                .Match(text => CommandResult.Ok(AccountCodes.Of(text, account, now)), () => CommandResult.Failed(SaltedFile.Unreadable))
            : Answers.Otherwise(response);
    }
}
