using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Laitos.Integration.Support;

/// <summary>A self-signed certificate as PEM files: of mx.example.com and for a day, unless something else is asked for.</summary>
public static class TestCertificate
{
    /// <summary>Writes <c>cert.pem</c> and <c>key.pem</c> into a folder.</summary>
    public static void Write(string folder, string host = "mx.example.com", DateTimeOffset? until = null)
    {
        var end = until ?? DateTimeOffset.UtcNow.AddDays(1);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned((end < DateTimeOffset.UtcNow ? end : DateTimeOffset.UtcNow).AddDays(-1), end);
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
