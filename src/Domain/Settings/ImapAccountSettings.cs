using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Sasl;

namespace Laitos.Domain.Settings;

/// <summary>An entry of <c>Features.IMAPAccounts.Accounts</c>: a mailbox of the owner's that commands may look into.</summary>
/// <param name="Host">The server.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="AuthUsername">Who logs in.</param>
/// <param name="AuthPassword">What proves it; given is one of this, <paramref name="AuthPasswordFile"/>, <see cref="AuthTokenFile"/> and <see cref="AuthTokenCommand"/>.</param>
/// <param name="AuthPasswordFile">A file that holds the password.</param>
/// <param name="MailboxName">The name of the mailbox.</param>
/// <param name="InsecureSkipVerify">True to log in without a valid certificate of the server.</param>
public sealed record ImapAccountSettings(
    Host Host, int Port, string AuthUsername, Option<Secret> AuthPassword, Option<string> AuthPasswordFile, string MailboxName, bool InsecureSkipVerify)
{
    /// <summary>When the connection is encrypted.</summary>
    public ImapTls Tls { get; init; }

    /// <summary>A file that holds an OAuth 2.0 access token, which another program keeps fresh.</summary>
    public Option<string> AuthTokenFile { get; init; }

    /// <summary>A program that prints an OAuth 2.0 access token, and its arguments; empty for none.</summary>
    public Seq<string> AuthTokenCommand { get; init; }

    /// <summary>The files that hold what proves it.</summary>
    public Seq<(string Key, string Path)> SecretFiles => AuthPasswordFile.Map(path => ("AuthPasswordFile", path)).ToSeq().Then(AuthTokenFile.Map(path => ("AuthTokenFile", path)).ToSeq());

    /// <summary>The account that an app logs in to.</summary>
    public Option<ImapAccount> Account => LoginProof.Of(AuthPassword, AuthPasswordFile, AuthTokenFile, AuthTokenCommand).Map(proof => new ImapAccount(
        Host is Host.Literal(var address) ? address.ToString() : Host.ToString()!, Port, AuthUsername, proof, MailboxName, !InsecureSkipVerify)
    { Tls = Tls });
}

/// <summary>The keys of an entry of <c>Features.IMAPAccounts.Accounts</c>.</summary>
static class ImapAccountKeys
{
    /// The ports of IMAP under TLS and of IMAP (RFC 9051 §2.1, RFC 8314 §7.1).
    const int ImapsPort = 993, ImapPort = 143;

    static ImapAccountSettings Seed { get; } = new(new Host.Named(Placeholder.Domain), 0, "", Option<Secret>.None, Option<string>.None, "INBOX", false);

    static SettingFormat<ImapAccountSettings> Account { get; } = Settled(AccountKeys.Agreeing(
        SettingSection.Format(
            Seqs.Of(
                SettingKey.Of("Host", AccountKeys.Unshown(SettingFormats.Host), (ImapAccountSettings s) => s.Host, (s, v) => s with { Host = v }, required: true),
                SettingKey.Of("Port", AccountKeys.Unshown(SettingFormats.Number(0, PortNumber.Max)), (ImapAccountSettings s) => s.Port, (s, v) => s with { Port = v }),
                SettingKey.Of("TLS", AccountKeys.Unshown(SettingFormats.Choice(("implicit", ImapTls.Implicit), ("starttls", ImapTls.StartTls))), (ImapAccountSettings s) => s.Tls, (s, v) => s with { Tls = v }),
                SettingKey.Of("AuthUsername", AccountKeys.Unshown(SettingFormats.Words), (ImapAccountSettings s) => s.AuthUsername, (s, v) => s with { AuthUsername = v }, required: true),
                SettingKey.Maybe("AuthPassword", SettingFormats.Hidden, (ImapAccountSettings s) => s.AuthPassword, (s, v) => s with { AuthPassword = v }),
                SettingKey.Maybe("AuthPasswordFile", AccountKeys.SecretFile, (ImapAccountSettings s) => s.AuthPasswordFile, (s, v) => s with { AuthPasswordFile = v }),
                SettingKey.Maybe("AuthTokenFile", AccountKeys.SecretFile, (ImapAccountSettings s) => s.AuthTokenFile, (s, v) => s with { AuthTokenFile = v }),
                SettingKey.Of("AuthTokenCommand", AccountKeys.Unshown(SettingFormats.List(SettingFormats.Words, nonEmpty: false, most: 100)), (ImapAccountSettings s) => s.AuthTokenCommand, (s, v) => s with { AuthTokenCommand = v }),
                SettingKey.Of("MailboxName", AccountKeys.Unshown(SettingFormats.Words), (ImapAccountSettings s) => s.MailboxName, (s, v) => s with { MailboxName = v }),
                SettingKey.Of("InsecureSkipVerify", AccountKeys.Unshown(SettingFormats.Flag), (ImapAccountSettings s) => s.InsecureSkipVerify, (s, v) => s with { InsecureSkipVerify = v })),
            Seed),
        OneProof));

    static Seq<SettingProblem> OneProof(string path, ImapAccountSettings account)
    {
        var given = Seqs.Of(("AuthPassword", account.AuthPassword.IsSome), ("AuthTokenCommand", !account.AuthTokenCommand.IsEmpty)).Filter(each => each.Item2).Map(each => each.Item1).Then(account.SecretFiles.Map(file => file.Key));
        return given.Count == 1 ? default : Seqs.Of(new SettingProblem(
            $"{path}.AuthPassword", given.IsEmpty ? "nothing" : string.Join(" and ", given), "one of AuthPassword, AuthPasswordFile, AuthTokenFile and AuthTokenCommand"));
    }

    /// The port follows the encryption where none is given; laitos writes 0 for that.
    static SettingFormat<ImapAccountSettings> Settled(SettingFormat<ImapAccountSettings> format) => new(
        (path, value) => format.Read(path, value).Map(account => account.Port > 0 ? account : account with { Port = account.Tls == ImapTls.StartTls ? ImapPort : ImapsPort }), format.Write, format.Inner);

    internal static SettingFormat<Seq<(string Word, ImapAccountSettings Account)>> Accounts { get; } = WordTable.Of(Account, "WORD");
}
