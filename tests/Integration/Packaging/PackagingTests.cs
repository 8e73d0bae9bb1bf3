using System.Text.Json;
using System.Text.RegularExpressions;
using Laitos.Integration.Peers;
using Laitos.Integration.Support;

namespace Laitos.Integration.Packaging;

/// <summary>What is installed: the Debian package in a root of its own, the unit by systemd's own checks, the container file by its grammar.</summary>
[Parallelizable(ParallelScope.All)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PackagingTests
{
    /// <summary>The checkout that the tests were built in.</summary>
    internal static readonly string Source = Checkout(new DirectoryInfo(AppContext.BaseDirectory));

    static readonly string Packaging = Path.Combine(Source, "packaging");

    [Test]
    public async Task The_package_is_installed_upgraded_removed_and_purged_and_the_owners_files_stay()
    {
        using var folder = new TemporaryFolder();
        var (program, root) = (Path.Combine(folder.Path, "laitos"), Path.Combine(folder.Path, "root"));
        File.WriteAllText(program, "#!/bin/sh\necho laitos \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(root, "var/lib/dpkg/info"));
        Directory.CreateDirectory(Path.Combine(root, "var/lib/dpkg/updates"));
        File.WriteAllText(Path.Combine(root, "var/lib/dpkg/status"), "");

        var first = await Build(program, "0.3.0", folder.Path);
        var listed = (await Done("dpkg-deb", "--contents", first)).Split('\n');
        Assert.That(listed, Has.Some.Match(@"^-rwxr-xr-x root/root .* \./usr/bin/laitos$").And.Some.Match(@"^-rw-r--r-- root/root .* \./usr/lib/systemd/system/laitos.service$")
            .And.Some.Match(@"^drwxr-x--- root/root .* \./etc/laitos/$").And.Some.Match(@"\./usr/share/doc/laitos/copyright$"));
        Assert.That(listed.Where(line => line.Length > 0), Is.All.Match(@"\./(usr|etc)?(/.*)?$"));
        foreach (var page in Directory.EnumerateFiles(Path.Combine(Packaging, "../docs"), "*.md").Select(Path.GetFileName))
        {
            Assert.That(listed, Has.Some.EndsWith($" ./usr/share/doc/laitos/{page}"), "a page leads to the others");
        }

        Assert.That(await Dpkg(root, "--install", first), Does.Contain("laitos init -o /etc/laitos/config.json"));
        Assert.That(await Done(Path.Combine(root, "usr/bin/laitos"), "check"), Is.EqualTo("laitos check\n"));
        var configuration = Path.Combine(root, "etc/laitos/config.json");
        File.WriteAllText(configuration, "{}");
        Directory.CreateDirectory(Path.Combine(root, "var/lib/laitos/spool"));
        Directory.CreateDirectory(Path.Combine(root, "var/cache/laitos/x"));

        Assert.That(await Dpkg(root, "--install", await Build(program, "0.4.0", folder.Path)), Does.Not.Contain("laitos init"));
        Assert.That(await Dpkg(root, "--status", "laitos"), Does.Contain("Status: install ok installed").And.Contain("Version: 0.4.0"));
        await Dpkg(root, "--remove", "laitos");
        Assert.That(File.Exists(Path.Combine(root, "usr/bin/laitos")), Is.False);
        Assert.That(await Dpkg(root, "--purge", "laitos"), Does.Contain("/etc/laitos is left in place").And.Contain("/var/lib/laitos is left in place"));
        Assert.That((File.Exists(configuration), Directory.Exists(Path.Combine(root, "var/lib/laitos/spool")), Directory.Exists(Path.Combine(root, "var/cache/laitos"))), Is.EqualTo((true, true, false)));
    }

    [TestCase("absent", "0.3.0", "publish first")]
    [TestCase("laitos", "next", "begins with a digit")]
    public async Task What_cannot_be_packed_is_named(string program, string version, string words)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "laitos"), "");
        var (code, output) = await Programs.Run("sh", Path.Combine(Packaging, "debian", "build.sh"), Path.Combine(folder.Path, program), version, "amd64", folder.Path);
        Assert.That((code, output), Is.EqualTo((2, output)));
        Assert.That(output, Does.Contain(words));
    }

    /// Both kinds of program read such a number in hexadecimal, but one of machine code alone takes none that begins with 0x: it went its own way, without a word.
    [TestCase("laitos.service")]
    [TestCase("Containerfile")]
    public void Settings_of_the_runtime_are_numbers_that_every_program_reads(string file) =>
        Assert.That(
            Regex.Matches(File.ReadAllText(Path.Combine(Packaging, file)), @"DOTNET_GC\w+=(\S+)").Select(match => match.Groups[1].Value), Is.Not.Empty.And.All.Match("^[0-9A-F]+$"));

    [Test]
    public async Task The_unit_has_no_fault_and_gives_the_daemon_no_more_than_it_needs()
    {
        using var folder = new TemporaryFolder();
        var unit = File.ReadAllText(Path.Combine(Packaging, "laitos.service"));
        foreach (var line in (string[])["Type=notify", "DynamicUser=yes", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "ProtectSystem=strict", "StateDirectory=laitos", "Environment=HOME=%S/laitos", "RestartPreventExitStatus=2"])
        {
            Assert.That(unit, Does.Contain("\n" + line + "\n"));
        }

        // The program must be there for the check: any will do.
        var file = Path.Combine(folder.Path, "laitos.service");
        File.WriteAllText(file, unit.Replace("/usr/bin/laitos", "/bin/sh", StringComparison.Ordinal));
        Assert.That((await Programs.Run("systemd-analyze", "verify", "--man=no", file)).Output, Is.Empty);
        var (code, output) = await Programs.Run("systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", file);
        Assert.That(code, Is.Zero, "the exposure is above 2.5: " + output);
    }

    /// <summary>Where no engine builds it, its grammar is checked: known instructions, arguments of commands as JSON, and a user who is not root at the end.</summary>
    [Test]
    public void The_container_file_is_well_formed_and_runs_as_nobody()
    {
        string[] known = ["FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"];
        var instructions = Regex.Replace(File.ReadAllText(Path.Combine(Packaging, "Containerfile")), @"\\\n", " ").Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2)).ToArray();
        Assert.That(instructions.Select(words => words[0]), Is.All.Matches<string>(known.Contains));
        Assert.That(instructions[0][0], Is.EqualTo("FROM"));
        Assert.That(instructions.Last(words => words[0] == "USER")[1], Is.EqualTo("65534:65534"));
        foreach (var words in instructions.Where(words => words[0] is "ENTRYPOINT" or "CMD"))
        {
            using var arguments = JsonDocument.Parse(words[1]);
            Assert.That(arguments.RootElement.GetArrayLength(), Is.Positive);
        }

        Assert.That(Array.FindIndex(instructions, words => words[0] == "USER"), Is.LessThan(Array.FindIndex(instructions, words => words[0] == "ENTRYPOINT")).And.GreaterThan(Array.FindLastIndex(instructions, words => words[0] is "RUN" or "COPY")));
    }

    static async Task<string> Build(string program, string version, string folder)
    {
        Programs.Find("dpkg-deb");
        return (await Done("sh", Path.Combine(Packaging, "debian", "build.sh"), program, version, "amd64", folder)).Trim();
    }

    /// In a root of its own, without the packages that it depends on; its scripts know by DPKG_ROOT where they are.
    static Task<string> Dpkg(string root, params string[] arguments) =>
        Done("dpkg", [$"--root={root}", "--force-script-chrootless", "--force-depends", "--force-not-root", "--force-bad-path", "--force-architecture", .. arguments]);

    static async Task<string> Done(string program, params string[] arguments)
    {
        var (code, output) = await Programs.Run(program, arguments);
        Assert.That(code, Is.Zero, output);
        return output;
    }

    static string Checkout(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "Laitos.Functional.sln")) ? folder.FullName : Checkout(folder.Parent!);
}
