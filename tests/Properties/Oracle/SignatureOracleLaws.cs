using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Signatures;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

namespace Laitos.Properties.Oracle;

/// <summary>MimeKit's verifier, which shares no line with ours, comes to the same result.</summary>
public class SignatureOracleLaws
{
    /// <summary>
    /// Whatever octet of a signed mail becomes which printable one. Left out is where MimeKit reads a header section otherwise: changes within it, and
    /// lines of a body that do not end with CRLF.
    /// </summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 150)]
    public void A_mail_passes_or_not(UnsignedMail mail, SigningChoice choice, ushort at, byte to, bool change)
    {
        var whole = mail with { Body = mail.Body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal) + "end\r\n" };
        byte[] octets = [.. Reference.Sign(whole, choice with { Limit = default }).Span];
        if (change)
        {
            octets[octets.Length - 3 - (at % (whole.Body.Length - 2))] = (byte)('!' + (to % 90));
        }

        Assert.That(Verifying.Verify(new Octets(octets), Reference.Zone.Ask).Dkim.Head.Result == DkimResult.Pass, Is.EqualTo(MimeKitPasses(octets)), new Octets(octets).ToString());
    }

    static bool MimeKitPasses(byte[] octets)
    {
        var message = MimeMessage.Load(new MemoryStream(octets));
        var verifier = new DkimVerifier(new ZoneLocator());
        verifier.Enable(DkimSignatureAlgorithm.Ed25519Sha256);
        return verifier.Verify(message, message.Headers[message.Headers.IndexOf(HeaderId.DkimSignature)]);
    }

    sealed class ZoneLocator : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            GetPublicKey(((RecordData.Text)((Answer.Records)Reference.Zone.Ask(new Question($"{selector}._domainkey.{domain}", RecordType.Txt))).Data.Head).Value.ToUtf8());

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
