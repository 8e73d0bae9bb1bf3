using System.Security.Cryptography;
using System.Text;

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

/// <summary>
/// The file that <c>openssl enc -aes256 -md md5</c> writes: <c>Salted__</c>, 8 octets of salt, then AES-256-CBC with PKCS #7. The key and the initialisation
/// vector that openssl made of the password and the salt are given, so the salt itself is not needed.
/// </summary>
static class SaltedFile
{
    /// <summary>The most octets of a file that is read.</summary>
    public const int MaxOctets = 16 << 20;

    /// <summary>Why it cannot be read. Whatever is wrong is told in the same words, so that trying keys teaches nothing.</summary>
    public const string Unreadable = "the file cannot be decrypted with this key";

    const int HeaderLength = 16;
    const int KeyLength = 32;

    /// <summary>The text in it, UTF-8; none whatever is wrong.</summary>
    /// <param name="file">Its IV and the beginning of its key.</param>
    /// <param name="restOfKey">The rest of the key, hexadecimal.</param>
    /// <param name="content">The octets of the file.</param>
    public static Option<string> Decrypt(EncryptedFile file, string restOfKey, Octets content)
    {
        if (!content.Span.StartsWith("Salted__"u8) || content.Length < HeaderLength
            || !TryHex(file.KeyPrefix.Reveal() + restOfKey, KeyLength, out var key) || !TryHex(file.Iv.Reveal(), HeaderLength, out var iv))
        {
            return Option<string>.None;
        }

        using var aes = Aes.Create();
        aes.Key = key;
        var plain = new byte[content.Length];
        try
        {
            return aes.TryDecryptCbc(content.Span[HeaderLength..], iv, plain, out var length) ? Text(plain.AsSpan(0, length)) : Option<string>.None;
        }
        catch (CryptographicException)
        {
            return Option<string>.None;
        }
    }

    /// One wrong key in 256 gives octets that end like padding: what is no text is not shown either.
    static Option<string> Text(ReadOnlySpan<byte> plain) =>
        System.Text.Unicode.Utf8.IsValid(plain) && !plain.Contains((byte)0) ? Encoding.UTF8.GetString(plain) : Option<string>.None;

    static bool TryHex(string digits, int length, out byte[] octets)
    {
        octets = new byte[length];
        return digits.Length == 2 * length && Convert.FromHexString(digits, octets, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
