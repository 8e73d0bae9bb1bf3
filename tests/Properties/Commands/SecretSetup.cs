using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Message;
using Laitos.Domain.Settings;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Commands;

/// <summary>Settings and a mail with secrets in every place where they may stand.</summary>
sealed class SecretSetup(SecretCase secretCase)
{
    public const string Line = "Rs8Vty3Nb opens";
    public const string Iv = "5ec2e71a5ec2e71a5ec2e71a5ec2e71a";
    public const string KeyPrefix = "c0ffee17c0ffee17c0ffee17c0ffee17c0ffee17c0ffee17c0ffee17";
    public const string KeyRest = "deadbee5";
    public const string RelayPassword = "Jk4Lmn8Gh-relay";
    public const string AccountKey = "MFRGGZDFMZTWQ2LK";
    public const string ListKey = "w6bq2hx9p4tn7rk3vz5mcd";
    public const string FeedToken = "Tk5Uvw2Xy-feed";

    static readonly string[] Charsets = ["windows-1252", "iso-8859-1", "iso-8859-15", "windows-1251", "koi8-r", "gb2312", "gb18030", "big5", "shift_jis", "euc-kr", "iso-2022-jp", "utf-16be", "us-ascii"];

    /// <summary>The one-time Codes that the mail may hold.</summary>
    public string Codes { get; } = TotpLaws.Pairs(secretCase.Password.Text, CommandSetup.Noon) is { Count: > 0 } pairs ? pairs[4].Digits : "";

    /// <summary>What follows a prefix that nobody knows is not hidden in the mail itself.</summary>
    public bool IsUnknown => secretCase is { Errand: 6, Way: not 2 };

    /// <summary>What nobody may be shown.</summary>
    public IEnumerable<string> Secrets =>
        new[] { secretCase.Password.Core, "Rs8Vty3Nb", "5ec2e71a", "c0ffee17", ListKey, "Tk5Uvw2Xy", KeyRest, "Jk4Lmn8Gh", AccountKey, Codes }.Where(secret => secret.Length > 0);

    /// <summary>The mail, its password and its command in some of the ways in which people write them.</summary>
    public Octets Mail()
    {
        var password = secretCase.Password.Text;
        var command = secretCase.Errand switch
        {
            0 => ".s echo hi",
            1 => $".2 {KeyRest} bank",
            2 => $".a notes {KeyRest} note",
            3 => $".plt 0 300 10 .2 {KeyRest} bank",
            4 => ".e info",
            5 => ".m bob@other.test \"a subject\" text",
            6 => $".zz {KeyRest}",
            7 => $".s echo {password}",
            _ => $".A unknown {KeyRest} note",
        };
        var entitlement = secretCase.Way == 2 ? Line : secretCase.Way == 1 && Codes.Length > 0 ? Codes : password;
        var line = secretCase.Way == 2 ? Line : secretCase.Way == 3 ? $"{entitlement} {command}" : entitlement + command;
        var isSecret = secretCase.Way == 2 || secretCase.Errand is 1 or 2 or 3 or 8;
        string[] lines = ["Hello,", line, "", $"> {line}", $"said {entitlement}{entitlement} {entitlement}{(isSecret ? KeyRest : "")}"];
        var whole = (IsUnknown ? 0 : secretCase.Subject) switch
        {
            0 => "x",
            1 => $"do {line}",
            2 => string.Join("\r\n ", EncodedWord.Encode(line).AsEnumerable()),
            3 => $"Re: {line.Replace(" ", "\r\n ", StringComparison.Ordinal)}",
            >= 5 and var drawn => Word(Charsets[(drawn - 5) % Charsets.Length], line, isBase64: drawn - 5 < Charsets.Length),
            _ => $"=?utf-8?q?{string.Concat(Octets.Utf8(line).Span.ToArray().Select(octet => $"={octet:X2}"))}?=",
        };
        return Octets.Latin1(secretCase.MimeWrapping.Write([.. lines.Select(secretCase.MimeWrapping.Clean)])
            .ToLatin1().Replace("Subject: x\r\n", $"Subject: {Octets.Utf8(whole).ToLatin1()}\r\n", StringComparison.Ordinal));
    }

    /// <summary>The settings, each secret in its place, and what is noticed about them.</summary>
    public (LaitosSettings Settings, Seq<SettingNotice> Notices) Settings()
    {
        JsonObject File() => new() { ["FilePath"] = "/srv/vault", ["HexIV"] = Iv, ["HexKeyPrefix"] = KeyPrefix };
        var root = new JsonObject
        {
            ["MailDaemon"] = new JsonObject { ["MyDomains"] = new JsonArray("example.com"), ["ForwardTo"] = new JsonArray("me@dest.test"), ["BlockLists"] = new JsonArray(new JsonObject { ["Zone"] = $"{ListKey}.zen.dq.example" }) },
            ["MailClient"] = new JsonObject { ["MailFrom"] = "fwd@dest.test", ["MTAHost"] = "relay.test", ["AuthUsername"] = "me", ["AuthPassword"] = RelayPassword },
            ["MailFilters"] = new JsonObject
            {
                ["PINAndShortcuts"] = new JsonObject
                {
                    ["Passwords"] = new JsonArray(secretCase.Password.Text),
                    ["Shortcuts"] = new JsonObject { [Line] = $".2 {KeyRest} bank" },
                },
                ["NotifyViaEmail"] = new JsonObject { ["Recipients"] = new JsonArray("owner@dest.test") },
                ["Forward"] = new[] { "masked", "untouched", "kept" }[secretCase.Treatment],
            },
            ["Features"] = new JsonObject
            {
                ["Shell"] = new JsonObject { ["Unrestricted"] = true },
                ["TwoFACodeGenerator"] = new JsonObject { ["SecretFile"] = File() },
                ["AESDecrypt"] = new JsonObject { ["EncryptedFiles"] = new JsonObject { ["notes"] = File() } },
                ["RSS"] = new JsonObject { ["Sources"] = new JsonArray($"https://me:{FeedToken}@feeds.test/news?token={FeedToken}") },
            },
        };
        using var document = JsonDocument.Parse(root.ToJsonString());
        return SettingsParser.Parse(document.RootElement).Match(
            Succ: parsed => (parsed.Settings, parsed.Notices),
            Fail: problems => throw new InvalidOperationException(problems.ToString()));
    }

    /// <summary>A file as OpenSSL encrypts it with the key of the settings.</summary>
    public static Octets Encrypted(string text)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromHexString(KeyPrefix + KeyRest);
        return new Octets((byte[])[.. "Salted__12345678"u8, .. aes.EncryptCbc(Octets.Utf8(text).Span, Convert.FromHexString(Iv))]);
    }

    /// In the charset, where it has all of the characters.
    static string Word(string charset, string text, bool isBase64)
    {
        var encoding = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? System.Text.Encoding.GetEncoding(charset);
        var (name, octets) = encoding.GetString(encoding.GetBytes(text)) == text ? (charset, encoding.GetBytes(text)) : ("UTF-8", System.Text.Encoding.UTF8.GetBytes(text));
        return isBase64 ? $"=?{name}?B?{Convert.ToBase64String(octets)}?=" : $"=?{name}?Q?{string.Concat(octets.Select(octet => $"={octet:X2}"))}?=";
    }
}
