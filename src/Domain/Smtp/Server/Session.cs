using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Server;

/// <summary>Where a receiving session stands. Each case holds only what is known there.</summary>
public abstract record Session
{
    Session() { }

    /// <summary>Before the client is known.</summary>
    public sealed record Unconnected : Session;

    /// <summary>A command is awaited.</summary>
    /// <param name="Client">The client.</param>
    public abstract record AwaitingCommand(ClientState Client) : Session;

    /// <summary>A command is awaited; the client has not said who it is, or must say it again after STARTTLS.</summary>
    public sealed record AwaitingHello(ClientState Client) : AwaitingCommand(Client);

    /// <summary>A command is awaited, outside any transaction.</summary>
    public sealed record Ready(ClientState Client, HelloIdentity Hello) : AwaitingCommand(Client);

    /// <summary>A command is awaited after MAIL (RFC 5321 §3.3).</summary>
    /// <param name="Client">The client.</param>
    /// <param name="Hello">What it called itself.</param>
    /// <param name="Envelope">The transaction so far; perhaps without recipients.</param>
    public sealed record InTransaction(ClientState Client, HelloIdentity Hello, Envelope Envelope) : AwaitingCommand(Client);

    /// <summary>A command is awaited between the chunks of a mail (RFC 3030 §2).</summary>
    /// <param name="Client">The client.</param>
    /// <param name="Hello">What it called itself.</param>
    /// <param name="Envelope">The transaction, with recipients.</param>
    /// <param name="Size">Octets of the chunks received so far.</param>
    public sealed record BetweenChunks(ClientState Client, HelloIdentity Hello, Envelope Envelope, long Size) : AwaitingCommand(Client);

    /// <summary>MAIL was read; whether the client may send now is being asked.</summary>
    public sealed record AwaitingMailCount(ClientState Client, HelloIdentity Hello, Envelope Envelope) : Session;

    /// <summary>RCPT was read; whether the client is welcome is being asked.</summary>
    public sealed record AwaitingScreening(ClientState Client, HelloIdentity Hello, Envelope Envelope, Command.Recipient Recipient) : Session;

    /// <summary>RCPT was read, and the domain is local; whether there is such an address is being asked.</summary>
    public sealed record AwaitingRecipientCheck(ClientState Client, HelloIdentity Hello, Envelope Envelope, Command.Recipient Recipient) : Session;

    /// <summary>The data of DATA are being read.</summary>
    public sealed record ReceivingData(ClientState Client, HelloIdentity Hello, Envelope Envelope) : Session;

    /// <summary>A chunk of BDAT is being read.</summary>
    /// <param name="Client">The client.</param>
    /// <param name="Hello">What it called itself.</param>
    /// <param name="Envelope">The transaction, with recipients.</param>
    /// <param name="Chunk">The command that announced the chunk.</param>
    public sealed record ReceivingChunk(ClientState Client, HelloIdentity Hello, Envelope Envelope, Command.Chunk Chunk) : Session;

    /// <summary>A chunk is being read and dropped, so that nothing of it is taken for a command.</summary>
    /// <param name="Next">Where the session goes then.</param>
    /// <param name="Reply">What the client is told then.</param>
    public sealed record SkippingChunk(AwaitingCommand Next, Reply Reply) : Session;

    /// <summary>A mail has been submitted; what becomes of it is being decided.</summary>
    public sealed record Deciding(ClientState Client, HelloIdentity Hello) : Session;

    /// <summary>The TLS handshake is under way.</summary>
    public sealed record StartingTls(ClientState Client) : Session;

    /// <summary>It is over.</summary>
    public sealed record Closed : Session;
}

/// <summary>The other side of a connection, over all its transactions.</summary>
/// <param name="Peer">Who connected.</param>
/// <param name="Tls">The encryption, once STARTTLS succeeded.</param>
/// <param name="Counts">What counts against the limits.</param>
/// <param name="Screening">What screening said, once it was asked.</param>
public sealed record ClientState(Peer Peer, Option<TlsState> Tls, CommandCounts Counts, Option<ScreeningResult> Screening);

/// <summary>What counts against the limits of a session.</summary>
/// <param name="Commands">Command lines since the connection or the last submitted mail, but for recipients within a transaction.</param>
/// <param name="Recipients">Recipients named in this transaction, refused ones too, as far as they were no commands.</param>
/// <param name="Faults">Faulty commands in the whole session: ill-formed, unknown, or out of sequence. A refused sender, recipient or mail is none.</param>
public readonly record struct CommandCounts(int Commands, int Recipients, int Faults)
{
    /// <summary>With one more command.</summary>
    public CommandCounts OneMore => this with { Commands = Commands + 1 };
}

/// <summary>What screening said of a client; it holds for the connection.</summary>
/// <param name="Refusal">The reply to each recipient, none when the client is welcome.</param>
public sealed record ScreeningResult(Option<Reply> Refusal);

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

    /// <summary>A recipient was looked at, as asked for by <see cref="SessionEffect.CheckRecipient"/>.</summary>
    public sealed record RecipientChecked(RecipientVerdict Verdict) : SessionInput;

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

    /// <summary>Waits: ask whether a recipient can be added to a transaction. Gives RecipientChecked.</summary>
    /// <param name="Envelope">The transaction so far.</param>
    /// <param name="ForwardPath">The recipient, at a local domain.</param>
    public sealed record CheckRecipient(Envelope Envelope, ForwardPath ForwardPath) : SessionEffect;

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
