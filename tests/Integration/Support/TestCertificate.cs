using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Laitos.Integration.Support;

/// <summary>A self-signed certificate of mx.example.com as PEM files.</summary>
public static class TestCertificate
{
    /// <summary>Writes <c>cert.pem</c> and <c>key.pem</c> into a folder.</summary>
    public static void Write(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
