using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>Postfix's own test server: it keeps what it takes as files.</summary>
sealed class SmtpSink : IAsyncDisposable
{
    readonly TemporaryFolder folder = new();
    readonly Process process;

    SmtpSink(int port, string[] options)
    {
        Port = port;
        process = Process.Start(new ProcessStartInfo(Programs.Find("smtp-sink"), ["-d", Path.Combine(folder.Path, "mail."), "-u", Environment.UserName, .. options, $"127.0.0.1:{port}", "100"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Its port on the loopback.</summary>
    public int Port { get; }

    /// <summary>The mails that it has, with their envelopes.</summary>
    public IEnumerable<string> Mails => MailFiles.Select(File.ReadAllText);

    /// <summary>The files that hold them. One that is still being written is none of them.</summary>
    public IEnumerable<string> MailFiles
    {
        get
        {
            var begun = Directory.GetFiles(folder.Path);
            var open = Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd").Select(handle => new FileInfo(handle).LinkTarget).ToHashSet();
            return begun.Where(file => !open.Contains(file));
        }
    }

    /// <summary>Starts one and waits until it listens; on another port where one has been snatched.</summary>
    /// <param name="options">More words of its command line.</param>
    public static async Task<SmtpSink> Start(params string[] options)
    {
        for (var attempt = 1; ; attempt++)
        {
            var sink = new SmtpSink(RunningDaemon.FreePort(), options);
            if (await Programs.Becomes(() => sink.process.HasExited || Listens(sink.Port)) && !sink.process.HasExited)
            {
                return sink;
            }

            await sink.DisposeAsync();
            Assert.That(attempt, Is.LessThan(5), "smtp-sink must start");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    /// <summary>True when somebody listens on a port of the loopback.</summary>
    public static bool Listens(int port)
    {
        try
        {
            using var probe = new TcpClient();
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
