using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Shell.Configuration;
using Laitos.Shell.Smtp;
using Laitos.Signatures.Signing;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Looks at the files of keys: the server's certificate with its chain, and the key that signs.</summary>
static class CertificateProbe
{
    /// <summary>The certificate, as the daemon would use it.</summary>
    public static Observation Certificate(string path, string keyPath) => ServerCertificate.Load(path, keyPath).Match<Observation>(
        Right: loaded => new Observation.Certificate(loaded.Facts, Chain(path)),
        Left: trouble => new Observation.Nothing(trouble));

    /// <summary>The public half of the key that signs.</summary>
    public static Observation SigningKey(string path) => TextFile.Read(path, TextFile.MostOfKeys).Bind(SigningKeyFile.Read).Match<Observation>(
        Right: key => new Observation.SigningKey(key.Algorithm.Split('-')[0], key.PublicForms, key.RecordText),
        Left: trouble => new Observation.Nothing($"{path}: {trouble}"));

    /// Nothing is fetched: what others need must stand in the file.
    static Seq<string> Chain(string path)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(path);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ExtraStore.AddRange(all);
        return chain.Build(all[0]) ? default : chain.ChainStatus.Select(status => status.Status.ToString()).Distinct().Order(StringComparer.Ordinal).Gather();
    }
}
