using System.Diagnostics;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>A spool that another daemon holds, that is damaged, or whose disk is full.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SpoolTroubleTests
{
    [Test]
    public async Task A_second_daemon_on_the_same_spool_does_not_start()
    {
        await using var daemon = await DurableDaemon.StartWithin();
        var file = Path.Combine(daemon.Folder.Path, "second.json");
        await File.WriteAllTextAsync(file, daemon.Configuration(RunningDaemon.FreePort()));

        var second = await LaitosCommand.Run("-config", file, "-daemons", "smtpd");

        Assert.That(second.Code, Is.EqualTo(2));
        Assert.That(second.Errors, Has.Count.EqualTo(1));
        Assert.That(second.Errors[0], Does.Contain("in use by another daemon").And.Contain(daemon.Spool.Root));
        Assert.That(await daemon.Send("unharmed@sender.example"), Does.StartWith("250 "));
    }

    [Test]
    public async Task A_damaged_database_is_set_aside_and_the_daemon_comes_up()
    {
        await using var daemon = await DurableDaemon.StartWithin();
        await daemon.Relay.Leave();
        Assert.That(await daemon.Send("before@sender.example"), Does.StartWith("250 "));
        await daemon.Stop();
        await File.WriteAllTextAsync(daemon.Spool.Database, string.Concat(Enumerable.Repeat("this is no database ", 1000)));

        await daemon.StartAgain();

        Assert.That(daemon.Log, Has.Some.Contain("damaged").And.Some.Contain("set aside"));
        Assert.That(Directory.GetFiles(daemon.Spool.Root, "*damaged*"), Is.Not.Empty);
        Assert.That(await daemon.Send("after@sender.example"), Does.StartWith("250 "));
        await daemon.Relay.Return();
        await daemon.Drained();
        Assert.That(daemon.Copies("after@sender.example", DurableDaemon.First), Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_disk_is_answered_with_452_until_there_is_room()
    {
        await using var daemon = await DurableDaemon.StartWithin("spool-first");
        await OnSmallDisk(daemon, async filler =>
        {
            Assert.That(await daemon.Send("room@sender.example"), Does.StartWith("250 "));
            await daemon.Drained();
            FillUp(filler);
            Assert.That(await daemon.Send("full@sender.example"), Does.StartWith("452 4.3.1"));
            File.Delete(filler);
            Assert.That(await daemon.Send("full@sender.example"), Does.StartWith("250 "));
            await daemon.Drained();
            Assert.That(daemon.Copies("full@sender.example", DurableDaemon.First), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_mail_for_which_there_is_neither_memory_nor_disk_is_answered_with_452_and_others_go_on()
    {
        await using var daemon = await DurableDaemon.Start(limits: """ "Memory": "1MiB" """, wait: "30s");
        await OnSmallDisk(daemon, async filler =>
        {
            Assert.That(await SendLarge(daemon, "fits@sender.example"), Does.StartWith("250 "), "on the disk");
            FillUp(filler);
            for (var i = 0; i < 3; i++)
            {
                Assert.That(await SendLarge(daemon, "large@sender.example"), Does.StartWith("452 4.3.1"));
                Assert.That(await daemon.Send($"small{i}@sender.example"), Does.StartWith("250 "), "in memory, and delivered while its sender waits");
            }

            File.Delete(filler);
            Assert.That(await SendLarge(daemon, "large@sender.example"), Does.StartWith("250 "));
            await daemon.Drained();
            Assert.That(daemon.Copies("large@sender.example", DurableDaemon.First), Is.EqualTo(1));
        });
    }

    /// Three mebibytes.
    static async Task<string?> SendLarge(DurableDaemon daemon, string messageId)
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        return await Sending.Greet(peer) ? await Sending.Mail(peer, messageId, Sending.Body(messageId, (3 << 20) / 60)) : null;
    }

    /// The daemon with its spool on a disk of 64 MiB, and the name of a file on it that may grow. Half of it is the reserve that the daemon leaves free.
    static async Task OnSmallDisk(DurableDaemon daemon, Func<string, Task> live)
    {
        await daemon.Stop();
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", daemon.Spool.Root) != 0)
        {
            await daemon.StartAgain();
            Assert.Ignore("a small disk cannot be mounted here (it takes root on Linux)");
        }

        try
        {
            await daemon.StartAgain();
            await live(Path.Combine(daemon.Spool.Root, "something-else"));
        }
        finally
        {
            await daemon.Kill();
            Run("umount", "--lazy", daemon.Spool.Root);
        }
    }

    static void FillUp(string file)
    {
        using var filler = File.Create(file);
        try
        {
            while (true)
            {
                filler.Write(new byte[64 << 10]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit(TimeSpan.FromSeconds(20));
        return process.ExitCode;
    }
}
