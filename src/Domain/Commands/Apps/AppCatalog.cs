namespace Laitos.Domain.Commands.Apps;

/// <summary>How the apps are set up (laitos' section Features). An app that is not set up says so when it is called.</summary>
/// <param name="UnrestrictedShell">True when any statement may be run; otherwise only harmless commands of one word.</param>
/// <param name="Interpreter">The path of the shell.</param>
/// <param name="OneTimeCodes">The encrypted file with the keys of accounts.</param>
/// <param name="EncryptedFiles">Encrypted files that can be searched, by the word that names each.</param>
/// <param name="TextFiles">Text files that can be searched, paths by the word that names each.</param>
/// <param name="News">Sources of news, RSS or Atom.</param>
/// <param name="Programs">Programs that the owner has added.</param>
public sealed record AppPolicy(
    bool UnrestrictedShell, Option<string> Interpreter, Option<EncryptedFile> OneTimeCodes, Seq<(string Word, EncryptedFile File)> EncryptedFiles,
    Seq<(string Word, string Path)> TextFiles, Seq<WebAddress> News, Seq<ProgramRule> Programs)
{
    /// <summary>What rescuers should know of the owner, in a call for help.</summary>
    public Option<string> SosInformation { get; init; }

    /// <summary>Where jokes are told.</summary>
    public Seq<WebAddress> Jokes { get; init; }

    /// <summary>The account at WolframAlpha.</summary>
    public Option<WolframAlphaAccount> WolframAlpha { get; init; }

    /// <summary>The account at Twilio.</summary>
    public Option<TwilioAccount> Twilio { get; init; }

    /// <summary>Mailboxes of the owner, by the word that names each.</summary>
    public Seq<(string Word, ImapAccount Account)> Mailboxes { get; init; }

    /// <summary>Without the addresses of feeds, which may hold passwords.</summary>
    public override string ToString() => $"AppPolicy of {Programs.Count} programs and {News.Count} feeds";
}

/// <summary>A file as <c>openssl enc -aes256 -md md5</c> writes it; the rest of the key comes with the command.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Iv">The initialisation vector, 32 hexadecimal digits.</param>
/// <param name="KeyPrefix">The beginning of the key of 32 octets: an even number of hexadecimal digits, at most 64; may be empty.</param>
public sealed record EncryptedFile(string Path, Secret Iv, Secret KeyPrefix);

/// <summary>A program that the owner has added as an app.</summary>
/// <param name="Prefix">What its commands begin with: a point and 1 to 16 ASCII letters or digits, lower case; no prefix of an app that comes with the daemon.</param>
/// <param name="Path">The program, an absolute path.</param>
/// <param name="Arguments">Its arguments; <c>{argument}</c> in them stands for what follows the prefix. No shell reads them.</param>
public sealed record ProgramRule(string Prefix, string Path, Seq<string> Arguments);

/// <summary>All apps. Who adds one adds its line here.</summary>
public static class AppCatalog
{
    /// <summary>
    /// The apps as they are set up, in the order in which their prefixes are compared: the owner's programs before ours, so that <c>.stats</c> is not
    /// taken for <c>.s</c>, and the longer prefix before the shorter.
    /// </summary>
    public static Seq<IApp> Of(AppPolicy policy)
    {
        var programs = Programs(policy.Programs);
        return programs.Then(Ours(policy).FilterStrict(app => !programs.Exists(program => program.Prefix == app.Prefix)));
    }

    /// <summary>The prefixes that a program of the owner may take: that of an app which came later than programs did. The program stands in its place.</summary>
    public static Seq<string> Replaceable { get; } = Seqs.Of(".b", ".c", ".i", ".j", ".p", ".w");

    static Seq<IApp> Ours(AppPolicy policy) => Seqs.Of<IApp>(
        new ShellApp(policy.UnrestrictedShell, policy.Interpreter),
        new ControlApp(),
        new SendMailApp(policy.SosInformation),
        new AccountCodesApp(policy.OneTimeCodes),
        new EncryptedSearchApp(policy.EncryptedFiles),
        new TextSearchApp(policy.TextFiles),
        new NewsApp(policy.News),
        new ContactsApp(),
        new JokeApp(policy.Jokes),
        new MessageBankApp(),
        new WolframAlphaApp(policy.WolframAlpha),
        new TelephoneApp(policy.Twilio),
        new MailboxApp(policy.Mailboxes));

    static Seq<IApp> Programs(Seq<ProgramRule> rules) =>
        rules.AsEnumerable().OrderByDescending(rule => rule.Prefix.Length).Select(IApp (rule) => new ProgramApp(rule)).Gather();
}
