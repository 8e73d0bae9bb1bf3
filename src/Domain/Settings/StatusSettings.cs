using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailDaemon.Status</c>: the status page and the metrics. Without a port there is no page, without an endpoint nothing is sent.</summary>
/// <param name="Address">The address that the page is served at.</param>
/// <param name="Port">Its TCP port; none for no page.</param>
/// <param name="Password">The password that it asks for.</param>
/// <param name="PasswordFile">A file that holds the password on its first line.</param>
/// <param name="Tls">Whether it is served by HTTPS with the daemon's certificate; none for "wherever that is possible and not on loopback".</param>
/// <param name="Hosts">Names under which it may be asked for, besides addresses, <c>localhost</c> and the host name of the daemon.</param>
/// <param name="Otlp">Where metrics are sent.</param>
public sealed record StatusSettings(
    IpAddress Address, Option<int> Port, Option<Secret> Password, Option<string> PasswordFile, Option<bool> Tls, Seq<DomainName> Hosts, OtlpSettings Otlp)
{
    /// <summary>The fewest characters of a password.</summary>
    public const int ShortestPassword = 12;

    /// <summary>The password that was found in the file.</summary>
    public Option<Secret> FilePassword { get; init; }

    /// <summary>The password in force.</summary>
    public Option<Secret> PasswordInForce => Password || FilePassword;

    /// <summary>True when anything is to be counted.</summary>
    public bool IsOn => Port.IsSome || Otlp.Endpoint.IsSome;

    /// <summary>What holds where the configuration names nothing.</summary>
    public static StatusSettings Default { get; } = new(
        Placeholder.Loopback, Option<int>.None, Option<Secret>.None, Option<string>.None, Option<bool>.None, Hosts: default, OtlpSettings.Default);

    /// <summary>True for a text that can be a password.</summary>
    internal static bool IsPassword(string text) => text.Length is >= ShortestPassword and <= 200 && text.Trim().Length == text.Length && !text.Any(c => char.IsControl(c) || c == '\ufffd');
}

/// <summary>The section <c>MailDaemon.Status.Otlp</c>: metrics are sent to a collector by the OpenTelemetry protocol.</summary>
/// <param name="Endpoint">The URL of the collector; none to send nothing.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="Interval">How often.</param>
public sealed record OtlpSettings(Option<Uri> Endpoint, OtlpProtocol Protocol, TimeSpan Interval)
{
    /// <summary>What holds where the configuration names nothing.</summary>
    public static OtlpSettings Default { get; } = new(Option<Uri>.None, OtlpProtocol.Http, TimeSpan.FromMinutes(1));

    /// <summary>The URL that metrics are sent to: a collector's base URL gets the path of the specification (OTLP/HTTP: <c>/v1/metrics</c>).</summary>
    public Option<Uri> Target => Endpoint.Map(endpoint => Protocol == OtlpProtocol.Http && endpoint.AbsolutePath == "/" ? new Uri(endpoint, "/v1/metrics") : endpoint);
}

/// <summary>The key <c>MailDaemon.Status.Otlp.Protocol</c>.</summary>
public enum OtlpProtocol
{
    /// <summary><c>"http"</c>: protobuf by HTTP.</summary>
    Http,

    /// <summary><c>"grpc"</c>.</summary>
    Grpc,
}

/// <summary>A file that holds the password of the status page: its first line.</summary>
public static class StatusPasswordFile
{
    /// <summary>The password, or what is wrong with the file.</summary>
    public static Validation<SettingProblem, Secret> Parse(string text) => text.Split('\n')[0].TrimEnd('\r') is var line && StatusSettings.IsPassword(line)
        ? SettingProblems.None(new Secret(line))
        : SettingProblems.At<Secret>(StatusKeys.FilePath, "a first line that is not shown", StatusKeys.PasswordForm);
}

/// <summary>The keys of the section <c>MailDaemon.Status</c>.</summary>
static class StatusKeys
{
    internal const string FilePath = "MailDaemon.Status.PasswordFile";

    internal static readonly string PasswordForm = $"a password of {StatusSettings.ShortestPassword} to 200 characters, without control characters, and without blanks at its ends";

    static Seq<SettingKey<OtlpSettings>> OtlpTable { get; } = Seqs.Of(
        SettingKey.Maybe("Endpoint", SettingFormats.Parsed("a URL such as http://127.0.0.1:4318, without a user name", Collector, uri => uri.OriginalString), (OtlpSettings s) => s.Endpoint, (s, v) => s with { Endpoint = v }),
        SettingKey.Of("Protocol", SettingFormats.Choice(("http", OtlpProtocol.Http), ("grpc", OtlpProtocol.Grpc)), (OtlpSettings s) => s.Protocol, (s, v) => s with { Protocol = v }),
        SettingKey.Of("Interval", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (OtlpSettings s) => s.Interval, (s, v) => s with { Interval = v }));

    internal static Seq<SettingKey<StatusSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("Address", SettingFormats.Address, (StatusSettings s) => s.Address, (s, v) => s with { Address = v }),
        SettingKey.Maybe("Port", SettingFormats.Number(1, PortNumber.Max), (StatusSettings s) => s.Port, (s, v) => s with { Port = v }),
        SettingKey.Maybe("Password", SecretFormats.Password(StatusSettings.IsPassword, PasswordForm), (StatusSettings s) => s.Password, (s, v) => s with { Password = v }),
        SettingKey.Maybe("PasswordFile", SettingFormats.Words, (StatusSettings s) => s.PasswordFile, (s, v) => s with { PasswordFile = v }),
        SettingKey.Maybe("TLS", SettingFormats.Flag, (StatusSettings s) => s.Tls, (s, v) => s with { Tls = v }),
        SettingKey.Of("Hosts", SettingFormats.List(SettingFormats.Domain, nonEmpty: false, most: 20), (StatusSettings s) => s.Hosts, (s, v) => s with { Hosts = v }),
        SettingKey.Nested("Otlp", OtlpTable, OtlpSettings.Default, (StatusSettings s) => s.Otlp, (s, v) => s with { Otlp = v }));

    /// A user name and a password in a URL would be shown with it.
    static Either<SyntaxError, Uri> Collector(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.Host.Length > 0
            ? uri
            : SyntaxError.At("URL", text);
}

/// <summary>Mistakes in those keys that no single one shows.</summary>
static class StatusChecks
{
    const string Section = "MailDaemon.Status";

    /// <summary>Each mistake, and the keys that it follows from.</summary>
    internal static IEnumerable<(SettingProblem Problem, Seq<string> RestsOn)> Of(MailDaemonSettings daemon)
    {
        var status = daemon.Status;
        if (status.Port.IsNone && Others(status) is { Length: > 0 } others)
        {
            yield return (new SettingProblem($"{Section}.Port", "nothing", $"a port such as 8025: without one there is no page that {string.Join(", ", others)} could be for"), Keys("Port", "Address", "Password", "PasswordFile", "TLS", "Hosts"));
        }

        if (status.Password.IsSome && status.PasswordFile.IsSome)
        {
            yield return (new SettingProblem($"{Section}.PasswordFile", "a file beside a password", "only one of Password and PasswordFile"), Keys("Password", "PasswordFile"));
        }

        if (!status.Address.IsLoopback && status.Password.IsNone && status.PasswordFile.IsNone)
        {
            yield return (
                new SettingProblem($"{Section}.Address", $"\"{status.Address}\" without a password", "a loopback address such as 127.0.0.1, or else a password in Password or PasswordFile: whoever reaches the page sees the mail's senders and subjects, and can drop mail"),
                Keys("Address", "Password", "PasswordFile"));
        }

        if (status.Tls == true && daemon.TlsCertPath.IsNone)
        {
            yield return (new SettingProblem($"{Section}.TLS", "true", "false, or a certificate in MailDaemon.TLSCertPath"), Keys("TLS").Add("MailDaemon.TLSCertPath"));
        }

        if (status.Port == daemon.Port && (status.Address == daemon.Address || IsEvery(status.Address) || IsEvery(daemon.Address)))
        {
            yield return (new SettingProblem($"{Section}.Port", $"{daemon.Port}", "a port other than MailDaemon.Port, where mail comes in"), Keys("Port", "Address").Then(Seqs.Of("MailDaemon.Port", "MailDaemon.Address")));
        }
    }

    static string[] Others(StatusSettings status) =>
        [.. new[] { (status.Address != StatusSettings.Default.Address, "Address"), (status.Password.IsSome, "Password"), (status.PasswordFile.IsSome, "PasswordFile"), (status.Tls.IsSome, "TLS"), (!status.Hosts.IsEmpty, "Hosts") }
            .Where(key => key.Item1).Select(key => key.Item2)];

    static bool IsEvery(IpAddress address) => address.Octets.Span.IndexOfAnyExcept((byte)0) < 0;

    static Seq<string> Keys(params ReadOnlySpan<string> names) => Seqs.Of(names).Map(name => $"{Section}.{name}").AsEnumerable().Gather();
}
