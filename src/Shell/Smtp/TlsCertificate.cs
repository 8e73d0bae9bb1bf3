using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>A certificate that was read and found usable.</summary>
/// <param name="Options">How to do a server handshake with it.</param>
/// <param name="Facts">What it says of itself.</param>
sealed record LoadedCertificate(SslServerAuthenticationOptions Options, CertificateFacts Facts);

/// <summary>Reads the server's certificate from PEM files.</summary>
static class TlsCertificate
{
    const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>Reads the certificate, the chain behind it in the same file, and its key; or gives one line that says what is wrong.</summary>
    public static Either<string, LoadedCertificate> Load(string certificatePath, string keyPath)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            using var pem = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);

            // A key that exists only in memory is not taken by every platform's TLS: the round trip through PKCS#12 makes it whole.
            var server = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
            chain.RemoveAt(0);
            SessionTickets.SwitchOff();
            return new LoadedCertificate(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(server, chain, offline: true),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,

                    // Session tickets break the hand-over from some large senders, and save nothing here.
                    AllowTlsResume = false,
                    ClientCertificateRequired = false,
                    EncryptionPolicy = EncryptionPolicy.RequireEncryption,
                },
                FactsOf(server));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return $"the TLS certificate or its key cannot be read: {wrong.Message} Check MailDaemon.TLSCertPath and MailDaemon.TLSKeyPath, and that this user may read both files.";
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return $"the TLS certificate or its key is not usable: {wrong.Message} MailDaemon.TLSCertPath wants PEM with the server's certificate on top and its chain below; MailDaemon.TLSKeyPath the matching unencrypted PEM key.";
        }
    }

    /// The common name counts only where there are no other names (RFC 9525 §2 gives it up; old private authorities do not).
    static CertificateFacts FactsOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions
            .Where(extension => extension.Oid?.Value == SubjectAlternativeName)
            .SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames())
            .ToArray();
        return new CertificateFacts(
            new Instant(new DateTimeOffset(certificate.NotBefore.ToUniversalTime()).ToUnixTimeMilliseconds()),
            new Instant(new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeMilliseconds()),
            (names.Length > 0 ? names : [certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)]).Where(name => name.Length > 0).Gather());
    }
}
