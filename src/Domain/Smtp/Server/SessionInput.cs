namespace Laitos.Domain.Smtp.Server;

/// <summary>What can happen to a receiving session.</summary>
public abstract record SessionInput
{
    SessionInput() { }

    /// <summary>A client connected. The counts include this connection.</summary>
    /// <param name="Peer">The client.</param>
    /// <param name="Connections">Connections open in all.</param>
    /// <param name="FromClient">Connections open from this client (IPv6: from its /64).</param>
    public sealed record Connected(Peer Peer, int Connections, int FromClient) : SessionInput;

    /// <summary>A command line, without the CRLF (or, tolerated, LF) that ended it.</summary>
    public sealed record LineReceived(Octets Line) : SessionInput;

    /// <summary>A command line longer than was asked for; it has been read to its end and dropped.</summary>
    public sealed record LineTooLong : SessionInput;

    /// <summary>The client's allowance of mails was asked for by <see cref="SessionEffect.CountMail"/>.</summary>
    /// <param name="Granted">False when the client sends more mails a second than it may.</param>
    public sealed record MailCounted(bool Granted) : SessionInput;

    /// <summary>Screening of the client is over, as asked for by <see cref="SessionEffect.AwaitScreening"/>.</summary>
    /// <param name="Refusal">The reply to each recipient, none when the client is welcome.</param>
    public sealed record Screened(Option<Reply> Refusal) : SessionInput;

    /// <summary>The mail data are complete: after DATA up to the final dot, after BDAT up to the end of the last chunk.</summary>
    public sealed record ContentReceived(Content Content) : SessionInput;

    /// <summary>One chunk that is not the last has been read.</summary>
    /// <param name="Facts">What was counted so far, over all chunks of this mail.</param>
    public sealed record ChunkReceived(ContentFacts Facts) : SessionInput;

    /// <summary>The mail that was submitted has been decided upon.</summary>
    /// <param name="Reply">The reply to the end of the data.</param>
    public sealed record Decided(Reply Reply) : SessionInput;

    /// <summary>The TLS handshake succeeded; whatever had arrived in clear before it has been thrown away.</summary>
    public sealed record TlsStarted(TlsState Tls) : SessionInput;

    /// <summary>The TLS handshake failed; the connection is of no more use.</summary>
    public sealed record TlsFailed : SessionInput;

    /// <summary>The client was silent, or its data came too slowly, for longer than allowed.</summary>
    public sealed record TimedOut : SessionInput;

    /// <summary>The client closed or broke the connection.</summary>
    public sealed record PeerClosed : SessionInput;

    /// <summary>The daemon is going down: told when the session waits for a command, and when the time for mail data under way is over.</summary>
    public sealed record ShuttingDown : SessionInput;

    /// <summary>The owner has locked the daemon: no mail is taken until it is started again.</summary>
    public sealed record Locked : SessionInput;

    /// <summary>The shell has failed to do what it was asked for: a fault of ours.</summary>
    public sealed record Failed : SessionInput;
}
