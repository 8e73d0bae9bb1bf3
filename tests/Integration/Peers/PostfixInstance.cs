using System.Diagnostics;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>A Postfix in a folder of its own, on the loopback. Needs root, for its many users.</summary>
sealed class PostfixInstance : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("laitos-postfix-").FullName;
    Process? process;

    PostfixInstance()
    {
    }

    /// <summary>Its log.</summary>
    public string Log => File.Exists(At("log")) ? File.ReadAllText(At("log")) : "";

    /// <summary>A path in its folder.</summary>
    public string At(string name) => Path.Combine(folder, name);

    /// <summary>One whose folders are there, and that does not run yet; the test is ignored where no Postfix can run.</summary>
    public static async Task<PostfixInstance> Prepare()
    {
        Programs.Find("postfix");
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root can run a Postfix");
        }

        // Postfix's own users must reach its folders.
        var postfix = new PostfixInstance();
        Assert.That((await Programs.Run("chmod", "755", postfix.folder)).Code, Is.Zero);
        foreach (var name in (string[])["etc", "etc/sasl", "queue", "data"])
        {
            Directory.CreateDirectory(postfix.At(name));
        }

        Assert.That((await Programs.Run("chown", "postfix", postfix.At("data"))).Code, Is.Zero);
        return postfix;
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="settings">Lines of main.cf besides the common ones.</param>
    /// <param name="listeners">Lines of master.cf: the ports.</param>
    /// <param name="ports">Those ports.</param>
    public async Task Start(string settings, IEnumerable<string> listeners, params IEnumerable<int> ports)
    {
        await File.WriteAllTextAsync(At("etc/main.cf"), $$"""
            compatibility_level = 3.6
            queue_directory = {{At("queue")}}
            data_directory = {{At("data")}}
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            maillog_file_prefixes = {{folder}}
            maillog_file = {{At("log")}}
            myhostname = postfix.example.org
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            disable_dns_lookups = yes
            smtp_host_lookup = native
            alias_maps =
            local_recipient_maps =
            """ + "\n" + settings + "\n");
        await File.WriteAllTextAsync(At("etc/master.cf"), string.Concat(listeners.Select(line => line + "\n")) + """
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 1 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            discard unix - - n - - discard
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            tlsmgr unix - - n 1000? 1 tlsmgr
            postlog unix-dgram n - n - 1 postlogd
            """ + "\n");
        // In the foreground: "start" gives up after ten seconds, which a busy machine needs.
        process = Process.Start(new ProcessStartInfo(Programs.Find("postfix"), ["-c", At("etc"), "start-fg"]))!;
        Assert.That(await Programs.Becomes(() => ports.All(SmtpSink.Listens)), Log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await Programs.Run("postfix", "-c", At("etc"), "stop");
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }
}
