using System.Text.RegularExpressions;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>Mails laid into a folder.</summary>
public class PickupFolderTests
{
    DirectoryInfo root = null!;

    [SetUp]
    public void MakeRoot() => root = Directory.CreateTempSubdirectory("pickup");

    [TearDown]
    public void DropRoot() => root.Delete(recursive: true);

    [Test]
    public async Task A_mail_becomes_one_file_octet_for_octet_in_a_folder_that_is_made()
    {
        var folder = Path.Combine(root.FullName, "made", "here");
        var octets = new byte[] { 0, 13, 10, 46, 13, 10, 255, 10 };
        var report = await new PickupFolder(folder).Deliver(Job("", "a@example.com", "b@example.com") with { Size = 8 }, new MemoryContent(octets.AsMemory(0, 3), octets.AsMemory(3)), default);
        Assert.That(Codes(report), Is.EqualTo(new[] { 250, 250 }));
        var file = Directory.GetFileSystemEntries(folder).Single();
        Assert.That(Path.GetFileName(file), Does.Match(new Regex(@"^\d{8}T\d{9}Z-[0-9a-f]{16}\.eml$")));
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(octets));
    }

    [Test]
    public async Task A_mail_is_answered_once_its_name_has_been_flushed_and_so_is_that_of_a_new_folder()
    {
        var folder = Path.Combine(root.FullName, "made", "here");
        var flushed = new List<(string Folder, int Mails)>();
        var pickup = new PickupFolder(folder, directory => flushed.Add((directory, Directory.GetFiles(directory, "*.eml").Length)));
        Assert.That(Codes(await pickup.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)), Is.EqualTo(new[] { 250 }));
        Assert.That(flushed, Is.EqualTo(new[] { (Path.Combine(root.FullName, "made"), 0), (root.FullName, 0), (folder, 1) }));
    }

    [Test]
    public async Task A_name_that_cannot_be_flushed_is_no_delivery()
    {
        var pickup = new PickupFolder(root.FullName, directory => throw new IOException("the disk is gone"));
        var report = await pickup.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default);
        Assert.That(report.Outcomes.Head.Outcome, Is.InstanceOf<Outcome.Deferred>());
        Assert.That(root.GetFileSystemInfos(), Is.Empty, "the next attempt makes no second copy");
    }

    [Test]
    public async Task Many_mails_at_once_have_a_name_each()
    {
        var folder = new PickupFolder(root.FullName);
        var reports = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => folder.Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default)));
        Assert.That(reports.SelectMany(Codes), Is.All.EqualTo(250));
        Assert.That(root.GetFiles("*.eml"), Has.Length.EqualTo(100));
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_defers_the_mail()
    {
        var file = Path.Combine(root.FullName, "file");
        await File.WriteAllTextAsync(file, "in the way");
        var report = await new PickupFolder(Path.Combine(file, "folder")).Deliver(Job(Dotted, "a@example.com"), Content(Dotted), default);
        Assert.That(report.Outcomes.Head.Outcome, Is.InstanceOf<Outcome.Deferred>());
        Assert.That(report.Outcomes.Head.Outcome.Because.ToString(), Does.StartWith("451 4.3.0"));
    }

    [Test]
    public async Task A_mail_larger_than_the_disk_is_deferred()
    {
        var report = await new PickupFolder(root.FullName).Deliver(Job("", "a@example.com") with { Size = 1L << 50 }, new Boundless(), default);
        Assert.That(report.Outcomes.Head.Outcome.Because.Code, Is.AnyOf(451, 452));
        Assert.That(root.GetFileSystemInfos(), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_mail_that_is_cut_short_leaves_no_file(bool cancelled)
    {
        using var cancel = new CancellationTokenSource();
        if (cancelled)
        {
            await cancel.CancelAsync();
        }

        var report = await new PickupFolder(root.FullName).Deliver(Job(Dotted, "a@example.com"), new Broken(), cancel.Token);
        Assert.That(report.Outcomes.Head.Outcome.Because.Code, Is.EqualTo(451));
        Assert.That(root.GetFileSystemInfos(), Is.Empty);
    }

    sealed class Broken : IMailContent
    {
        public long Size => 100;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.Yield();
            yield return new byte[10];
            throw new IOException("the store is gone");
        }
    }

    sealed class Boundless : IMailContent
    {
        public long Size => 1L << 50;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.Yield();
            yield return new byte[10];
        }
    }
}
