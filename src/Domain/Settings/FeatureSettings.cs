namespace Laitos.Domain.Settings;

/// <summary>The section <c>Features</c>: what a command can run. An app that nothing is set up for says so when it is called.</summary>
/// <param name="Shell">The shell.</param>
/// <param name="OneTimeCodes">The encrypted file with the keys of accounts (<c>TwoFACodeGenerator</c>).</param>
/// <param name="EncryptedFiles">Encrypted files that can be searched, by the word that names each (<c>AESDecrypt</c>).</param>
/// <param name="TextFiles">Paths of text files that can be searched, by the word that names each (<c>TextSearch</c>).</param>
/// <param name="News">Sources of news, RSS or Atom (<c>RSS</c>).</param>
/// <param name="Programs">Programs of the owner, by name; each prefix once.</param>
public sealed record FeatureSettings(
    ShellSettings Shell,
    Option<EncryptedFileSetting> OneTimeCodes,
    Seq<(string Word, EncryptedFileSetting File)> EncryptedFiles,
    Seq<(string Word, string Path)> TextFiles,
    Seq<Uri> News,
    Seq<(string Name, ProgramSetting Program)> Programs)
{
    /// <summary>What holds where the configuration names nothing.</summary>
    public static FeatureSettings Default { get; } = new(ShellSettings.Default, Option<EncryptedFileSetting>.None, default, default, default, default);
}

/// <summary>The section <c>Features.Shell</c>.</summary>
/// <param name="Unrestricted">True when any statement may be run; otherwise only harmless commands of one word.</param>
/// <param name="InterpreterPath">The shell; none for the first that the system has.</param>
public sealed record ShellSettings(bool Unrestricted, Option<string> InterpreterPath)
{
    /// <summary>Only harmless commands, by the first shell that the system has.</summary>
    public static ShellSettings Default { get; } = new(false, Option<string>.None);
}

/// <summary>A file as <c>openssl enc -aes256 -md md5</c> writes it; the rest of its key comes with the command.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Iv">The initialisation vector, 32 hexadecimal digits.</param>
/// <param name="KeyPrefix">The beginning of the key, an even number of hexadecimal digits, at most 64; may be empty.</param>
public sealed record EncryptedFileSetting(string Path, Secret Iv, Secret KeyPrefix);

/// <summary>A program that the owner has added.</summary>
/// <param name="Prefix">What its commands begin with: a point and 1 to 16 ASCII letters or digits, lower case; no prefix of an app that comes with the daemon.</param>
/// <param name="Path">The program, an absolute path.</param>
/// <param name="Arguments">Its arguments; <c>{argument}</c> in them stands for what follows the prefix.</param>
public sealed record ProgramSetting(string Prefix, string Path, Seq<string> Arguments);
