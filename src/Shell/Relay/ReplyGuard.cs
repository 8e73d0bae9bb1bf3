using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using MailKit;

namespace Laitos.Shell.Relay;

/// <summary>
/// Stands beside the sending library as its protocol logger and sees every octet in clear, before the library does: it keeps replies within bounds,
/// knows which command was sent last, and counts whether each has its reply.
/// </summary>
/// <param name="enter">Told whenever something new is waited for.</param>
sealed class ReplyGuard(Action<RelayStage> enter) : IProtocolLogger
{
    byte[] incoming = [];
    ReplyProgress progress = ReplyProgress.Start;
    bool isContent;
    int awaited;

    /// <summary>What is being waited for.</summary>
    public RelayStage Stage { get; private set; } = RelayStage.Connecting;

    /// <summary>The whole reply that came last.</summary>
    public Reply? Last { get; private set; }

    /// <summary>True when each command has its reply, and none came that nothing asked for.</summary>
    public bool IsInStep => awaited == 0 && incoming.Length == 0;

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Something is waited for that shows in no command.</summary>
    public void Enter(RelayStage stage)
    {
        Stage = stage;
        awaited += stage == RelayStage.Verdict ? 1 : 0;
        enter(stage);
    }

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
        awaited = 1;
        Enter(RelayStage.Greeting);
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (!isContent)
        {
            var commands = buffer.AsSpan(offset, count);
            awaited = Math.Max(0, awaited) + commands.Count((byte)'\n');
            Stage = RelayStages.Of(commands, Stage);
            Last = null;
            enter(Stage);
        }
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        ReadOnlySpan<byte> octets = incoming.Length == 0 ? buffer.AsSpan(offset, count) : [.. incoming, .. buffer.AsSpan(offset, count)];
        while (!octets.IsEmpty)
        {
            switch (ReplyCodec.Read(progress, octets))
            {
                case ReplyRead.Complete(var reply, var consumed):
                    // What came in clear behind the answer to STARTTLS is forgotten (RFC 3207 §4.2), here as in the library.
                    octets = Stage == RelayStage.StartTls ? default : octets[consumed..];
                    OnReply(reply);
                    break;
                case ReplyRead.NeedMore(var more, var consumed):
                    (progress, incoming) = (more, octets[consumed..].ToArray());
                    return;
                case ReplyRead.Malformed(var error):
                    throw new GarbledReplyException(error.Found);
            }
        }

        incoming = [];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    void OnReply(Reply reply)
    {
        (progress, Last) = (ReplyProgress.Start, reply);
        awaited--;
        isContent = Stage == RelayStage.Data ? reply.IsIntermediate : isContent && Stage != RelayStage.Verdict;
        if (ConnectionSetup.IsOver(Stage, reply))
        {
            throw new OpeningRefusedException();
        }

        enter(Stage);
    }
}

/// <summary>What came is no reply of SMTP.</summary>
sealed class GarbledReplyException(string found) : Exception(found);

/// <summary>The reply that came last ends the opening.</summary>
sealed class OpeningRefusedException : Exception;

/// <summary>There is nobody to speak to any more: the connection is to be closed.</summary>
sealed class ConnectionOverException : Exception;

/// <summary>The content cannot be read, or is not as long as announced.</summary>
sealed class ContentUnavailableException(string reason) : Exception(reason);
