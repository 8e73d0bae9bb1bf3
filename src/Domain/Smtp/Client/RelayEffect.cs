namespace Laitos.Domain.Smtp.Client;

/// <summary>
/// What a connection to the relay asks of the shell. <see cref="Send"/>, <see cref="SendSecret"/>, <see cref="Report"/> and
/// <see cref="Disconnect"/> do not wait; exactly one of the others ends each step, and its result is the next input.
/// </summary>
public abstract record RelayEffect
{
    RelayEffect() { }

    /// <summary>Write commands; several lines when they are pipelined.</summary>
    public sealed record Send(Octets Octets) : RelayEffect;

    /// <summary>Write a line that holds a password; the CRLF is not part of it.</summary>
    public sealed record SendSecret(Secret Line) : RelayEffect;

    /// <summary>The mail is settled: hand this to whoever waits for it.</summary>
    public sealed record Report(DeliveryReport Outcome) : RelayEffect;

    /// <summary>Close the connection and drop what has been read from it.</summary>
    public sealed record Disconnect : RelayEffect;

    /// <summary>Waits: resolve the name and connect. Gives Connected, Unreachable or TimedOut.</summary>
    /// <param name="Host">Name or address.</param>
    /// <param name="Port">TCP port.</param>
    /// <param name="Timeout">For each address of the host.</param>
    public sealed record Connect(string Host, int Port, TimeSpan Timeout) : RelayEffect;

    /// <summary>Waits: throw away what has arrived in clear and do the handshake. Gives TlsStarted, TlsFailed, TimedOut or PeerClosed.</summary>
    /// <param name="Host">The name to ask for and to find in the certificate.</param>
    /// <param name="Verify">False to take any certificate.</param>
    /// <param name="Timeout">For the whole handshake.</param>
    public sealed record StartTls(string Host, bool Verify, TimeSpan Timeout) : RelayEffect;

    /// <summary>Waits: read one reply. Gives ReplyReceived, ReplyMalformed, TimedOut or PeerClosed.</summary>
    /// <param name="Timeout">From now to the end of the reply.</param>
    public sealed record ReadReply(TimeSpan Timeout) : RelayEffect;

    /// <summary>Waits: send the content. Gives ContentSent, ContentUnavailable, TimedOut or PeerClosed.</summary>
    /// <param name="Form">How it goes over the wire.</param>
    /// <param name="Size">Octets of the content as it is; another number is ContentUnavailable.</param>
    /// <param name="BlockTimeout">For each block.</param>
    public sealed record SendContent(ContentForm Form, long Size, TimeSpan BlockTimeout) : RelayEffect;

    /// <summary>Waits: nothing to do. Gives JobGiven, or TimedOut when the connection has been idle for long enough.</summary>
    public sealed record AwaitJob(TimeSpan Idle) : RelayEffect;
}

/// <summary>How content goes over the wire.</summary>
public enum ContentForm
{
    /// <summary>Dot-stuffed, and ended by a dot on a line of its own (RFC 5321 §4.5.2).</summary>
    Stuffed,

    /// <summary>As it is: its length has been announced (RFC 3030 §2).</summary>
    Verbatim,
}
