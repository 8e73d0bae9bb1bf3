using System.Text.Json.Nodes;

namespace Laitos.Properties.Arbitraries;

/// <summary>One mistake that can be planted in a good configuration, and the path under which it must be reported.</summary>
public sealed record Mistake(string Path, string Section, string Key, string Json)
{
    /// <summary>Mistakes that do not touch each other: any of them may be planted together.</summary>
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("MailDaemon.Address", "MailDaemon", "Address", "\"nowhere\""),
        new("MailDaemon.Port", "MailDaemon", "Port", "65536"),
        new("MailDaemon.PerIPLimit", "MailDaemon", "PerIPLimit", "-1"),
        new("MailDaemon.MyDomains[1]", "MailDaemon", "MyDomains", "[\"example.com\", \"-x-\"]"),
        new("MailDaemon.ForwardTo[2]", "MailDaemon", "ForwardTo", "[\"me@dest.test\", \"you@dest.test\", \"nobody\"]"),
        new("MailDaemon.TLSCertPath", "MailDaemon", "TLSCertPath", "7"),
        new("MailDaemon.EnvelopeSender", "MailDaemon", "EnvelopeSender", "\"verp\""),
        new("MailDaemon.BounceTo", "MailDaemon", "BounceTo", "\"nobody\""),
        new("MailDaemon.BounceDomain", "MailDaemon", "BounceDomain", "\"-x-\""),
        new("MailDaemon.BounceKeys[0]", "MailDaemon", "BounceKeys", "[\"too short\"]"),
        new("MailDaemon.BounceKeyFile", "MailDaemon", "BounceKeyFile", "7"),
        new("MailDaemon.BounceLifetime", "MailDaemon", "BounceLifetime", "\"12h\""),
        new("MailDaemon.SrsHashLength", "MailDaemon", "SrsHashLength", "3"),
        new("MailDaemon.Hostname", "MailDaemon", "Hostname", "\"a b\""),
        new("MailDaemon.BlockLists[0].Weight", "MailDaemon", "BlockLists", "[{\"Zone\": \"l.test\", \"Weight\": 0}]"),
        new("MailDaemon.BlockThreshold", "MailDaemon", "BlockThreshold", "0"),
        new("MailDaemon.BlockAt", "MailDaemon", "BlockAt", "\"later\""),
        new("MailDaemon.RoleMailboxes[1]", "MailDaemon", "RoleMailboxes", "[\"abuse\", \"abuse@example.com\"]"),
        new("MailDaemon.DmarcRewrite", "MailDaemon", "DmarcRewrite", "true"),
        new("MailDaemon.DnsUnavailable", "MailDaemon", "DnsUnavailable", "\"panic\""),
        new("MailDaemon.TrustedProxies[0]", "MailDaemon", "TrustedProxies", "[\"10.0.0.1/8\"]"),
        new("MailDaemon.Limits.Recipients", "MailDaemon", "Limits", "{\"Recipients\": 99}"),
        new("MailDaemon.Delivery", "MailDaemon", "Delivery", "\"sometimes\""),
        new("MailDaemon.DeliveryWait", "MailDaemon", "DeliveryWait", "\"121s\""),
        new("MailDaemon.Postmaster", "MailDaemon", "Postmaster", "\"example.net\""),
        new("MailDaemon.Scanner.Address", "MailDaemon", "Scanner", "{\"Address\": \"127.0.0.1\"}"),
        new("MailDaemon.Trace.Keep", "MailDaemon", "Trace", "{\"Keep\": \"30m\"}"),
        new("MailDaemon.Status.Port", "MailDaemon", "Status", "{\"Port\": 0}"),
        new("MailDaemon.Prot", "MailDaemon", "Prot", "25"),
        new("MailClient.Profile", "MailClient", "Profile", "\"sendmail\""),
        new("MailClient.ForeignFrom", "MailClient", "ForeignFrom", "\"yes\""),
        new("MailClient.NullSender", "MailClient", "NullSender", "0"),
        new("MailClient.MailFrom", "MailClient", "MailFrom", "null"),
        new("MailClient.MTAHost", "MailClient", "MTAHost", "\"a..b\""),
        new("MailClient.MTAPort", "MailClient", "MTAPort", "\"25\""),
        new("MailClient.AllowPlaintextAuth", "MailClient", "AllowPlaintextAuth", "1"),
        new("MailClient.Connections", "MailClient", "Connections", "1.5"),
        new("MailClient.Timeout", "MailClient", "Timeout", "\"11m\""),
        new("MailClient.AuthPassword", "MailClient", "AuthUsername", "\"me\""),
        new("DNS.Servers[1]", "DNS", "Servers", "[\"192.0.2.53\", \"ns.example.com\"]"),
        new("Spool.Directory", "Spool", "Directory", "[\"spool\"]"),
        new("Spool.Retry[1]", "Spool", "Retry", "[\"1m\", \"25h\"]"),
        new("Spool.Expire", "Spool", "Expire", "\"31d\""),
        new("Spool.DelayNotice", "Spool", "DelayNotice", "\"59s\""),
        new("Spool.Expires", "Spool", "Expires", "\"3d\""),
        new("MailFilters.PINAndShortcuts.Passwords[1]", "MailFilters", "PINAndShortcuts", """{"Passwords": ["verysecret", "short1"]}"""),
        new("MailFilters.TranslateSequences.Sequences[1][0]", "MailFilters", "TranslateSequences", """{"Sequences": [["a", ""], ["", "b"]]}"""),
        new("MailFilters.LintText.MaxLength", "MailFilters", "LintText", """{"TrimSpaces": true, "MaxLength": 34}"""),
        new("MailFilters.NotifyViaEmail.Recipients[0]", "MailFilters", "NotifyViaEmail", """{"Recipients": ["nobody"]}"""),
        new("MailFilters.Senders", "MailFilters", "Senders", "[]"),
        new("MailFilters.Forward", "MailFilters", "Forward", "\"never\""),
        new("MailFilters.LintTxt", "MailFilters", "LintTxt", "{}"),
        new("Features.Shell.Unrestricted", "Features", "Shell", """{"Unrestricted": "yes"}"""),
        new("Features.TwoFACodeGenerator.SecretFile.HexIV", "Features", "TwoFACodeGenerator", """{"SecretFile": {"FilePath": "x", "HexIV": "00"}}"""),
        new("Features.AESDecrypt.EncryptedFiles.w.FilePath", "Features", "AESDecrypt", """{"EncryptedFiles": {"w": {"HexIV": "00112233445566778899aabbccddeeff"}}}"""),
        new("Features.TextSearch.FilePaths.two words", "Features", "TextSearch", """{"FilePaths": {"two words": "x"}}"""),
        new("Features.RSS.Sources[0]", "Features", "RSS", """{"Sources": ["ftp://example.com/"]}"""),
        new("Features.Programs.b.Prefix", "Features", "Programs", """{"a": {"Prefix": ".x", "Path": "/x"}, "b": {"Prefix": ".X", "Path": "/x"}}"""),
        new("Features.Progams", "Features", "Progams", "{}"),
    ];

    /// <summary>The configuration with this mistake in it.</summary>
    public JsonObject Plant(JsonObject configuration)
    {
        configuration[Section]!.AsObject()[Key] = JsonNode.Parse(Json);
        return configuration;
    }
}
