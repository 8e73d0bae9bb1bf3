using System.Text.RegularExpressions;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Signatures;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Signing;

namespace Laitos.Properties.Oracle;

/// <summary>Generated mails for independent verifiers, signed and changed, and the keys for them.</summary>
static class SignedSamples
{
    public const string Author = "a.example";

    public static readonly Dictionary<KeyKind, GeneratedKey> Keys = Enum.GetValues<KeyKind>().ToDictionary(kind => kind, KeyGeneration.New);

    public static readonly Dictionary<string, string> Records = Keys.ToDictionary(key => $"{Selector(key.Key)}._domainkey.{Author}", key => key.Value.RecordText)
        .Concat(Reference.Zone.Names.Keys.Select(name => KeyValuePair.Create(name, Text(name)))).ToDictionary();

    public static KeyZone Zone { get; } = KeyZone.Of([.. Records.Select(record => (record.Key, record.Value))]);

    /// <summary>Mails as they arrive by SMTP: each line ends with CRLF, and nothing else ends one. No blank stands before a colon: dkimpy takes no such field.</summary>
    public static UnsignedMail[] Samples(int count) => [.. SignatureArbitraries.Mails().Generator.Sample(count, 10).Select(mail => new UnsignedMail(
        Regex.Replace(mail.Header, "^([A-Za-z-]+) :", "$1:", RegexOptions.Multiline),
        Regex.Replace(mail.Body, "\r(?!\n)|(?<!\r)\n", "") + (mail.Body.Length == 0 ? "" : "\r\n")))];

    public static Octets SignedByUs(UnsignedMail mail, KeyKind kind)
    {
        var key = SigningKeyFile.Read(Keys[kind].Pem.Reveal()).Match(read => read, problem => throw new InvalidOperationException(problem));
        var digest = BodyDigester.Of(Seqs.Of(DkimSigner.Body), Octets.Latin1(mail.Body).Span).Of.Find(DkimSigner.Body).IfNone(Octets.Empty);
        var field = DkimSigner.Sign(HeaderSection.Parse(mail.Octets), digest, new SigningIdentity(Verifying.Domain(Author), Selector(kind), key), new Instant(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        return new Octets((byte[])[.. field.Span, .. mail.Octets.Span]);
    }

    /// <summary>The mail with one octet changed, or a line added, doubled or taken away, or as it is.</summary>
    public static Octets Changed(Octets mail, Random random)
    {
        var text = mail.ToLatin1();
        var at = random.Next(text.Length);
        var line = text.LastIndexOf('\n', at) + 1;
        var end = text.IndexOf('\n', at) is var found and >= 0 ? found + 1 : text.Length;
        return Octets.Latin1(random.Next(7) switch
        {
            0 => text[at] is '\r' or '\n' ? text : text[..at] + " \tab;:=,X1"[random.Next(10)] + text[(at + 1)..],
            1 => text[at] is '\n' ? text : text.Insert(at, " \tab;:=,X1"[random.Next(10)].ToString()),
            2 => random.GetItems(["To: x\r\n", "From: x\r\n", "X-New: x\r\n"], 1)[0] + text,
            3 => text.Insert(line, text[line..end]),
            4 => text.Remove(line, end - line),
            5 => text + random.GetItems(["\r\n", "\r\n\r\n", " \r\n", "x\r\n"], 1)[0],
            _ => text,
        });
    }

    /// <summary>Mails that are signed, by the reference or by us, and then changed in one place or not at all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the changes.</param>
    /// <param name="simpleHeader">True for those too whose header fields are hashed as they are.</param>
    public static Octets[] SignedAndChanged(int count, int seed, bool simpleHeader = true)
    {
        var random = new Random(seed);
        var choices = SignatureArbitraries.Choices().Generator.Sample(count, 10).Select(choice => simpleHeader ? choice : choice with { HeaderForm = "relaxed" }).ToArray();
        return [.. Samples(count).Select((mail, i) => Changed(i % 3 == 0 ? SignedByUs(mail, (KeyKind)(i % 2)) : Reference.Sign(mail, choices[i]), random))];
    }

    /// <summary>True when the first signature passes.</summary>
    public static bool Passes(Octets mail) => Verifying.VerifyToday(mail, Zone.Ask).Dkim is { IsEmpty: false } found && found.Head.Result == DkimResult.Pass;

    public static string Selector(KeyKind kind) => kind.ToString().ToLowerInvariant();

    static string Text(string name) => ((RecordData.Text)((Answer.Records)Reference.Zone.Names[name]).Data.Head).Value.ToUtf8();
}
