using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using LanguageExt;

namespace Laitos.Shell.Configuration;

/// <summary>The file that holds the key ring of bounce addresses.</summary>
static class KeyFile
{
    /// <summary>The configuration with the keys of its file, if it names one.</summary>
    public static Validation<SettingProblem, LoadedConfiguration> Read(LoadedConfiguration loaded) =>
        loaded.Settings.MailDaemon.Bounces.KeyFile.Match(
            path => Text(path).Bind(BounceKeyFile.Parse).Map(keys => With(loaded, keys)),
            () => Prelude.Success<SettingProblem, LoadedConfiguration>(loaded));

    static Validation<SettingProblem, string> Text(string path) => TextFile.Read(path, TextFile.MostOfKeys).Match(
        Right: Prelude.Success<SettingProblem, string>,
        Left: reason => Prelude.Fail<SettingProblem, string>(new SettingProblem("MailDaemon.BounceKeyFile", Printable.Escape(path), $"a file that can be read: {reason}")));

    static LoadedConfiguration With(LoadedConfiguration loaded, Seq<Secret> keys) => loaded with
    {
        Settings = loaded.Settings with { MailDaemon = loaded.Settings.MailDaemon with { Bounces = loaded.Settings.MailDaemon.Bounces with { FileKeys = keys } } },
    };
}
