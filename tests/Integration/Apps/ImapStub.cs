using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;
using Laitos.Integration.Support;

namespace Laitos.Integration.Apps;

/// <summary>An IMAP server on a loopback port, under TLS from the first octet or by STARTTLS, with one mailbox of one mail, that says something of its own wherever it is told to.</summary>
sealed class ImapStub : IAsyncDisposable
{
    /// <summary>The fields of its mail.</summary>
    public const string Fields = "From: frog@pond.test\r\nSubject: hi\r\n\r\n";

    readonly LoopbackServer server;
    readonly Func<string, string, IEnumerable<string>?> answer;
    readonly ImapTls tls;

    /// <summary>Starts one.</summary>
    /// <param name="answer">What it says to a command, by its words and its tag, chunk by chunk, and then no more; null for what a server would say. Before all there is <c>connect</c>.</param>
    /// <param name="tls">When the connection is encrypted.</param>
    public ImapStub(Func<string, string, IEnumerable<string>?> answer, ImapTls tls = ImapTls.Implicit) => (this.answer, this.tls, server) = (answer, tls, LoopbackServer.Start(Serve));

    /// <summary>An account there.</summary>
    public ImapAccount Account => new("127.0.0.1", server.Port, "me", new LoginProof.Password(new Secret("croak croak")), "INBOX", VerifiesCertificate: false) { Tls = tls };

    /// <summary>The verbs that it heard in clear.</summary>
    public ConcurrentQueue<string> InClear { get; } = new();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task Serve(TcpClient client, CancellationToken stop)
    {
        Stream stream = tls == ImapTls.Implicit ? await Encrypted(client.GetStream(), stop) : client.GetStream();
        var reader = new StreamReader(stream, Encoding.Latin1);
        for (var (tag, command) = ("*", "connect"); ;)
        {
            var own = answer(command, tag);
            foreach (var chunk in own ?? Usual(command, tag, stream is SslStream))
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(chunk), stop);
            }

            if (command == "STARTTLS" && own is null)
            {
                stream = await Encrypted(stream, stop);
                reader = new StreamReader(stream, Encoding.Latin1);
            }

            var line = await reader.ReadLineAsync(stop) ?? throw new IOException("closed");
            (tag, command) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, "");
            if (stream is not SslStream)
            {
                InClear.Enqueue(command.Split(' ')[0]);
            }
        }
    }

    static async Task<SslStream> Encrypted(Stream stream, CancellationToken stop)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = CapturingRelay.Certificate }, stop);
        return encrypted;
    }

    static string[] Usual(string command, string tag, bool isEncrypted) => command.Split(' ')[0] switch
    {
        "connect" => [$"* OK [CAPABILITY {Capabilities(isEncrypted)}] ready\r\n"],
        "CAPABILITY" => [$"* CAPABILITY {Capabilities(isEncrypted)}\r\n{tag} OK done\r\n"],
        "LIST" => [$"* LIST () \"/\" INBOX\r\n{tag} OK done\r\n"],
        "EXAMINE" => [$"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n{tag} OK [READ-ONLY] done\r\n"],
        "FETCH" => [$"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (FROM SUBJECT)] {{{Fields.Length}}}\r\n{Fields})\r\n{tag} OK done\r\n"],
        _ => [$"{tag} OK done\r\n"],
    };

    static string Capabilities(bool isEncrypted) => isEncrypted ? "IMAP4rev1 AUTH=PLAIN SASL-IR" : "IMAP4rev1 STARTTLS LOGINDISABLED";
}
