using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Laitos.Properties.Signatures;

/// <summary>The forms of RFC 6376 §3.4 and its signing algorithm, written down once more as simply as can be: whole texts and regular expressions.</summary>
static class Reference
{
    public const string Signer = "a.example";

    public const string EmptyBodyHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    static readonly RSA Rsa = RSA.Create(2048);

    static readonly Ed25519PrivateKeyParameters Ed25519 = new([.. Enumerable.Range(1, 32).Select(octet => (byte)octet)]);

    public static string RsaPublic { get; } = Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo());

    public static string Ed25519Public { get; } = Convert.ToBase64String(Ed25519.GeneratePublicKey().GetEncoded());

    /// <summary>The keys of the signer, at the selectors <c>rsa</c> and <c>ed</c>.</summary>
    public static KeyZone Zone { get; } = KeyZone.Of(($"rsa._domainkey.{Signer}", $"v=DKIM1; p={RsaPublic}"), ($"ed._domainkey.{Signer}", $"v=DKIM1; k=ed25519; p={Ed25519Public}"));

    /// <summary>A body in its form, as Latin-1.</summary>
    public static string Body(string form, string body)
    {
        var lines = body.Split("\r\n").Select(line => form == "relaxed" ? Regex.Replace(Regex.Replace(line, "[ \t]+", " "), @" \z", "") : line).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.Count == 0 && form == "simple" ? "\r\n" : string.Concat(lines.Select(line => line + "\r\n"));
    }

    /// <summary>A field in its form, as Latin-1.</summary>
    public static string Field(string form, string raw)
    {
        var colon = raw.IndexOf(':');
        return form == "simple" ? raw
            : raw[..colon].TrimEnd(' ', '\t').ToLowerInvariant() + ":" + Regex.Replace(raw[(colon + 1)..], "(\r\n|\n|[ \t])+", " ").Trim(' ') + "\r\n";
    }

    /// <summary>The fields of these names in their forms, the lowest of a name first.</summary>
    public static string Header(string form, HeaderSection section, IEnumerable<string> names)
    {
        var left = section.Fields.AsEnumerable().Reverse().ToList();
        var text = "";
        foreach (var name in names)
        {
            if (left.Find(field => field.Is(name)) is { } field)
            {
                left.Remove(field);
                text += Field(form, field.Raw.ToLatin1());
            }
        }

        return text;
    }

    /// <summary>The mail with a signature in front.</summary>
    public static Octets Sign(UnsignedMail mail, SigningChoice choice, string tags = "")
    {
        var body = Body(choice.BodyForm, mail.Body);
        var limit = choice.Limit.Map(length => Math.Min(length, body.Length));
        var unsigned = $"DKIM-Signature: v=1; a={(choice.Ed25519 ? "ed25519" : "rsa")}-sha256; c={choice.HeaderForm}/{choice.BodyForm}; d={Signer};\r\n"
            + $" s={(choice.Ed25519 ? "ed" : "rsa")}; h={string.Join(" : ", choice.Names)};\r\n{limit.Match(length => $" l={length};", () => "")}{tags}"
            + $" bh={Convert.ToBase64String(SHA256.HashData(Latin1(body[..limit.IfNone(body.Length)])))}; b=";
        var header = Header(choice.HeaderForm, HeaderSection.Parse(mail.Octets), choice.Names) + Field(choice.HeaderForm, unsigned + "\r\n")[..^2];
        return Octets.Latin1(unsigned + Convert.ToBase64String(Sign(choice.Ed25519, SHA256.HashData(Latin1(header)))) + "\r\n" + mail.Octets.ToLatin1());
    }

    /// <summary>A mail with a chain of that many sets (RFC 8617 §5.1), whose seal of one instance was made over something else.</summary>
    public static Octets Chain(int sets, int wrong)
    {
        const string from = "From: ann@a.example\r\n";
        var (before, all) = ("", from + "\r\nHello\r\n");
        for (var i = 1; i <= sets; i++)
        {
            var results = $"ARC-Authentication-Results: i={i}; mx.a.example; dkim=pass\r\n";
            var message = Signed(Field("relaxed", from), $"ARC-Message-Signature: i={i}; a=ed25519-sha256; c=relaxed/relaxed; d={Signer}; s=ed; h=from; bh={Convert.ToBase64String(SHA256.HashData("Hello\r\n"u8))}; b=");
            before += Field("relaxed", results) + Field("relaxed", message);
            var seal = Signed(i == wrong ? "x" : before, $"ARC-Seal: i={i}; a=ed25519-sha256; cv={(i == 1 ? "none" : "pass")}; d={Signer}; s=ed; b=");
            before += Field("relaxed", seal);
            all = seal + message + results + all;
        }

        return Octets.Latin1(all);
    }

    /// A field with its signature behind what stands before it.
    static string Signed(string before, string unsigned) =>
        unsigned + Convert.ToBase64String(Sign(true, SHA256.HashData(Latin1(before + Field("relaxed", unsigned + "\r\n")[..^2])))) + "\r\n";

    static byte[] Sign(bool ed25519, byte[] digest)
    {
        if (!ed25519)
        {
            return Rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        var signer = new Ed25519Signer();
        signer.Init(true, Ed25519);
        signer.BlockUpdate(digest, 0, digest.Length);
        return signer.GenerateSignature();
    }

    static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
