using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Laitos.Integration.Peers;

/// <summary>A certificate of mx.example.com with an authority between it and the root.</summary>
static class CertificateChain
{
    /// <summary>Writes <c>chain.pem</c>, <c>key.pem</c> and, for clients, <c>root.pem</c> into a folder.</summary>
    public static void Write(string folder)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=Root", rootKey).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(3));

        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Authority("CN=Intermediate", middleKey).Create(root, DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2), [2]);
        using var middle = signed.CopyWithPrivateKey(middleKey);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.com", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("mx.example.com");
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(middle, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [3]);

        File.WriteAllText(Path.Combine(folder, "chain.pem"), server.ExportCertificatePem() + "\n" + middle.ExportCertificatePem() + "\n");
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "root.pem"), root.ExportCertificatePem());
    }

    static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}
