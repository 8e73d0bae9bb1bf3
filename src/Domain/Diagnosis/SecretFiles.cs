using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>The files that hold secrets, and who may read them.</summary>
static class SecretFiles
{
    const int OthersRead = 0b000_000_100;

    const int OthersWrite = 0b000_000_010;

    /// The files, each once: the configuration, where it holds a secret itself, and all that it names.
    public static Seq<string> Of(Setup setup)
    {
        var (daemon, client, features) = (setup.Settings.MailDaemon, setup.Settings.MailClient, setup.Settings.Features);
        return (HoldsSecret(setup.Settings) ? setup.File : Option<string>.None).AsEnumerable()
            .Concat(daemon.TlsKeyPath.AsEnumerable())
            .Concat(client.Signing.KeyFile.AsEnumerable())
            .Concat(client.AuthPasswordFile.AsEnumerable())
            .Concat(client.AuthTokenFile.AsEnumerable())
            .Concat(daemon.Bounces.KeyFile.AsEnumerable())
            .Concat(daemon.Status.PasswordFile.AsEnumerable())
            .Concat(setup.Settings.Spool.DatabaseKeys.PasswordFile.AsEnumerable())
            .Concat(features.ImapAccounts.AsEnumerable().SelectMany(item => item.Account.SecretFiles.AsEnumerable().Select(file => file.Path)))
            .Concat(features.WolframAlpha.AppIdFile.AsEnumerable())
            .Concat(features.Twilio.AuthTokenFile.AsEnumerable())
            .Distinct().Gather();
    }

    public static Validation<Demand, Judgement> Check(Setup setup, Evidence known, string path) => known.Look<Observation.Access>(new Probe.Access(path)).Map(seen => seen.Match(
        access => access.Fault.Match(
            fault => Judgement.Error($"it cannot be read: {fault}", "let the user of the daemon read it (chown root:laitos, chmod 640)"),
            () => Judge(access.Mode)),
        reason => Judgement.Unknown($"who may read it cannot be seen: {reason}", "see that the user of the daemon may read it, and nobody else")));

    static Judgement Judge(int mode) =>
        (mode & OthersWrite) != 0 ? Judgement.Error($"everybody on this machine may change it ({Octal(mode)})", "chmod o-rwx")
        : (mode & OthersRead) != 0 ? Judgement.Warning($"it holds a secret, and everybody on this machine may read it ({Octal(mode)})", "chmod o-rwx")
        : Judgement.Good($"others may not read it ({Octal(mode)})");

    static bool HoldsSecret(LaitosSettings settings) =>
        settings.MailClient.AuthPassword.IsSome || settings.MailFilters.IsOn || !settings.MailDaemon.Bounces.Keys.IsEmpty
        || settings.MailDaemon.Status.Password.IsSome || settings.MailDaemon.Scanner.Password.IsSome || settings.Spool.DatabaseKeys.Password.IsSome
        || settings.Features.ImapAccounts.Exists(item => item.Account.AuthPassword.IsSome) || settings.Features.WolframAlpha.AppId.IsSome || settings.Features.Twilio.AuthToken.IsSome;

    static string Octal(int mode) => Convert.ToString(mode & 0b111_111_111, 8).PadLeft(3, '0');
}
