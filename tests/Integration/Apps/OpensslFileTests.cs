using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Integration.Peers;
using LanguageExt;

namespace Laitos.Integration.Apps;

/// <summary>Files as openssl itself writes them here and now, of all lengths around the size of a block.</summary>
public class OpensslFileTests
{
    static readonly Instant Now = new(59_000);

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(10)]
    [TestCase(11)]
    [TestCase(100_000)]
    public async Task They_are_searched_and_their_keys_give_codes(int padding)
    {
        var folder = Directory.CreateTempSubdirectory("laitos-openssl-").FullName;
        try
        {
            var (plain, encrypted) = (Path.Combine(folder, "plain"), Path.Combine(folder, "encrypted"));
            File.WriteAllText(plain, $"bank: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n{new string('x', padding)}");
            var (code, told) = await Programs.Run("openssl", "enc", "-aes256", "-md", "md5", "-p", "-pass", "pass:correct horse", "-in", plain, "-out", encrypted);
            Assert.That(code, Is.Zero, told);
            var (key, iv) = (Fact(told, "key="), Fact(told, "iv ="));

            var file = new EncryptedFile(encrypted, new Secret(iv), new Secret(key[..44]));
            var policy = new AppPolicy(false, Option<string>.None, file, Seqs.Of(("notes", file)), default, default, default);
            Assert.That((await TestHost.Command(policy, ".a", $"notes {key[44..]} BANK", Now)).Output, Is.EqualTo("bank: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n"));
            Assert.That((await TestHost.Command(policy, ".2", $"{key[44..]} bank", Now)).Output, Is.EqualTo("bank: 755224 287082 359152\n"));
            Assert.That((await TestHost.Command(policy, ".2", $"{new string([.. key[44..].Reverse()])} bank", Now)).Output, Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string Fact(string told, string name) => told.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
}
