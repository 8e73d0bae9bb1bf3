using System.Net.Security;
using System.Security.Cryptography;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>The certificate that handshakes are done with now, and its successors from the same files. A session keeps the one that it began with.</summary>
public sealed class ServerCertificate
{
    readonly string certificatePath;
    readonly string keyPath;
    volatile LoadedCertificate current;
    Octets tried;
    Octets seen;

    ServerCertificate(string certificatePath, string keyPath, LoadedCertificate loaded, Octets digest)
    {
        (this.certificatePath, this.keyPath, current) = (certificatePath, keyPath, loaded);
        tried = seen = digest;
    }

    /// <summary>How to do a server handshake.</summary>
    public SslServerAuthenticationOptions Options => current.Options;

    /// <summary>What the certificate says of itself.</summary>
    public CertificateFacts Facts => current.Facts;

    /// <summary>Reads the files; gives the certificate, or one line that says what is wrong with them.</summary>
    public static Either<string, ServerCertificate> Load(string certificatePath, string keyPath)
    {
        var digest = Digest(certificatePath, keyPath);
        return TlsCertificate.Load(certificatePath, keyPath).Map(loaded => new ServerCertificate(certificatePath, keyPath, loaded, digest));
    }

    /// <summary>Reads the files again. One that cannot be used leaves the present one in force; gives the line that says why, or null.</summary>
    public string? Reload()
    {
        tried = seen = Digest(certificatePath, keyPath);
        return TlsCertificate.Load(certificatePath, keyPath).MatchUnsafe<string?>(
            Right: loaded =>
            {
                current = loaded;
                return null;
            },
            Left: trouble => trouble);
    }

    /// <summary>True when the files hold something new that has not changed since the last look: whoever writes them one after the other is not interrupted.</summary>
    public bool HasSettledChange()
    {
        var before = seen;
        seen = Digest(certificatePath, keyPath);
        return seen == before && seen != tried;
    }

    /// <summary>Whatever its owner should know of the certificate now.</summary>
    public Seq<CertificateFinding> Judge(DomainName hostname) => Facts.Judge(hostname, Clock.Now);

    /// What the files hold, or that they cannot be read.
    static Octets Digest(params ReadOnlySpan<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            try
            {
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
            }
            catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
            {
                hash.AppendData("absent"u8);
            }
        }

        return new Octets(hash.GetHashAndReset());
    }
}
