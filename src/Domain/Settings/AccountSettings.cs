using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>Features.WolframAlpha</c>.</summary>
/// <param name="AppId">What proves who asks; not together with <paramref name="AppIdFile"/>.</param>
/// <param name="AppIdFile">A file that holds it.</param>
/// <param name="BaseUrl">Where its interface is.</param>
public sealed record WolframAlphaSettings(Option<Secret> AppId, Option<string> AppIdFile, WebAddress BaseUrl)
{
    /// <summary>Not set up.</summary>
    public static WolframAlphaSettings Default { get; } = new(Option<Secret>.None, Option<string>.None, new WebAddress(new("https://api.wolframalpha.com")));

    /// <summary>The account, once it is set up.</summary>
    public Option<WolframAlphaAccount> Account => SecretSource.Of(AppId, AppIdFile).Map(source => new WolframAlphaAccount(BaseUrl, source));
}

/// <summary>The section <c>Features.Twilio</c>: all of it, or nothing.</summary>
/// <param name="AccountSid">The name of the account.</param>
/// <param name="AuthToken">What proves who asks; not together with <paramref name="AuthTokenFile"/>.</param>
/// <param name="AuthTokenFile">A file that holds it.</param>
/// <param name="PhoneNumber">The number that calls and texts come from (E.164).</param>
/// <param name="BaseUrl">Where its interface is.</param>
public sealed record TwilioSettings(Option<string> AccountSid, Option<Secret> AuthToken, Option<string> AuthTokenFile, Option<string> PhoneNumber, WebAddress BaseUrl)
{
    /// <summary>Not set up.</summary>
    public static TwilioSettings Default { get; } = new(Option<string>.None, Option<Secret>.None, Option<string>.None, Option<string>.None, new WebAddress(new("https://api.twilio.com")));

    /// <summary>The account, once it is set up.</summary>
    public Option<TwilioAccount> Account =>
        from sid in AccountSid
        from token in SecretSource.Of(AuthToken, AuthTokenFile)
        from number in PhoneNumber
        select new TwilioAccount(BaseUrl, sid, token, number);
}

/// <summary>The keys of sections that hold an account at a service of others.</summary>
static class AccountKeys
{
    /// <summary>HTTPS, for a secret goes there; without it on this machine alone.</summary>
    static SettingFormat<WebAddress> BaseUrl { get; } = Unshown(SettingFormats.Parsed(
        "an address without user and query such as https://api.example.com; http only on this machine",
        text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.UserInfo.Length == 0 && !text.AsSpan().ContainsAny('?', '#')
                ? new WebAddress(uri)
                : (Either<SyntaxError, WebAddress>)SyntaxError.At("base address", text),
        address => address.Reveal()));

    static SettingFormat<string> AccountSid { get; } = Unshown(SettingFormats.Checked(
        SettingFormats.Words, text => text.Length is > 0 and <= 64 && text.All(char.IsAsciiLetterOrDigit), "the account's name of letters and digits, AC and 32 digits"));

    static SettingFormat<string> Number { get; } = Unshown(SettingFormats.Checked(SettingFormats.Words, TelephoneNumber.IsOne, TelephoneNumber.Expected));

    /// <summary>The path of a file that holds a secret.</summary>
    internal static SettingFormat<string> SecretFile { get; } = Unshown(SettingFormats.Words);

    /// <summary>The section <c>WolframAlpha</c>.</summary>
    internal static SettingFormat<WolframAlphaSettings> WolframAlpha { get; } = Agreeing(
        SettingSection.Format(
            Seqs.Of(
                SettingKey.Maybe("AppID", SettingFormats.Hidden, (WolframAlphaSettings s) => s.AppId, (s, v) => s with { AppId = v }),
                SettingKey.Maybe("AppIDFile", SecretFile, (WolframAlphaSettings s) => s.AppIdFile, (s, v) => s with { AppIdFile = v }),
                SettingKey.Of("BaseURL", BaseUrl, (WolframAlphaSettings s) => s.BaseUrl, (s, v) => s with { BaseUrl = v })),
            WolframAlphaSettings.Default),
        (path, section) => OneOf(path, "AppID", section.AppId.IsSome, section.AppIdFile.IsSome, isRequired: false));

    /// <summary>The section <c>Twilio</c>.</summary>
    internal static SettingFormat<TwilioSettings> Twilio { get; } = Agreeing(
        SettingSection.Format(
            Seqs.Of(
                SettingKey.Maybe("AccountSID", AccountSid, (TwilioSettings s) => s.AccountSid, (s, v) => s with { AccountSid = v }),
                SettingKey.Maybe("AuthToken", SettingFormats.Hidden, (TwilioSettings s) => s.AuthToken, (s, v) => s with { AuthToken = v }),
                SettingKey.Maybe("AuthTokenFile", SecretFile, (TwilioSettings s) => s.AuthTokenFile, (s, v) => s with { AuthTokenFile = v }),
                SettingKey.Maybe("PhoneNumber", Number, (TwilioSettings s) => s.PhoneNumber, (s, v) => s with { PhoneNumber = v }),
                SettingKey.Of("BaseURL", BaseUrl, (TwilioSettings s) => s.BaseUrl, (s, v) => s with { BaseUrl = v })),
            TwilioSettings.Default),
        (path, section) => section with { BaseUrl = TwilioSettings.Default.BaseUrl } == TwilioSettings.Default ? default
            : Missing(path, "AccountSID", section.AccountSid.IsNone)
                .Then(OneOf(path, "AuthToken", section.AuthToken.IsSome, section.AuthTokenFile.IsSome, isRequired: true))
                .Then(Missing(path, "PhoneNumber", section.PhoneNumber.IsNone)));

    /// <summary>The same format, whose mistakes quote nothing: what is wrong may be a secret that stands in the wrong place.</summary>
    internal static SettingFormat<A> Unshown<A>(SettingFormat<A> format) => new(
        (path, value) => format.Read(path, value).MapFail(problem => problem with { Found = "a value that is not shown" }), format.Write, format.Inner);

    /// <summary>A section whose keys have to agree with each other.</summary>
    internal static SettingFormat<S> Agreeing<S>(SettingFormat<S> format, Func<string, S, Seq<SettingProblem>> check) => new(
        (path, value) => format.Read(path, value).Bind(section => SettingProblems.Check(section, check(path, section))), format.Write, format.Inner);

    /// <summary>What is wrong where a secret is given twice, in the configuration and in a file, or not at all.</summary>
    internal static Seq<SettingProblem> OneOf(string path, string key, bool isGiven, bool isInFile, bool isRequired) => (isGiven, isInFile) switch
    {
        (true, true) => Seqs.Of(new SettingProblem($"{path}.{key}", $"both {key} and {key}File", "only one of them")),
        (false, false) => isRequired ? Seqs.Of(new SettingProblem($"{path}.{key}", "nothing", $"a value, or a {key}File that holds it")) : default,
        _ => default,
    };

    static Seq<SettingProblem> Missing(string path, string key, bool isMissing) =>
        isMissing ? Seqs.Of(new SettingProblem($"{path}.{key}", "nothing", "a value: it has no default")) : default;
}
