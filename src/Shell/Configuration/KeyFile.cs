using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using LanguageExt;

namespace Laitos.Shell.Configuration;

/// <summary>The files that hold secrets which a machine is given: the key ring of bounce addresses, the password of the status page.</summary>
static class KeyFile
{
    /// <summary>The configuration with what its files hold.</summary>
    public static Validation<SettingProblem, LoadedConfiguration> Read(LoadedConfiguration loaded) => ReadKeys(loaded).Bind(ReadPassword);

    static Validation<SettingProblem, LoadedConfiguration> ReadKeys(LoadedConfiguration loaded) =>
        loaded.Settings.MailDaemon.Bounces.KeyFile.Match(
            path => Text("MailDaemon.BounceKeyFile", path).Bind(BounceKeyFile.Parse).Map(keys => With(loaded, keys)),
            () => Prelude.Success<SettingProblem, LoadedConfiguration>(loaded));

    static Validation<SettingProblem, LoadedConfiguration> ReadPassword(LoadedConfiguration loaded) =>
        loaded.Settings.MailDaemon.Status.PasswordFile.Match(
            path => Text("MailDaemon.Status.PasswordFile", path).Bind(StatusPasswordFile.Parse).Map(password => With(loaded, password)),
            () => Prelude.Success<SettingProblem, LoadedConfiguration>(loaded));

    static Validation<SettingProblem, string> Text(string key, string path) => TextFile.Read(path, TextFile.MostOfKeys).Match(
        Right: Prelude.Success<SettingProblem, string>,
        Left: reason => Prelude.Fail<SettingProblem, string>(new SettingProblem(key, Printable.Escape(path), $"a file that can be read: {reason}")));

    static LoadedConfiguration With(LoadedConfiguration loaded, Seq<Secret> keys) => loaded with
    {
        Settings = loaded.Settings with { MailDaemon = loaded.Settings.MailDaemon with { Bounces = loaded.Settings.MailDaemon.Bounces with { FileKeys = keys } } },
    };

    static LoadedConfiguration With(LoadedConfiguration loaded, Secret password) => loaded with
    {
        Settings = loaded.Settings with { MailDaemon = loaded.Settings.MailDaemon with { Status = loaded.Settings.MailDaemon.Status with { FilePassword = password } } },
    };
}
