using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;

namespace Laitos.Integration.Apps;

/// <summary>An IMAP server under TLS on a loopback port, with one mailbox of one mail, that says something of its own wherever it is told to.</summary>
sealed class ImapStub : IAsyncDisposable
{
    /// <summary>The fields of its mail.</summary>
    public const string Fields = "From: frog@pond.test\r\nSubject: hi\r\n\r\n";

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly Func<string, string, IEnumerable<string>?> answer;
    readonly Task serving;

    /// <summary>Starts one.</summary>
    /// <param name="answer">What it says to a command, by its words and its tag, chunk by chunk, and then no more; null for what a server would say. Before all there is <c>connect</c>.</param>
    public ImapStub(Func<string, string, IEnumerable<string>?> answer)
    {
        this.answer = answer;
        listener.Start();
        serving = Serve();
    }

    /// <summary>An account there.</summary>
    public ImapAccount Account => new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "me", new SecretSource.Given(new Secret("croak croak")), "INBOX", VerifiesCertificate: false);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
    }

    async Task Serve()
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = CapturingRelay.Certificate }, stop.Token);
            using var reader = new StreamReader(tls, Encoding.Latin1);
            for (var (tag, command) = ("*", "connect"); ;)
            {
                foreach (var chunk in answer(command, tag) ?? Usual(command, tag))
                {
                    await tls.WriteAsync(Encoding.Latin1.GetBytes(chunk), stop.Token);
                }

                var line = await reader.ReadLineAsync(stop.Token) ?? throw new IOException("closed");
                (tag, command) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, "");
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side has gone, or the test is over.
        }
    }

    static string[] Usual(string command, string tag) => command.Split(' ')[0] switch
    {
        "connect" => ["* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n"],
        "LIST" => [$"* LIST () \"/\" INBOX\r\n{tag} OK done\r\n"],
        "EXAMINE" => [$"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n{tag} OK [READ-ONLY] done\r\n"],
        "FETCH" => [$"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (FROM SUBJECT)] {{{Fields.Length}}}\r\n{Fields})\r\n{tag} OK done\r\n"],
        _ => [$"{tag} OK done\r\n"],
    };
}
