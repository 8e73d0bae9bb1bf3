using System.Diagnostics;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>A Dovecot in a folder of its own, with IMAP under TLS on the loopback and one mailbox. Needs root, for its users.</summary>
sealed class DovecotInstance : IAsyncDisposable
{
    /// <summary>What everybody logs in with.</summary>
    public const string Password = "wonder&land";

    readonly TemporaryFolder folder = new();
    Process process = null!;

    /// <summary>Its port on the loopback.</summary>
    public int Port { get; } = RunningDaemon.FreePort();

    /// <summary>The names of the files of the mails, which tell of their flags.</summary>
    public IEnumerable<string> MailFiles => Directory.EnumerateFiles(At("mail"), "*.host*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(At("mail"), path));

    /// <summary>Starts one, and waits until it listens; the test is ignored where none can run.</summary>
    /// <param name="mails">The mails in the mailbox, the oldest first.</param>
    public static async Task<DovecotInstance> Start(IEnumerable<string> mails)
    {
        Programs.Find("dovecot");
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root can run a Dovecot");
        }

        var dovecot = new DovecotInstance();
        await dovecot.Fill(mails);
        await File.WriteAllTextAsync(dovecot.At("dovecot.conf"), dovecot.Configuration);
        dovecot.process = Process.Start(new ProcessStartInfo(Programs.Find("dovecot"), ["-F", "-c", dovecot.At("dovecot.conf")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.That(await Programs.Becomes(() => SmtpSink.Listens(dovecot.Port)), "dovecot must start");
        return dovecot;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Programs.Run("dovecot", "-c", At("dovecot.conf"), "stop");
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    /// A Maildir; Dovecot's users must reach it.
    async Task Fill(IEnumerable<string> mails)
    {
        foreach (var name in (string[])["cur", "new", "tmp"])
        {
            Directory.CreateDirectory(At($"mail/{name}"));
        }

        foreach (var (index, mail) in mails.Index())
        {
            await File.WriteAllBytesAsync(At($"mail/new/{1_700_000_000 + index}.M{index}.host"), System.Text.Encoding.Latin1.GetBytes(mail));
        }

        TestCertificate.Write(folder.Path, "localhost");
        Assert.That((await Programs.Run("chmod", "755", folder.Path)).Code, Is.Zero);
        Assert.That((await Programs.Run("chown", "-R", "nobody:nogroup", At("mail"))).Code, Is.Zero);
    }

    string Configuration => $$"""
        base_dir = {{At("run")}}
        log_path = {{At("log")}}
        protocols = imap
        listen = 127.0.0.1
        ssl = required
        ssl_cert = <{{At("cert.pem")}}
        ssl_key = <{{At("key.pem")}}
        mail_location = maildir:{{At("mail")}}
        passdb {
          driver = static
          args = password={{Password}}
        }
        userdb {
          driver = static
          args = uid=nobody gid=nogroup home={{At("mail")}}
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = 0
          }
          inet_listener imaps {
            port = {{Port}}
          }
        }
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }

        """;

    string At(string name) => Path.Combine(folder.Path, name);
}
