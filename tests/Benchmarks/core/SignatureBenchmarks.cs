using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Signatures;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Keys;
using Laitos.Signatures.Signing;
using LanguageExt;

namespace Laitos.Benchmarks;

/// <summary>What one RSA-2048 signature over a mail of 4 KiB costs, in its parts: reading it, hashing the body, verifying it with the key at hand; and the arithmetic of RSA alone.</summary>
[MemoryDiagnoser]
public class SignatureBenchmarks
{
    static readonly ArrivalHashing Verifying = new(Verifies: true, Seals: false);
    static readonly Instant Now = new(1_795_694_400_000);

    readonly PublicKeys keys = new();
    readonly byte[] digest = new byte[32];
    RSA rsa = RSA.Create(2048);
    byte[] value = [];
    HeaderSection section = HeaderSection.Parse(Octets.Empty);
    Octets body;
    MailSignatures signatures = MailSignatures.None;
    BodyDigests digests = BodyDigests.None;
    Knowledge known = Knowledge.Empty;

    /// <summary>Makes the mail.</summary>
    [GlobalSetup]
    public void Write()
    {
        rsa = RSA.Create(2048);
        value = rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var key = (SigningKey)SigningKeyFile.Read(rsa.ExportPkcs8PrivateKeyPem());
        var plain = HeaderSection.Parse(Octets.Utf8("From: Bank <news@bank.test>\r\nTo: you@example.com\r\nSubject: Statement\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@bank.test>\r\n\r\n"));
        body = Octets.Utf8(string.Concat(Enumerable.Repeat("A line of a mail that is as long as most of them are, more or less.\r\n", 58)));
        var identity = new SigningIdentity((DomainName)DomainName.Parse("bank.test"), "s1", key);
        var field = DkimSigner.Sign(plain, BodyDigester.Of(Seqs.Of(DkimSigner.Body), body.Span).Of[DkimSigner.Body], identity, Now);
        section = HeaderSection.Parse(new Octets((byte[])[.. field.Span, .. plain.Render().Span]));
        known = Knowledge.Empty.With(new Question("s1._domainkey.bank.test", RecordType.Txt), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Text(Octets.Utf8(key.RecordText)))));
        signatures = Read();
        digests = Hash();
        if (Verify().Dkim.Head.Result != DkimResult.Pass)
        {
            throw new InvalidOperationException("it does not verify");
        }
    }

    /// <summary>When the header section is complete.</summary>
    [Benchmark]
    public MailSignatures Read() => Verifying.Signatures(section);

    /// <summary>While the body arrives.</summary>
    [Benchmark]
    public BodyDigests Hash() => BodyDigester.Of(Verifying.Parts(signatures), body.Span);

    /// <summary>When the mail is complete.</summary>
    [Benchmark]
    public SignatureFindings Verify() => SignatureCheck.Of(known, signatures.At(Now), digests, keys).Match(findings => findings, _ => throw new InvalidOperationException("a key is missing"));

    /// <summary>Of that, the arithmetic.</summary>
    [Benchmark]
    public bool Rsa() => rsa.VerifyHash(digest, value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
