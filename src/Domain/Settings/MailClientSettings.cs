using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Settings;

/// <summary>
/// The section <c>MailClient</c>: how mail is sent on. Exactly one of <paramref name="MtaHost"/> and
/// <paramref name="PickupDirectory"/> is given.
/// </summary>
/// <param name="MailFrom">The envelope sender of what we send (RFC 5321 §4.1.1.2).</param>
/// <param name="MtaHost">The relay: a host name or an IP address.</param>
/// <param name="MtaPort">The TCP port of the relay; 465 means TLS from the first octet (RFC 8314 §3.3).</param>
/// <param name="Tls">Whether the connection to the relay is encrypted.</param>
/// <param name="AuthUsername">The user name at the relay; given together with one of the four that follow.</param>
/// <param name="AuthPassword">The password at the relay (RFC 4954).</param>
/// <param name="AuthPasswordFile">A file that holds the password.</param>
/// <param name="AuthTokenFile">A file that holds an OAuth 2.0 access token, which another program keeps fresh.</param>
/// <param name="AuthTokenCommand">A program that prints an OAuth 2.0 access token, and its arguments; empty for none.</param>
/// <param name="PickupDirectory">A folder that receives each mail as a file, instead of a relay.</param>
/// <param name="AllowPlaintextAuth">True to send the password over a connection without TLS.</param>
/// <param name="VerifyCertificate">True to insist on a valid certificate of the relay. True with a login.</param>
/// <param name="On8Bit">What to do with octets above 127 where the relay does not offer 8BITMIME.</param>
/// <param name="Trial">How long after a start with changed settings of the relay its refusals are not final.</param>
/// <param name="Connections">The most connections to the relay at a time.</param>
/// <param name="Timeout">The longest that a sender waits for the relay; then it is asked to come back.</param>
public sealed record MailClientSettings(
    Mailbox MailFrom,
    Option<Host> MtaHost,
    int MtaPort,
    TlsMode Tls,
    Option<string> AuthUsername,
    Option<Secret> AuthPassword,
    Option<string> AuthPasswordFile,
    Option<string> AuthTokenFile,
    Seq<string> AuthTokenCommand,
    Option<string> PickupDirectory,
    bool AllowPlaintextAuth,
    bool VerifyCertificate,
    EightBitTreatment On8Bit,
    TimeSpan Trial,
    int Connections,
    TimeSpan Timeout)
{
    /// <summary>What the relay lets us do.</summary>
    public RelayProfileSettings Relay { get; init; } = RelayProfileSettings.Default;

    /// <summary>Who signs what we change or compose.</summary>
    public SigningSettings Signing { get; init; } = SigningSettings.None;

    /// <summary>The keys that say what proves the user name, of those that are given.</summary>
    public Seq<string> SecretKeys => Seqs.Of(
            ("AuthPassword", AuthPassword.IsSome), ("AuthPasswordFile", AuthPasswordFile.IsSome), ("AuthTokenFile", AuthTokenFile.IsSome), ("AuthTokenCommand", !AuthTokenCommand.IsEmpty))
        .Filter(proof => proof.Item2).Map(proof => proof.Item1);
}

/// <summary>The keys of the section <c>MailClient</c>.</summary>
static class MailClientKeys
{
    internal static Seq<SettingKey<MailClientSettings>> Table { get; } = Seqs.Of(
        SettingKey.Of("MailFrom", SettingFormats.Mailbox, (MailClientSettings s) => s.MailFrom, (s, v) => s with { MailFrom = v }, required: true),
        SettingKey.Maybe("MTAHost", SettingFormats.Host, (MailClientSettings s) => s.MtaHost, (s, v) => s with { MtaHost = v }),
        SettingKey.Of("MTAPort", SettingFormats.Port, (MailClientSettings s) => s.MtaPort, (s, v) => s with { MtaPort = v }),
        SettingKey.Of(
            "TLS", SettingFormats.Choice(("opportunistic", TlsMode.Opportunistic), ("required", TlsMode.Required), ("implicit", TlsMode.Implicit), ("none", TlsMode.None)),
            (MailClientSettings s) => s.Tls, (s, v) => s with { Tls = v }),
        SettingKey.Maybe("AuthUsername", SettingFormats.Words, (MailClientSettings s) => s.AuthUsername, (s, v) => s with { AuthUsername = v }),
        SettingKey.Maybe("AuthPassword", SettingFormats.Hidden, (MailClientSettings s) => s.AuthPassword, (s, v) => s with { AuthPassword = v }),
        SettingKey.Maybe("AuthPasswordFile", SettingFormats.Words, (MailClientSettings s) => s.AuthPasswordFile, (s, v) => s with { AuthPasswordFile = v }),
        SettingKey.Maybe("AuthTokenFile", SettingFormats.Words, (MailClientSettings s) => s.AuthTokenFile, (s, v) => s with { AuthTokenFile = v }),
        SettingKey.Of("AuthTokenCommand", SettingFormats.List(SettingFormats.Words, nonEmpty: false, most: 100), (MailClientSettings s) => s.AuthTokenCommand, (s, v) => s with { AuthTokenCommand = v }),
        SettingKey.Maybe("PickupDirectory", SettingFormats.Words, (MailClientSettings s) => s.PickupDirectory, (s, v) => s with { PickupDirectory = v }),
        SettingKey.Of("AllowPlaintextAuth", SettingFormats.Flag, (MailClientSettings s) => s.AllowPlaintextAuth, (s, v) => s with { AllowPlaintextAuth = v }),
        SettingKey.Of("VerifyCertificate", SettingFormats.Flag, (MailClientSettings s) => s.VerifyCertificate, (s, v) => s with { VerifyCertificate = v }),
        SettingKey.Of(
            "On8Bit", SettingFormats.Choice(("send", EightBitTreatment.Send), ("encode", EightBitTreatment.Encode), ("refuse", EightBitTreatment.Refuse)),
            (MailClientSettings s) => s.On8Bit, (s, v) => s with { On8Bit = v }),
        SettingKey.Of("Trial", SettingFormats.TimeOrNone(TimeSpan.FromDays(1)), (MailClientSettings s) => s.Trial, (s, v) => s with { Trial = v }),
        SettingKey.Of("Connections", SettingFormats.Number(1, 1000), (MailClientSettings s) => s.Connections, (s, v) => s with { Connections = v }),
        SettingKey.Of("Timeout", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), (MailClientSettings s) => s.Timeout, (s, v) => s with { Timeout = v }))
        .Then(RelayProfileKeys.Table)
        .Then(Seqs.Of(SettingKey.Nested("Signing", SigningKeys.Table, SigningSettings.None, (MailClientSettings s) => s.Signing, (s, v) => s with { Signing = v })));

    /// <summary>What holds where a key is absent. A login demands that the relay proves who it is; port 465 means TLS from the first octet (RFC 8314 §3.3).</summary>
    internal static MailClientSettings Seed(JsonElement section) => new(
        MailFrom: Placeholder.Mailbox,
        MtaHost: default,
        MtaPort: 25,
        Tls: TlsModes.At(SettingSection.Find(section, "MTAPort").Filter(port => port.ValueKind == JsonValueKind.Number && port.TryGetInt32(out _)).Map(port => port.GetInt32()).IfNone(25)),
        AuthUsername: default,
        AuthPassword: default,
        AuthPasswordFile: default,
        AuthTokenFile: default,
        AuthTokenCommand: default,
        PickupDirectory: default,
        AllowPlaintextAuth: false,
        VerifyCertificate: Seqs.Of("AuthPassword", "AuthPasswordFile", "AuthTokenFile", "AuthTokenCommand").Exists(key => SettingSection.Find(section, key).IsSome),
        On8Bit: EightBitTreatment.Send,
        Trial: TimeSpan.FromMinutes(10),
        Connections: 10,
        Timeout: TimeSpan.FromSeconds(60));
}
