using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>
/// A Postfix of its own on the loopback, before and behind a daemon: what it takes at <see cref="Sender"/> it sends to the daemon;
/// what it takes at <see cref="Relay"/> and its variants it sends to a final relay. Needs root, for its many users.
/// </summary>
sealed class Postfix : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("laitos-postfix-").FullName;
    bool running;

    Postfix()
    {
    }

    /// <summary>Sends to the daemon.</summary>
    public int Sender { get; } = RunningDaemon.FreePort();

    /// <summary>Sends to another daemon.</summary>
    public int OtherSender { get; } = RunningDaemon.FreePort();

    /// <summary>Takes mail with all the extensions that Postfix knows.</summary>
    public int Relay { get; } = RunningDaemon.FreePort();

    /// <summary>Takes mail without CHUNKING.</summary>
    public int WithoutChunking { get; } = RunningDaemon.FreePort();

    /// <summary>Takes mail without any extension.</summary>
    public int WithoutExtensions { get; } = RunningDaemon.FreePort();

    /// <summary>Its log.</summary>
    public string Log => File.Exists(At("log")) ? File.ReadAllText(At("log")) : "";

    /// <summary>One that knows its ports but does not run yet.</summary>
    public static Postfix WithPorts() => new();

    /// <summary>Starts it.</summary>
    /// <param name="daemon">The port of the daemon.</param>
    /// <param name="other">The port of the other daemon.</param>
    /// <param name="last">The port of the relay behind it all.</param>
    public async Task Start(int daemon, int other, int last)
    {
        Programs.Find("postfix");
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root can run a Postfix");
        }

        await Configure(daemon, other, last);
        var (code, output) = await Programs.Run("postfix", "-c", At("etc"), "start");
        Assert.That(code, Is.Zero, output);
        running = true;
        Assert.That(await Programs.Becomes(() => SmtpSink.Listens(Relay)), Log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (running)
        {
            await Programs.Run("postfix", "-c", At("etc"), "stop");
        }

        Directory.Delete(folder, recursive: true);
    }

    string At(string name) => Path.Combine(folder, name);

    async Task Configure(int daemon, int other, int last)
    {
        // Postfix's own users must reach its folders.
        Assert.That((await Programs.Run("chmod", "755", folder)).Code, Is.Zero);
        Directory.CreateDirectory(At("etc"));
        Directory.CreateDirectory(At("queue"));
        Directory.CreateDirectory(At("data"));
        Assert.That((await Programs.Run("chown", "postfix", At("data"))).Code, Is.Zero);
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
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            disable_dns_lookups = yes
            smtp_host_lookup = native
            smtp_tls_security_level = may
            alias_maps =
            local_recipient_maps =
            relayhost = [127.0.0.1]:{{last}}
            smtpd_relay_restrictions = permit_mynetworks, reject
            smtpd_recipient_restrictions = check_recipient_access inline:{ {later@example.net = 451 4.7.9 come again}, {never@example.net = 550 5.7.9 go away} }
            """ + "\n");
        await File.WriteAllTextAsync(At("etc/master.cf"), $"""
            127.0.0.1:{Sender} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:{daemon}
            127.0.0.1:{OtherSender} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:{other}
            127.0.0.1:{Relay} inet n - n - - smtpd
            127.0.0.1:{WithoutChunking} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=chunking
            127.0.0.1:{WithoutExtensions} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=chunking,pipelining,8bitmime,smtputf8,size,enhancedstatuscodes,dsn
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 1 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            tlsmgr unix - - n 1000? 1 tlsmgr
            postlog unix-dgram n - n - 1 postlogd
            """ + "\n");
    }
}
