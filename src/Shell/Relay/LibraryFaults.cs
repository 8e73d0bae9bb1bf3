using System.Net.Sockets;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Laitos.Shell.Relay;

/// <summary>What the sending library throws, as data.</summary>
static class LibraryFaults
{
    /// The most characters of a message that is passed on.
    const int MostWords = 200;

    /// <summary>What went wrong.</summary>
    /// <param name="thrown">What was thrown.</param>
    /// <param name="host">The relay.</param>
    /// <param name="guard">Where the dialogue stood.</param>
    /// <param name="stream">Whether the connection still stands.</param>
    /// <param name="distrust">What was wrong with the certificate, if it was looked at and not trusted.</param>
    public static RelayFault Of(Exception thrown, string host, ReplyGuard guard, RelayStream stream, CertificateProblem? distrust) => thrown switch
    {
        ContentUnavailableException => new RelayFault.ContentUnavailable(thrown.Message),
        GarbledReplyException => new RelayFault.Garbled(guard.Stage, thrown.Message),
        OpeningRefusedException => new RelayFault.NotWelcome(guard.Last!),
        ConnectionOverException => new RelayFault.Broken(guard.Stage),
        SslHandshakeException when distrust is not null => new RelayFault.Untrusted(host, distrust),
        SslHandshakeException => new RelayFault.HandshakeFailed(Words(thrown.InnerException ?? thrown)),
        NotSupportedException when guard.Stage == RelayStage.Hello => new RelayFault.NoTls(),
        SmtpProtocolException when stream.HasEnded => new RelayFault.Broken(guard.Stage),
        IOException or SocketException or ObjectDisposedException => new RelayFault.Broken(guard.Stage),
        _ => new RelayFault.Garbled(guard.Stage, Words(thrown)),
    };

    static string Words(Exception thrown) => Printable.Excerpt((thrown.InnerException ?? thrown).Message, MostWords);
}
