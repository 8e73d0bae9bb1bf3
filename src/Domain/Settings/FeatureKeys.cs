namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>Features</c>. laitos has more of them: see <see cref="UnknownKeys.Allowed"/>.</summary>
static class FeatureKeys
{
    /// <summary>The octets of a block of AES, and so of an initialisation vector.</summary>
    const int Block = 16;

    /// <summary>The octets of a key of AES-256.</summary>
    const int Key = 32;

    static SettingFormat<string> Path { get; } = SettingFormats.Checked(SettingFormats.Words, path => path.Length > 0, "a path");

    static SettingFormat<EncryptedFileSetting> EncryptedFile { get; } = SettingSection.Format(
        Seqs.Of(
            SettingKey.Of("FilePath", Path, (EncryptedFileSetting s) => s.Path, (s, v) => s with { Path = v }, required: true),
            SettingKey.Of("HexIV", SecretFormats.Hex(Block, Block), (EncryptedFileSetting s) => s.Iv, (s, v) => s with { Iv = v }, required: true),
            SettingKey.Of("HexKeyPrefix", SecretFormats.Hex(0, Key), (EncryptedFileSetting s) => s.KeyPrefix, (s, v) => s with { KeyPrefix = v })),
        new EncryptedFileSetting("", new Secret(""), new Secret("")));

    static Seq<SettingKey<ShellSettings>> Shell { get; } = Seqs.Of(
        SettingKey.Of("Unrestricted", SettingFormats.Flag, (ShellSettings s) => s.Unrestricted, (s, v) => s with { Unrestricted = v }),
        SettingKey.Maybe("InterpreterPath", Path, (ShellSettings s) => s.InterpreterPath, (s, v) => s with { InterpreterPath = v }));

    static SettingFormat<Uri> Source { get; } = SettingFormats.Parsed(
        "the address of a feed such as https://example.com/news.xml",
        text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri
            : (Either<SyntaxError, Uri>)SyntaxError.At("address of a feed", text),
        uri => uri.OriginalString);

    internal static Seq<SettingKey<FeatureSettings>> Table { get; } = Seqs.Of(
        SettingKey.Nested("Shell", Shell, ShellSettings.Default, (FeatureSettings s) => s.Shell, (s, v) => s with { Shell = v }),
        SettingKey.Nested(
            "TwoFACodeGenerator", Seqs.Of(SettingKey.Maybe<Option<EncryptedFileSetting>, EncryptedFileSetting>("SecretFile", EncryptedFile, s => s, (_, v) => v)),
            Option<EncryptedFileSetting>.None, (FeatureSettings s) => s.OneTimeCodes, (s, v) => s with { OneTimeCodes = v }),
        SettingKey.Nested(
            "AESDecrypt", "EncryptedFiles", WordTable.Of(EncryptedFile, "WORD"), default,
            (FeatureSettings s) => s.EncryptedFiles, (s, v) => s with { EncryptedFiles = v }),
        SettingKey.Nested("TextSearch", "FilePaths", WordTable.Of(Path, "WORD"), default, (FeatureSettings s) => s.TextFiles, (s, v) => s with { TextFiles = v }),
        SettingKey.Nested("RSS", "Sources", SettingFormats.List(Source, nonEmpty: false), default, (FeatureSettings s) => s.News, (s, v) => s with { News = v }),
        SettingKey.Of("Programs", ProgramKeys.Format, (FeatureSettings s) => s.Programs, (s, v) => s with { Programs = v }));
}
