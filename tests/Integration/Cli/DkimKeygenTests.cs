using System.Text.RegularExpressions;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;
using Laitos.Signatures.Signing;

namespace Laitos.Integration.Cli;

public class DkimKeygenTests
{
    [TestCase(KeyKind.Rsa2048)]
    [TestCase(KeyKind.Ed25519)]
    public void A_key_is_written_for_its_owner_alone_and_its_record_printed(KeyKind kind)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "key.pem");
        var (code, output, errors) = Run("example.com", "s2026", file, kind);

        Assert.That((code, errors), Is.EqualTo((0, "")));
        var record = SigningKeyFile.Read(File.ReadAllText(file)).Match(key => key.RecordText, problem => problem);
        Assert.That(output, Does.Contain($"s2026._domainkey.example.com{Environment.NewLine}{record}{Environment.NewLine}"));
        Assert.That(string.Concat(Regex.Matches(output, "\"([^\"]*)\"").Select(match => match.Groups[1].Value)), Is.EqualTo(record));
        Assert.That(output, Does.Not.Contain("PRIVATE").And.Contain("s2026._domainkey.example.com. IN TXT ( \"v=DKIM1; k="));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    /// <summary>openssl takes the public half out of the file that we wrote.</summary>
    [TestCase(KeyKind.Rsa2048)]
    [TestCase(KeyKind.Ed25519)]
    public async Task Openssl_reads_the_key(KeyKind kind)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "key.pem");
        Run("example.com", "s2026", file, kind);
        var (code, output) = await Programs.Run("openssl", "pkey", "-in", file, "-pubout");
        Assert.That(code, Is.Zero, output);
        var published = SigningKeyFile.Read(await File.ReadAllTextAsync(file)).Match(key => key.RecordText.Split("p=")[1], problem => problem);
        Assert.That(string.Concat(output.Split('\n').Where(line => !line.StartsWith('-'))), Does.EndWith(published));
    }

    [Test]
    public void A_file_that_exists_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "key.pem");
        File.WriteAllText(file, "precious");
        Assert.That(Run("example.com", "s2026", file), Is.EqualTo((2, "", $"{file} exists: a key is not overwritten{Environment.NewLine}")));
        Assert.That(File.ReadAllText(file), Is.EqualTo("precious"));
    }

    [TestCase("example..com", "s1", "the domain example..com is no domain name")]
    [TestCase("example.com", "s_1 ", "the selector s_1  is no label, such as s2026: letters, digits, hyphens and dots")]
    public void What_is_no_name_is_told_and_nothing_is_written(string domain, string selector, string line)
    {
        using var folder = new TemporaryFolder();
        Assert.That(Run(domain, selector, Path.Combine(folder.Path, "key.pem")), Is.EqualTo((2, "", line + Environment.NewLine)));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void A_folder_that_is_not_there_is_told()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = Run("example.com", "s1", Path.Combine(folder.Path, "absent", "key.pem"));
        Assert.That((code, errors), Is.EqualTo((2, errors)));
        Assert.That(errors, Does.StartWith("the key could not be written: "));
    }

    static (int Code, string Output, string Errors) Run(string domain, string selector, string file, KeyKind kind = KeyKind.Ed25519)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = DkimKeygen.Run(domain, selector, file, kind, new CliTerminal(output, errors, () => Stream.Null, null));
        return (code, output.ToString(), errors.ToString());
    }
}
