using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Scanning;
using Laitos.Shell.Apps;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Scanning;

/// <summary>rspamd over HTTP: <c>POST /checkv2</c>, the mail as the body, what is known of it in header fields.</summary>
/// <param name="access">Where it listens, and its password.</param>
sealed class RspamdScanner(ScannerAccess.Rspamd access) : IScanner
{
    /// One of this machine or of its network is there at once, or not at all.
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = access.Place is ScannerPlace.UnixSocket(var path) ? (_, cancel) => Connect(path, cancel) : null,
        ConnectTimeout = ConnectTimeout,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        UseCookies = false,
        UseProxy = false,
    })
    {
        BaseAddress = access.Place is ScannerPlace.Web(var root) ? root : new Uri("http://localhost/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public async Task<Either<string, ScanReport>> Scan(ScanRequest request, IMailContent content, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1));
        var body = new MailBody(content);
        try
        {
            using var message = Message(request, body);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, late.Token);
            await using var reply = await response.Content.ReadAsStreamAsync(late.Token);
            return !response.IsSuccessStatusCode ? $"HTTP status {(int)response.StatusCode}{Hint(response.StatusCode)}"
                : await Bounded.Read(reply, ScanReply.MostOctets, late.Token) is { } octets ? ScanReply.Read(new Octets(octets), Option<ScanAction>.None)
                : $"a reply of more than {ScanReply.MostOctets} octets";
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer from {access.Place} in time");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or InvalidDataException)
        {
            return $"{access.Place}: {Printable.Excerpt(Innermost(fault).Message, 200)}";
        }
        finally
        {
            await body.Close();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    HttpRequestMessage Message(ScanRequest request, MailBody body)
    {
        // A connection of its own: one that rspamd closes meanwhile would fail a mail for nothing.
        var message = new HttpRequestMessage(HttpMethod.Post, "checkv2") { Content = body, Headers = { ConnectionClose = true, ExpectContinue = false } };
        foreach (var (name, value) in request.HttpFields().Then(access.Password.Map(password => ("Password", password.Reveal())).ToSeq()))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    static string Hint(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ": it wants a password, MailDaemon.Scanner.Password",
        HttpStatusCode.NotFound => ": there is no /checkv2; is it rspamd's worker \"normal\"?",
        _ => "",
    };

    static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;

    static async ValueTask<Stream> Connect(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A mail as the body of an HTTP request, from where it lies.</summary>
/// <remarks>A server may answer before it has read all, and the rest is then written beside the answer: <see cref="Close"/> ends that, for the octets may be given up afterwards.</remarks>
sealed class MailBody(IMailContent content) : HttpContent
{
    readonly CancellationTokenSource stop = new();
    readonly Lock gate = new();
    Task writing = Task.CompletedTask;

    /// <summary>No octet is read any more.</summary>
    public async Task Close()
    {
        Task last;
        lock (gate)
        {
            stop.Cancel();
            last = writing;
        }

        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return writing = Write(stream, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = content.Size;
        return true;
    }

    async Task Write(Stream stream, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop.Token);
        await foreach (var block in content.Blocks(either.Token))
        {
            either.Token.ThrowIfCancellationRequested();
            await stream.WriteAsync(block, either.Token);
        }
    }
}
