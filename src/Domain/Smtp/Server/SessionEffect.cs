namespace Laitos.Domain.Smtp.Server;

/// <summary>
/// What a receiving session asks of the shell. All but <see cref="Send"/>, <see cref="DropContent"/> and <see cref="BeginScreening"/> wait:
/// exactly one of those ends each step, and its result is the next input.
/// </summary>
public abstract record SessionEffect
{
    SessionEffect() { }

    /// <summary>Write a reply. Replies may be held back until the shell would wait for the network (RFC 2920 §3.2).</summary>
    public sealed record Send(Reply Reply) : SessionEffect;

    /// <summary>Drop the mail data collected so far: the chunks of a transaction that is over, or data that were refused. A closing session drops them without being told.</summary>
    public sealed record DropContent : SessionEffect;

    /// <summary>Begin to screen the client. A connection that is over a limit is never screened: a flood must not reach the DNS.</summary>
    public sealed record BeginScreening : SessionEffect;

    /// <summary>
    /// Waits: read one line, at most so many octets with its CRLF, or its beginning where that tells that it is no SMTP (<see cref="ForeignTraffic"/>).
    /// Gives LineReceived, LineTooLong, TimedOut, PeerClosed, ShuttingDown or Locked.
    /// </summary>
    public sealed record ReadCommand(int MaxOctets, TimeSpan Idle) : SessionEffect;

    /// <summary>Waits: ask whether this client may send one more mail now. Gives MailCounted.</summary>
    public sealed record CountMail : SessionEffect;

    /// <summary>Waits: ask for the screening that <see cref="BeginScreening"/> began. Gives Screened.</summary>
    public sealed record AwaitScreening : SessionEffect;

    /// <summary>Waits: read mail data up to CRLF.CRLF through the scanner. Gives ContentReceived, TimedOut, PeerClosed or ShuttingDown.</summary>
    public sealed record ReadContent(ContentLimits Limits) : SessionEffect;

    /// <summary>
    /// Waits: read exactly so many octets as one chunk of a mail (RFC 3030 §2). Gives ChunkReceived, or ContentReceived after the last one,
    /// or TimedOut, PeerClosed or ShuttingDown.
    /// </summary>
    /// <param name="Octets">Size of the chunk.</param>
    /// <param name="Last">True for the last chunk of the mail.</param>
    /// <param name="Keep">False when the chunk is read only to stay in step: nothing is collected, and ChunkReceived is the answer also to a last one.</param>
    /// <param name="Limits">As for DATA, over all chunks together.</param>
    public sealed record ReadChunk(long Octets, bool Last, bool Keep, ContentLimits Limits) : SessionEffect;

    /// <summary>Waits: send what is held back, throw away what has arrived in clear, and do the handshake (RFC 3207 §4). Gives TlsStarted or TlsFailed.</summary>
    public sealed record StartTls : SessionEffect;

    /// <summary>Waits: decide upon a received mail. Gives Decided.</summary>
    public sealed record Decide(ReceivedMail Mail) : SessionEffect;

    /// <summary>Ends: send what is held back and close the connection.</summary>
    public sealed record Close : SessionEffect;
}

/// <summary>A received mail, with all that its session knows about it.</summary>
/// <param name="Peer">The client.</param>
/// <param name="Hello">What the client called itself.</param>
/// <param name="Tls">The encryption of the connection, if any.</param>
/// <param name="Envelope">The transaction; at least one recipient.</param>
/// <param name="Content">Its data; without faults.</param>
public sealed record ReceivedMail(Peer Peer, HelloIdentity Hello, Option<TlsState> Tls, Envelope Envelope, Content Content);
