using Laitos.Integration.Peers;

namespace Laitos.Integration.Commands;

/// <summary>A file that openssl has encrypted, of which the owner keeps one half of the key and the configuration the other.</summary>
/// <param name="Iv">Its initialisation vector.</param>
/// <param name="Prefix">What the configuration holds of its key.</param>
/// <param name="Rest">What the owner keeps.</param>
sealed record Vault(string Iv, string Prefix, string Rest)
{
    /// <summary>The key of an account in it, and the line that holds it.</summary>
    public const string AccountKey = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U", Line = $"bank: {AccountKey}";

    /// <summary>Makes one.</summary>
    public static async Task<Vault> At(string path)
    {
        await File.WriteAllTextAsync(path + ".plain", Line + "\nshop: GEZDGNBVGY3TQOJQ\n");
        var (code, told) = await Programs.Run("openssl", "enc", "-aes256", "-md", "md5", "-p", "-pass", "pass:any", "-in", path + ".plain", "-out", path);
        Assert.That(code, Is.Zero, told);
        File.Delete(path + ".plain");
        var (key, iv) = (Fact(told, "key="), Fact(told, "iv ="));
        return new Vault(iv, key[..40], key[40..]);
    }

    /// <summary>The keys of <c>Features</c> that name it.</summary>
    public string Features(string path)
    {
        var file = $$"""{"FilePath": "{{path}}", "HexIV": "{{Iv}}", "HexKeyPrefix": "{{Prefix}}"}""";
        return $$""" {{CommandDaemon.AnyShell}}, "TwoFACodeGenerator": {"SecretFile": {{file}} }, "AESDecrypt": {"EncryptedFiles": {"notes": {{file}} } } """;
    }

    static string Fact(string told, string name) => told.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
}
