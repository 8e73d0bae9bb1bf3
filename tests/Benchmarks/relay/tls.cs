// Sessions under STARTTLS, which smtp-source does not speak: each mail on a connection of its own, or all of a session on one.
//   dotnet run tls.cs PORT SESSIONS MAILS OCTETS fresh|kept
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

int[] numbers = [.. args[..4].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
var (port, sessions, mails, octets, isKept) = (numbers[0], numbers[1], numbers[2], numbers[3], args[4] == "kept");
var body = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", octets / 72 + 1));
var left = mails;
await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(Session)));

async Task Session()
{
    for (var open = await TlsPeer.Connect(port); ; open = await TlsPeer.Connect(port))
    {
        await using var peer = open;
        do
        {
            var number = Interlocked.Decrement(ref left);
            if (number < 0)
            {
                await peer.Ask("QUIT\r\n", '2');
                return;
            }

            await peer.Ask("MAIL FROM:<sender@example.org>\r\n", '2');
            await peer.Ask("RCPT TO:<someone@example.com>\r\n", '2');
            await peer.Ask("DATA\r\n", '3');
            await peer.Ask($"From: <sender@example.org>\r\nMessage-ID: <{Guid.NewGuid():N}@example.org>\r\nSubject: {number}\r\n\r\n{body}.\r\n", '2');
        }
        while (isKept);
        await peer.Ask("QUIT\r\n", '2');
    }
}

sealed class TlsPeer(TcpClient client) : IAsyncDisposable
{
    readonly byte[] buffer = new byte[4096];
    Stream stream = client.GetStream();

    public static async Task<TlsPeer> Connect(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        var peer = new TlsPeer(client);
        await peer.Answer('2');
        await peer.Ask("EHLO client.example.org\r\n", '2');
        await peer.Ask("STARTTLS\r\n", '2');
#pragma warning disable CA5359 // The server is ours, with a certificate that was made for this run.
        var tls = new SslStream(peer.stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync("mx.example.com");
        peer.stream = tls;
        await peer.Ask("EHLO client.example.org\r\n", '2');
        return peer;
    }

    public async Task Ask(string text, char expected)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        await Answer(expected);
    }

    // A reply is complete with a line that has no hyphen behind its code; nothing follows it that we have not asked for.
    async Task Answer(char expected)
    {
        var text = "";
        while (!text.EndsWith('\n') || text.Split("\r\n")[^2] is [_, _, _, '-', ..])
        {
            var count = await stream.ReadAsync(buffer);
            text += count > 0 ? Encoding.ASCII.GetString(buffer, 0, count) : throw new IOException("the connection was closed");
        }

        if (text[0] != expected)
        {
            throw new IOException($"refused: {text}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        client.Dispose();
    }
}
