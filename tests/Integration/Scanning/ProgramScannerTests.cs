using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Scanning;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using LanguageExt;

namespace Laitos.Integration.Scanning;

/// <summary>Programs that scan: small scripts of a POSIX shell.</summary>
[Parallelizable(ParallelScope.All)]
public class ProgramScannerTests
{
    [TestCase("cat >/dev/null; exit 0", "NoAction")]
    [TestCase("cat >/dev/null; exit 1", "AddHeader")]
    [TestCase("exit 69", "Reject")]
    [TestCase("exit 75", "SoftReject")]
    [TestCase("""grep -q GTUBE && echo '{"action": "reject", "score": 9.5, "symbols": ["GTUBE"], "smtp_message": "no"}'""", "Reject")]
    [TestCase("""test "$LAITOS_CLIENT/$LAITOS_HELO/$LAITOS_SENDER/$LAITOS_RECIPIENTS/$LAITOS_SIZE/$1" = "192.0.2.1/client.test//x@example.com/5000016/an argument" || exit 3; test $(wc -c) = 5000016""", "NoAction")]
    public async Task It_answers(string script, string action) =>
        Assert.That((await Scan(script, 5_000_000)).Match(Right: report => report.Action.ToString(), Left: reason => reason), Is.EqualTo(action));

    [TestCase("echo oh dear >&2; exit 3", "ended with the exit code 3: oh dear")]
    [TestCase("kill -9 $$", "ended with the exit code 137")]
    [TestCase("echo '{\"action\": 7}'", "an action that is no text")]
    [TestCase("sleep 100", "no answer in time", 1)]
    [TestCase("exec 0<&-; while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done", "no answer in time", 1)]
    public async Task It_fails(string script, string reason, int seconds = 60) =>
        Assert.That((await Scan(script, 5_000_000, seconds)).Match(Right: report => report.ToString(), Left: words => words), Does.Contain(reason));

    [Test]
    public async Task It_is_not_there()
    {
        using var scanner = new ProgramScanner(new ScannerAccess.Program("/nowhere/scan", default));
        Assert.That((await scanner.Scan(Request(16), new MemoryContent(new byte[16]), TimeSpan.FromSeconds(60))).Match(Right: report => report.ToString(), Left: words => words), Does.StartWith("/nowhere/scan: No such file"));
    }

    static async Task<Either<string, ScanReport>> Scan(string script, int size, int seconds = 60)
    {
        using var scanner = new ProgramScanner(new ScannerAccess.Program("/bin/sh", Seqs.Of("-c", script, "sh", "an argument")));
        var mail = Octets.Latin1("Subject: GTUBE\r\n" + new string('x', size));
        return await scanner.Scan(Request(mail.Length), new MemoryContent(mail.Memory), TimeSpan.FromSeconds(seconds));
    }

    internal static ScanRequest Request(long size) => new(
        "id1", (IpAddress)IpAddress.Parse("192.0.2.1"), Option<string>.None, "client.test", (DomainName)DomainName.Parse("mx.example.com"), new ReversePath.Null(),
        Seqs.Of<ForwardPath>(new ForwardPath.Recipient((Mailbox)Mailbox.Parse("x@example.com"))), default, size);
}
