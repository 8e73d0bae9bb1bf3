namespace Laitos.Domain.Smtp.Client;

/// <summary>What can happen to a connection to the relay.</summary>
public abstract record RelayInput
{
    RelayInput() { }

    /// <summary>A mail is to be sent.</summary>
    public sealed record JobGiven(MailJob Job) : RelayInput;

    /// <summary>The TCP connection stands.</summary>
    /// <param name="Loopback">True when its other end is on this machine.</param>
    public sealed record Connected(bool Loopback) : RelayInput;

    /// <summary>No TCP connection came about.</summary>
    public sealed record Unreachable(string Reason) : RelayInput;

    /// <summary>The TLS handshake succeeded; whatever had arrived in clear has been thrown away.</summary>
    public sealed record TlsStarted : RelayInput;

    /// <summary>The TLS handshake failed, or the certificate cannot be trusted.</summary>
    public sealed record TlsFailed(string Reason) : RelayInput;

    /// <summary>A whole reply.</summary>
    public sealed record ReplyReceived(Reply Reply) : RelayInput;

    /// <summary>Something that is not a reply of SMTP.</summary>
    public sealed record ReplyMalformed(SyntaxError Error) : RelayInput;

    /// <summary>All octets of the content have been handed to the network.</summary>
    public sealed record ContentSent : RelayInput;

    /// <summary>The content could not be read to its end, or is not as long as the job says.</summary>
    public sealed record ContentUnavailable(string Reason) : RelayInput;

    /// <summary>What was awaited did not come in time.</summary>
    public sealed record TimedOut : RelayInput;

    /// <summary>The relay closed or broke the connection.</summary>
    public sealed record PeerClosed : RelayInput;
}
