using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Laitos.Signatures.Signing;

namespace Laitos.Properties.Signatures;

public class SigningKeyTests
{
    static readonly RSA Rsa = RSA.Create(2048);

    [Test]
    public void Keys_of_both_PKCS_forms_are_read()
    {
        var expected = $"v=DKIM1; k=rsa; p={Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo())}";
        Assert.That(Read(Rsa.ExportRSAPrivateKeyPem()), Is.EqualTo(expected));
        Assert.That(Read(Rsa.ExportPkcs8PrivateKeyPem()), Is.EqualTo(expected));
        Assert.That(Read("Key of the mail server, made in May\n" + Rsa.ExportPkcs8PrivateKeyPem().Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n"), Is.EqualTo(expected));
    }

    /// <summary>The key of RFC 8410 §10.3 and its public half of §10.1.</summary>
    [Test]
    public void An_ed25519_key_is_read() => Assert.That(
        Read("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n"),
        Is.EqualTo("v=DKIM1; k=ed25519; p=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="));

    [TestCase("", "it is no PEM file: the line -----BEGIN PRIVATE KEY----- is missing, or the lines below it are damaged")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nAAAA\n", "it is no PEM file: the line -----BEGIN PRIVATE KEY----- is missing, or the lines below it are damaged")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "the key in it is damaged")]
    [TestCase("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "the key in it is damaged")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK\n-----END PRIVATE KEY-----", "the key in it is damaged")]
    [TestCase("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "it holds the public key: the private one is needed")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "it holds a certificate: a private key is needed")]
    [TestCase("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", "it holds no private key of RSA or ed25519")]
    [TestCase("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "the key is protected by a password: store it without one, readable by the daemon alone")]
    public void What_is_no_key_is_told(string text, string problem) => Assert.That(Read(text), Is.EqualTo(problem));

    [Test]
    public void A_key_of_another_kind_or_size_is_told()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(512);
        Assert.That(Read(curve.ExportPkcs8PrivateKeyPem()), Is.EqualTo("its key is neither of RSA nor of ed25519"));
        Assert.That(Read(small.ExportPkcs8PrivateKeyPem()), Is.EqualTo("its key has 512 bits: receivers accept 1024 to 4096"));
    }

    /// <summary>Whatever is wrong with a file, no word of it comes into the message.</summary>
    [Property(MaxTest = 300)]
    public void No_message_holds_a_part_of_the_key(ushort at, char to, bool inHead)
    {
        var pem = Rsa.ExportPkcs8PrivateKeyPem();
        var place = inHead ? at % 30 : at % pem.Length;
        var told = SigningKeyFile.Read(pem[..place] + to + pem[(place + 1)..]).Match(key => key.ToString(), problem => problem)!;
        var words = Regex.Matches(pem, "[A-Za-z0-9+/]{12,}").Select(match => match.Value);
        Assert.That(words.Where(word => told.Contains(word[..12], StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase(KeyKind.Rsa2048)]
    [TestCase(KeyKind.Ed25519)]
    public void A_new_key_is_read_and_its_record_can_be_entered(KeyKind kind)
    {
        var key = KeyGeneration.New(kind);
        Assert.That(Read(key.Pem.Reveal()), Is.EqualTo(key.RecordText));
        Assert.That(key.ToString(), Does.Not.Contain("PRIVATE"));
        var line = KeyRecordLine.Zone(new KeyRecordName(Verifying.Domain("own.example"), "s1"), key.RecordText);
        var strings = Regex.Matches(line, "\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToArray();
        Assert.That(line, Does.StartWith("s1._domainkey.own.example. IN TXT ( \""));
        Assert.That(string.Concat(strings), Is.EqualTo(key.RecordText));
        Assert.That(strings, Has.All.Length.InRange(1, 255));
    }

    [TestCase("Own.Example.", "S1", "s1._domainkey.own.example")]
    [TestCase("own.example", "2026.may", "2026.may._domainkey.own.example")]
    [TestCase("own..example", "s1", "the domain own..example is no domain name")]
    [TestCase("own.example", "s 1", "the selector s 1 is no label, such as s2026: letters, digits, hyphens and dots")]
    [TestCase("own.example", "", "the selector  is no label, such as s2026: letters, digits, hyphens and dots")]
    public void The_name_of_a_record(string domain, string selector, string expected) =>
        Assert.That(KeyRecordLine.Parse(domain, selector).Match(name => name.ToString(), problem => problem), Is.EqualTo(expected));

    static string Read(string text) => SigningKeyFile.Read(text).Match(key => key.RecordText, problem => problem);
}
