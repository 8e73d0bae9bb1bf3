using System.Text;

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

/// <summary>The one-time codes of accounts (RFC 6238).</summary>
static class AccountCodes
{
    const int MaxAccounts = 1000;

    /// <summary>A line <c>account: previous current next</c> for each account whose name holds a text, letter case ignored.</summary>
    /// <param name="accounts">Lines <c>account: key</c>, the key in base32; blanks and hyphens in it do not count.</param>
    /// <param name="sought">The text.</param>
    /// <param name="now">The time.</param>
    public static string Of(string accounts, string sought, Instant now)
    {
        var found = new StringBuilder();
        var left = MaxAccounts;
        foreach (var line in accounts.AsSpan().EnumerateLines())
        {
            var colon = line.LastIndexOf(':');
            if (left > 0 && colon >= 0 && line[..colon].Contains(sought, StringComparison.OrdinalIgnoreCase))
            {
                left--;
                found.Append(line[..colon].Trim()).Append(": ").Append(Codes(line[(colon + 1)..].ToString(), now)).Append('\n');
            }
        }

        return found.ToString();
    }

    static string Codes(string key, Instant now) =>
        Totp.Codes(key.Replace("-", "", StringComparison.Ordinal), now).Match(
            codes => $"{codes.Previous.Reveal()} {codes.Current.Reveal()} {codes.Next.Reveal()}",
            () => "its key is not base32");
}
