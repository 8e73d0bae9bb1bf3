using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Laitos.Integration.Support;

/// <summary>A sending server that says what it is told, octet for octet. Each wait ends after some seconds.</summary>
public sealed class SmtpPeer : IAsyncDisposable
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    readonly TcpClient tcp = new();
    readonly byte[] buffer = new byte[64 << 10];
    Memory<byte> arrived;
    Stream stream = Stream.Null;

    /// <summary>True when replies have arrived that nobody has read. Octets of TLS are no replies yet.</summary>
    public bool HasUnread => !arrived.IsEmpty || (stream is NetworkStream && tcp.Available > 0);

    /// <summary>The daemon's certificate, once <see cref="StartTls"/> has succeeded.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate? Certificate => (stream as SslStream)?.RemoteCertificate;

    /// <summary>Connects, and says in a PROXY header for whom it speaks, unless that is itself.</summary>
    public static async Task<SmtpPeer> Connect(int port, string? client = null)
    {
        var peer = new SmtpPeer();
        await peer.tcp.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Bound);
        peer.tcp.NoDelay = true;
        peer.stream = peer.tcp.GetStream();
        if (client is not null)
        {
            await peer.Send(Encoding.ASCII.GetBytes(client.Contains(':') ? $"PROXY TCP6 {client} ::1 40000 25\r\n" : $"PROXY TCP4 {client} 127.0.0.1 40000 25\r\n"));
        }

        return peer;
    }

    /// <summary>Sends octets as they are.</summary>
    public async Task Send(ReadOnlyMemory<byte> octets)
    {
        try
        {
            await stream.WriteAsync(octets).AsTask().WaitAsync(Bound);
        }
        catch (IOException)
        {
            // The daemon has hung up: its last reply can be read all the same.
        }
    }

    /// <summary>Does the handshake as a TLS client; the certificate must be the one of the tests.</summary>
    public async Task StartTls()
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is { Subject: "CN=mx.example.com" });
        stream = tls;
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Bound);
    }

    /// <summary>The next reply: its code, and the texts of its lines behind it, joined by blanks. Null when the connection was closed.</summary>
    public async Task<string?> Reply()
    {
        var reply = "";
        while (await ReadLine() is { } line)
        {
            reply += reply.Length == 0 ? line.Length > 3 ? $"{line[..3]} {line[4..]}" : line : " " + line[4..];
            if (line.Length <= 3 || line[3] == ' ')
            {
                return reply;
            }
        }

        return null;
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void HalfClose() => tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection without a goodbye.</summary>
    public void Break()
    {
        tcp.LingerState = new LingerOption(true, 0);
        tcp.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        tcp.Dispose();
    }

    async Task<string?> ReadLine()
    {
        var line = new List<byte>();
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            if (arrived.IsEmpty)
            {
                arrived = buffer.AsMemory(0, await Read());
            }

            if (arrived.IsEmpty)
            {
                return null;
            }

            line.Add(arrived.Span[0]);
            arrived = arrived[1..];
        }

        return Encoding.UTF8.GetString([.. line[..^2]]);
    }

    async Task<int> Read()
    {
        try
        {
            return await stream.ReadAsync(buffer).AsTask().WaitAsync(Bound);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
