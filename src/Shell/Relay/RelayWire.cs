using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Shell.Relay;

/// <summary>
/// The octets of one connection: what is to be written is held back until somebody waits for an answer, so that pipelined commands
/// leave as one packet.
/// </summary>
sealed class RelayWire(Socket socket) : IDisposable
{
    const int WriteSize = 64 << 10;

    readonly byte[] incoming = new byte[2 * ReplyCodec.MaxLineRead];
    readonly ArrayBufferWriter<byte> outgoing = new(4096);
    Stream stream = new NetworkStream(socket, ownsSocket: true);
    int arrived;

    public bool IsLoopback => socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    public void Write(ReadOnlySpan<byte> octets) => outgoing.Write(octets);

    /// The answer to what was written before it.
    public async Task<RelayInput> ReadReply(CancellationToken cancel)
    {
        await Flush(cancel).ConfigureAwait(false);
        var progress = ReplyProgress.Start;
        while (true)
        {
            switch (ReplyCodec.Read(progress, incoming.AsSpan(0, arrived)))
            {
                case ReplyRead.Complete(var reply, var consumed):
                    Consume(consumed);
                    return new RelayInput.ReplyReceived(reply);
                case ReplyRead.Malformed(var error):
                    return new RelayInput.ReplyMalformed(error);
                case ReplyRead.NeedMore(var more, var consumed):
                    progress = more;
                    Consume(consumed);
                    break;
            }

            var count = await stream.ReadAsync(incoming.AsMemory(arrived), cancel).ConfigureAwait(false);
            if (count == 0)
            {
                return new RelayInput.PeerClosed();
            }

            arrived += count;
        }
    }

    /// What has arrived in clear is thrown away before the handshake (RFC 3207 §4.2).
    public async Task<RelayInput> StartTls(string host, bool verify, X509Certificate2Collection roots, CancellationToken cancel)
    {
        await Flush(cancel).ConfigureAwait(false);
        arrived = 0;
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = encrypted;
        try
        {
            await encrypted.AuthenticateAsClientAsync(TlsOptions(host, verify, roots), cancel).ConfigureAwait(false);
            return new RelayInput.TlsStarted();
        }
        catch (AuthenticationException e)
        {
            return new RelayInput.TlsFailed(Printable.Excerpt((e.InnerException ?? e).Message, 200));
        }
    }

    /// <param name="content">The mail.</param>
    /// <param name="form">How it goes over the wire.</param>
    /// <param name="size">How long it must be.</param>
    /// <param name="rearm">Called before each block: its time begins now.</param>
    /// <param name="cancel">Fires when a block's time is over.</param>
    public async Task<RelayInput> SendContent(IMailContent content, ContentForm form, long size, Action rearm, CancellationToken cancel)
    {
        var sent = 0L;
        var place = LinePlace.Start;
        var blocks = content.Blocks(cancel).GetAsyncEnumerator(cancel);
        await using var closing = blocks.ConfigureAwait(false);
        while (await Next(blocks).ConfigureAwait(false) is var (block, trouble))
        {
            if (trouble is not null || sent + block.Length > size)
            {
                return new RelayInput.ContentUnavailable(trouble ?? "it is longer than announced");
            }

            sent += block.Length;
            for (; !block.IsEmpty; block = block[Math.Min(block.Length, WriteSize)..])
            {
                var piece = block[..Math.Min(block.Length, WriteSize)];
                rearm();
                place = form == ContentForm.Stuffed ? DotStuffing.Feed(place, piece.Span, outgoing) : place;
                await (form == ContentForm.Stuffed ? FlushWhenFull(cancel) : WriteThrough(piece, cancel)).ConfigureAwait(false);
            }
        }

        if (sent != size)
        {
            return new RelayInput.ContentUnavailable("it is shorter than announced");
        }

        if (form == ContentForm.Stuffed)
        {
            DotStuffing.Finish(place, outgoing);
        }

        rearm();
        await Flush(cancel).ConfigureAwait(false);
        return new RelayInput.ContentSent();
    }

    public void Dispose() => stream.Dispose();

    /// The next block, or why there is none although there should be; nothing at the end.
    static async ValueTask<(ReadOnlyMemory<byte> Block, string? Trouble)?> Next(IAsyncEnumerator<ReadOnlyMemory<byte>> blocks)
    {
        try
        {
            return await blocks.MoveNextAsync().ConfigureAwait(false) ? (blocks.Current, null) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (default, e.Message);
        }
    }

    /// A small piece joins what is held back, a large one is written without copying.
    async Task WriteThrough(ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        if (outgoing.WrittenCount + piece.Length <= 4096)
        {
            outgoing.Write(piece.Span);
            return;
        }

        await Flush(cancel).ConfigureAwait(false);
        await stream.WriteAsync(piece, cancel).ConfigureAwait(false);
    }

    Task FlushWhenFull(CancellationToken cancel) => outgoing.WrittenCount >= WriteSize ? Flush(cancel) : Task.CompletedTask;

    async Task Flush(CancellationToken cancel)
    {
        try
        {
            if (outgoing.WrittenCount > 0)
            {
                await stream.WriteAsync(outgoing.WrittenMemory, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            // After a failure too: the relay's last words can still be read.
            outgoing.ResetWrittenCount();
        }
    }

    void Consume(int count)
    {
        incoming.AsSpan(count, arrived - count).CopyTo(incoming);
        arrived -= count;
    }

    static SslClientAuthenticationOptions TlsOptions(string host, bool verify, X509Certificate2Collection roots) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = roots.Count == 0 ? null : Trusting(roots),
        RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || !verify,
    };

    static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
