using System.Text.Json;
using Laitos.Domain.Commands.Apps;

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
    Option<EncryptedFile> OneTimeCodes,
    Seq<(string Word, EncryptedFile File)> EncryptedFiles,
    Seq<(string Word, string Path)> TextFiles,
    Seq<WebAddress> News,
    Seq<(string Name, ProgramRule Program)> Programs)
{
    /// <summary>What rescuers should know of the owner (<c>SendMail</c>); without it there are no calls for help.</summary>
    public Option<string> SosPersonalInfo { get; init; }

    /// <summary>Where jokes are told (<c>Joke</c>).</summary>
    public Seq<WebAddress> Jokes { get; init; } = Seqs.Of(new WebAddress(new("https://api.chucknorris.io/jokes/random")), new WebAddress(new("https://icanhazdadjoke.com/")));

    /// <summary>Mailboxes of the owner, by the word that names each (<c>IMAPAccounts</c>).</summary>
    public Seq<(string Word, ImapAccountSettings Account)> ImapAccounts { get; init; }

    /// <summary>The account at WolframAlpha.</summary>
    public WolframAlphaSettings WolframAlpha { get; init; } = WolframAlphaSettings.Default;

    /// <summary>The account at Twilio.</summary>
    public TwilioSettings Twilio { get; init; } = TwilioSettings.Default;

    /// <summary>What holds where the configuration names nothing.</summary>
    public static FeatureSettings Default { get; } = new(ShellSettings.Default, Option<EncryptedFile>.None, default, default, default, default);
}

/// <summary>The section <c>Features.Shell</c>.</summary>
/// <param name="Unrestricted">True when any statement may be run; otherwise only harmless commands of one word.</param>
/// <param name="InterpreterPath">The shell; none for the first that the system has.</param>
public sealed record ShellSettings(bool Unrestricted, Option<string> InterpreterPath)
{
    /// <summary>Only harmless commands, by the first shell that the system has.</summary>
    public static ShellSettings Default { get; } = new(false, Option<string>.None);
}

/// <summary>The keys of the section <c>Features</c>. laitos has more of them: see <see cref="UnknownKeys.Allowed"/>.</summary>
static class FeatureKeys
{
    /// <summary>The octets of a block of AES, and so of an initialisation vector.</summary>
    const int Block = 16;

    /// <summary>The octets of a key of AES-256.</summary>
    const int Key = 32;

    static SettingFormat<string> Path { get; } = SettingFormats.Checked(SettingFormats.Words, path => path.Length > 0, "a path");

    /// <summary>A text of up to 4096 characters, which may have several lines.</summary>
    static SettingFormat<string> Paragraphs { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.String && SettingProblems.Text(value) is { Length: <= 4096 } text && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) && !text.Contains('\ufffd', StringComparison.Ordinal)
            ? SettingProblems.None(text)
            : SettingProblems.At<string>(path, SettingProblems.Show(value), "a text of at most 4096 characters without control characters other than line ends"),
        text => text);

    /// <summary>laitos' names of apps that are here and have nothing to set.</summary>
    internal static Seq<string> WithoutSettings { get; } = Seqs.Of("EnvControl", "PublicContact", "MessageBank");

    static SettingFormat<EncryptedFile> EncryptedFile { get; } = SettingSection.Format(
        Seqs.Of(
            SettingKey.Of("FilePath", Path, (EncryptedFile s) => s.Path, (s, v) => s with { Path = v }, required: true),
            SettingKey.Of("HexIV", SecretFormats.Hex(Block, Block), (EncryptedFile s) => s.Iv, (s, v) => s with { Iv = v }, required: true),
            SettingKey.Of("HexKeyPrefix", SecretFormats.Hex(0, Key), (EncryptedFile s) => s.KeyPrefix, (s, v) => s with { KeyPrefix = v })),
        new EncryptedFile("", new Secret(""), new Secret("")));

    static Seq<SettingKey<ShellSettings>> Shell { get; } = Seqs.Of(
        SettingKey.Of("Unrestricted", SettingFormats.Flag, (ShellSettings s) => s.Unrestricted, (s, v) => s with { Unrestricted = v }),
        SettingKey.Maybe("InterpreterPath", Path, (ShellSettings s) => s.InterpreterPath, (s, v) => s with { InterpreterPath = v }));

    static SettingFormat<WebAddress> Address { get; } = SettingFormats.Parsed(
        "an address such as https://example.com/news.xml",
        text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? new WebAddress(uri)
            : (Either<SyntaxError, WebAddress>)SyntaxError.At("address on the web", text));

    /// A mistake in it shows no secret either.
    static SettingFormat<WebAddress> Source { get; } = new(
        (path, value) => Address.Read(path, value).MapFail(problem => problem.Found.AsSpan().IndexOfAny('@', '?') < 0 ? problem : problem with { Found = "a text that is not shown" }),
        source => source.ToString());

    internal static Seq<SettingKey<FeatureSettings>> Table { get; } = Seqs.Of(
        SettingKey.Nested("Shell", Shell, ShellSettings.Default, (FeatureSettings s) => s.Shell, (s, v) => s with { Shell = v }),
        SettingKey.Nested(
            "TwoFACodeGenerator", Seqs.Of(SettingKey.Maybe<Option<EncryptedFile>, EncryptedFile>("SecretFile", EncryptedFile, s => s, (_, v) => v)),
            Option<EncryptedFile>.None, (FeatureSettings s) => s.OneTimeCodes, (s, v) => s with { OneTimeCodes = v }),
        SettingKey.Nested(
            "AESDecrypt", "EncryptedFiles", WordTable.Of(EncryptedFile, "WORD"), default,
            (FeatureSettings s) => s.EncryptedFiles, (s, v) => s with { EncryptedFiles = v }),
        SettingKey.Nested("TextSearch", "FilePaths", WordTable.Of(Path, "WORD"), default, (FeatureSettings s) => s.TextFiles, (s, v) => s with { TextFiles = v }),
        SettingKey.Nested("RSS", "Sources", SettingFormats.List(Source, nonEmpty: false), default, (FeatureSettings s) => s.News, (s, v) => s with { News = v }),
        SettingKey.Of(
            "SendMail", SettingSection.Format(Seqs.Of(SettingKey.Maybe<Option<string>, string>("SOSPersonalInfo", Paragraphs, s => s, (_, v) => v)), Option<string>.None, UnknownKeys.Allowed),
            (FeatureSettings s) => s.SosPersonalInfo, (s, v) => s with { SosPersonalInfo = v }),
        SettingKey.Nested("Joke", "Sources", SettingFormats.List(Source, nonEmpty: false, most: 20), FeatureSettings.Default.Jokes, (FeatureSettings s) => s.Jokes, (s, v) => s with { Jokes = v }),
        SettingKey.Nested("IMAPAccounts", "Accounts", ImapAccountKeys.Accounts, default, (FeatureSettings s) => s.ImapAccounts, (s, v) => s with { ImapAccounts = v }),
        SettingKey.Of("WolframAlpha", AccountKeys.WolframAlpha, (FeatureSettings s) => s.WolframAlpha, (s, v) => s with { WolframAlpha = v }),
        SettingKey.Of("Twilio", AccountKeys.Twilio, (FeatureSettings s) => s.Twilio, (s, v) => s with { Twilio = v }),
        SettingKey.Of("Programs", ProgramKeys.Format, (FeatureSettings s) => s.Programs, (s, v) => s with { Programs = v }));
}

/// <summary>The keys of the section <c>Features.Programs</c>: programs of the owner, by name.</summary>
static class ProgramKeys
{
    const int MostLetters = 16;

    /// <summary>The prefixes of the apps that come with the daemon, and of the command that overrides the limits of a result.</summary>
    static Seq<string> Taken { get; } = Seqs.Of(".s", ".e", ".m", ".2", ".a", ".g", ".r", ".plt");

    static SettingFormat<string> Prefix { get; } = SettingFormats.Parsed(
        $"a point and 1 to {MostLetters} letters or digits, such as .backup, but none of {string.Join(", ", Taken)}",
        text => text.Length is >= 2 and <= MostLetters + 1 && text[0] == '.' && text.Skip(1).All(char.IsAsciiLetterOrDigit) && text.ToLowerInvariant() is var prefix && !Taken.Exists(taken => taken == prefix)
            ? prefix
            : (Either<SyntaxError, string>)SyntaxError.At("prefix", text));

    static SettingFormat<string> Path { get; } = SettingFormats.Checked(
        SettingFormats.Words, path => path.StartsWith('/'), "an absolute path such as /usr/local/bin/backup");

    static Seq<SettingKey<ProgramRule>> Table { get; } = Seqs.Of(
        SettingKey.Of("Prefix", Prefix, (ProgramRule s) => s.Prefix, (s, v) => s with { Prefix = v }, required: true),
        SettingKey.Of("Path", Path, (ProgramRule s) => s.Path, (s, v) => s with { Path = v }, required: true),
        SettingKey.Of("Arguments", SettingFormats.List(SettingFormats.Words, nonEmpty: false, most: 1000), (ProgramRule s) => s.Arguments, (s, v) => s with { Arguments = v }));

    static SettingFormat<Seq<(string Name, ProgramRule Program)>> Programs { get; } =
        WordTable.Of(SettingSection.Format(Table, new ProgramRule("", "", default)), "NAME");

    internal static SettingFormat<Seq<(string Name, ProgramRule Program)>> Format { get; } = new(
        (path, value) => Programs.Read(path, value).Bind(programs => SettingProblems.Check(programs, Repeated(path, programs))),
        Programs.Write,
        Programs.Inner);

    static Seq<SettingProblem> Repeated(string path, Seq<(string Name, ProgramRule Program)> programs) =>
        programs.GroupBy(item => item.Program.Prefix).SelectMany(group => group.Skip(1).Select(again => new SettingProblem(
            $"{SettingSection.Join(path, again.Name)}.Prefix", $"\"{again.Program.Prefix}\"", $"a prefix of its own: this one is that of {group.First().Name}"))).Gather();
}
