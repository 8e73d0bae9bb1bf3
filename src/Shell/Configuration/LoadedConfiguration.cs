using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using LanguageExt;

namespace Laitos.Shell.Configuration;

/// <summary>A configuration that was read and found good; its paths are absolute.</summary>
/// <param name="Settings">What is in force.</param>
/// <param name="Notices">What its owner should know.</param>
/// <param name="BaseDirectory">The folder that relative paths were relative to.</param>
public sealed record LoadedConfiguration(LaitosSettings Settings, Seq<SettingNotice> Notices, string BaseDirectory)
{
    /// <summary>The same, with every path made absolute.</summary>
    public LoadedConfiguration WithAbsolutePaths() => this with
    {
        Settings = Settings with
        {
            MailDaemon = Settings.MailDaemon with
            {
                TlsCertPath = Settings.MailDaemon.TlsCertPath.Map(Absolute),
                TlsKeyPath = Settings.MailDaemon.TlsKeyPath.Map(Absolute),
                Bounces = Settings.MailDaemon.Bounces with { KeyFile = Settings.MailDaemon.Bounces.KeyFile.Map(Absolute) },
                Scanner = Settings.MailDaemon.Scanner with
                {
                    Program = Settings.MailDaemon.Scanner.Program.Select((word, i) => i == 0 ? Interpreter(word) : word).Gather(),
                },
                Status = Settings.MailDaemon.Status with { PasswordFile = Settings.MailDaemon.Status.PasswordFile.Map(Absolute) },
            },
            MailClient = Settings.MailClient with
            {
                PickupDirectory = Settings.MailClient.PickupDirectory.Map(Absolute),
                AuthPasswordFile = Settings.MailClient.AuthPasswordFile.Map(Absolute),
                AuthTokenFile = Settings.MailClient.AuthTokenFile.Map(Absolute),
                Signing = Settings.MailClient.Signing with { KeyFile = Settings.MailClient.Signing.KeyFile.Map(Absolute) },
            },
            Spool = Settings.Spool with
            {
                Directory = Absolute(Settings.Spool.Directory),
                DatabaseKeys = Settings.Spool.DatabaseKeys with { PasswordFile = Settings.Spool.DatabaseKeys.PasswordFile.Map(Absolute) },
            },
            Features = Settings.Features with
            {
                Shell = Settings.Features.Shell with { InterpreterPath = Settings.Features.Shell.InterpreterPath.Map(Interpreter) },
                OneTimeCodes = Settings.Features.OneTimeCodes.Map(Absolute),
                EncryptedFiles = Settings.Features.EncryptedFiles.Map(item => (item.Word, Absolute(item.File))),
                ImapAccounts = Settings.Features.ImapAccounts.Map(item => (item.Word, item.Account with { AuthPasswordFile = item.Account.AuthPasswordFile.Map(Absolute), AuthTokenFile = item.Account.AuthTokenFile.Map(Absolute) })).Strict(),
                WolframAlpha = Settings.Features.WolframAlpha with { AppIdFile = Settings.Features.WolframAlpha.AppIdFile.Map(Absolute) },
                Twilio = Settings.Features.Twilio with { AuthTokenFile = Settings.Features.Twilio.AuthTokenFile.Map(Absolute) },
                TextFiles = Settings.Features.TextFiles.Map(item => (item.Word, Absolute(item.Path))),
            },
        },
    };

    EncryptedFile Absolute(EncryptedFile file) => file with { Path = Absolute(file.Path) };

    /// A bare name is looked for where programs are, as shells do; commands run in another folder than this one.
    string Interpreter(string path) => path.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? Absolute(path)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, path)).FirstOrDefault(File.Exists) ?? Absolute(path);

    string Absolute(string path) => Path.GetFullPath(path, BaseDirectory);
}
