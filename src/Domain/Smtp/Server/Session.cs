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
/// <param name="Commands">Command lines since the connection or the last submitted mail.</param>
/// <param name="Faults">Faulty commands in the whole session: ill-formed, unknown, or out of sequence. A refused sender, recipient or mail is none.</param>
public readonly record struct CommandCounts(int Commands, int Faults);

/// <summary>What screening said of a client; it holds for the connection.</summary>
/// <param name="Refusal">The reply to each recipient, none when the client is welcome.</param>
public sealed record ScreeningResult(Option<Reply> Refusal);
