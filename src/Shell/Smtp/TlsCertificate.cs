using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Laitos.Shell.Smtp;

/// <summary>The server's certificate from PEM files, and how it is used.</summary>
static class TlsCertificate
{
    /// <summary>Reads the certificate, the chain behind it in the same file, and its key; gives null, or one line that says what is wrong.</summary>
    public static string? Load(string certificatePath, string keyPath, out SslServerAuthenticationOptions? options)
    {
        options = null;
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            using var pem = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);

            // A key that exists only in memory is not taken by every platform's TLS: the round trip through PKCS#12 makes it whole.
            var server = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
            chain.RemoveAt(0);
            options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(server, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,

                // Session tickets break the hand-over from some large senders, and save nothing here.
                AllowTlsResume = false,
                ClientCertificateRequired = false,
                EncryptionPolicy = EncryptionPolicy.RequireEncryption,
            };
            SessionTickets.SwitchOff();
            return null;
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
}
