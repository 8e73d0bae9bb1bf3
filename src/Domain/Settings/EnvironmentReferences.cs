using System.Text;

namespace Laitos.Domain.Settings;

/// <summary>
/// References to environment variables in passwords: <c>${NAME}</c> stands for the value of the variable, <c>$${</c> for <c>${</c> itself. So a
/// configuration that others may read holds no password.
/// </summary>
public static class EnvironmentReferences
{
    /// <summary>The settings with each reference replaced, or every one that leads nowhere.</summary>
    /// <param name="settings">What the configuration says.</param>
    /// <param name="environment">The variables.</param>
    public static Validation<SettingProblem, LaitosSettings> Resolve(LaitosSettings settings, HashMap<string, string> environment)
    {
        var pins = settings.MailFilters.PinAndShortcuts;
        var relay = settings.MailClient.AuthPassword.Map(password => Resolve("MailClient.AuthPassword", password, environment)).ToSeq();
        var passwords = pins.Passwords.AsEnumerable().Select((password, i) => Resolve($"MailFilters.PINAndShortcuts.Passwords[{i}]", password, environment)).Gather();
        var scanner = settings.MailDaemon.Scanner.Password.Map(password => Resolve("MailDaemon.Scanner.Password", password, environment)).ToSeq();
        var keys = settings.MailDaemon.Bounces.Keys.AsEnumerable().Select((key, i) => Resolve($"MailDaemon.BounceKeys[{i}]", key, environment).Bind(resolved => IsLongEnough($"MailDaemon.BounceKeys[{i}]", resolved))).Gather();
        var page = settings.MailDaemon.Status.Password.Map(password => Resolve("MailDaemon.Status.Password", password, environment).Bind(IsPagePassword)).ToSeq();
        var database = settings.Spool.DatabaseKeys.Password.Map(password => Resolve("Spool.PostgreSqlPassword", password, environment)).ToSeq();
        return SettingProblems.All(relay).Bind(client => SettingProblems.All(keys).Bind(ring => SettingProblems.All(scanner).Bind(scanning => SettingProblems.All(database).Bind(spool => SettingProblems.All(page).Bind(status => SettingProblems.All(passwords).Map(all => settings with
        {
            Spool = settings.Spool with { DatabaseKeys = settings.Spool.DatabaseKeys with { Password = spool.HeadOrNone() } },
            MailDaemon = settings.MailDaemon with
            {
                Bounces = settings.MailDaemon.Bounces with { Keys = ring },
                Scanner = settings.MailDaemon.Scanner with { Password = scanning.HeadOrNone() },
                Status = settings.MailDaemon.Status with { Password = status.HeadOrNone() },
            },
            MailClient = settings.MailClient with { AuthPassword = client.HeadOrNone() },
            MailFilters = settings.MailFilters with { PinAndShortcuts = pins with { Passwords = all } },
        })))))).Bind(resolved => Features(resolved.Features, environment).Map(features => resolved with { Features = features }));
    }

    static Validation<SettingProblem, FeatureSettings> Features(FeatureSettings features, HashMap<string, string> environment) =>
        Resolve("Features.WolframAlpha.AppID", features.WolframAlpha.AppId, environment).Bind(appId =>
            Resolve("Features.Twilio.AuthToken", features.Twilio.AuthToken, environment).Bind(token => Accounts(features.ImapAccounts, environment).Map(accounts => features with
            {
                ImapAccounts = accounts,
                WolframAlpha = features.WolframAlpha with { AppId = appId },
                Twilio = features.Twilio with { AuthToken = token },
            })));

    static Validation<SettingProblem, Seq<(string Word, ImapAccountSettings Account)>> Accounts(Seq<(string Word, ImapAccountSettings Account)> accounts, HashMap<string, string> environment) =>
        SettingProblems.All(accounts.AsEnumerable().Select(item => Resolve($"Features.IMAPAccounts.Accounts.{item.Word}.AuthPassword", item.Account.AuthPassword, environment)
            .Map(password => (item.Word, item.Account with { AuthPassword = password }))));

    static Validation<SettingProblem, Option<Secret>> Resolve(string path, Option<Secret> secret, HashMap<string, string> environment) =>
        secret.Match(given => Resolve(path, given, environment).Map(Option<Secret>.Some), () => SettingProblems.None(Option<Secret>.None));

    static Validation<SettingProblem, Secret> IsPagePassword(Secret password) => StatusSettings.IsPassword(password.Reveal())
        ? SettingProblems.None(password)
        : SettingProblems.At<Secret>("MailDaemon.Status.Password", "a variable whose value does not fit (not shown)", StatusKeys.PasswordForm);

    static Validation<SettingProblem, Secret> IsLongEnough(string path, Secret key) => BounceSettings.IsKey(key.Reveal())
        ? SettingProblems.None(key)
        : SettingProblems.At<Secret>(path, "a variable whose value is too short (not shown)", $"a key of at least {BounceSettings.ShortestKey} characters");

    static Validation<SettingProblem, Secret> Resolve(string path, Secret secret, HashMap<string, string> environment)
    {
        var (text, resolved) = (secret.Reveal(), new StringBuilder());
        for (var at = 0; at < text.Length;)
        {
            var start = text.IndexOf("${", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end < 0)
            {
                resolved.Append(text, at, text.Length - at);
                break;
            }

            if (start > at && text[start - 1] == '$')
            {
                resolved.Append(text, at, start - at).Append('{');
                at = start + 2;
                continue;
            }

            var name = text[(start + 2)..end];
            if (!IsName(name) || !environment.ContainsKey(name))
            {
                return SettingProblems.At<Secret>(path, IsName(name) ? $"a reference to the environment variable {name}, which is not set" : "${ without the name of an environment variable", "the name of one that is set; $${ stands for ${ itself");
            }

            resolved.Append(text, at, start - at).Append(environment[name]);
            at = end + 1;
        }

        return SettingProblems.None(new Secret(resolved.ToString()));
    }

    static bool IsName(string name) => name.Length is > 0 and <= 200 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
