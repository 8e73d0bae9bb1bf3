using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>What a session refused, and what it ended with, in words: for the log and for its record.</summary>
static class SessionWords
{
    /// A word of four letters is shown: it is a mistyped verb, hardly a password of three octets (RFC 4954 §4).
    const int ShortestProof = 5;

    /// <summary>What was refused.</summary>
    internal static string What(Session session, SessionInput input) => (session, input) switch
    {
        (Session.AwaitingRecipientCheck, SessionInput.RecipientChecked(RecipientVerdict.Refused(_, { IsSome: true } rule))) => $"RCPT, by {rule.IfNone("")}",
        (Session.AwaitingScreening or Session.AwaitingRecipientCheck, _) => "RCPT",
        (Session.AwaitingMailCount, _) => "MAIL",
        (_, SessionInput.LineReceived(var line)) => Shown(line),
        (_, SessionInput.LineTooLong) => "a line that was too long",
        (_, SessionInput.ContentReceived or SessionInput.ChunkReceived) => "the data",
        (_, SessionInput.Connected) => "the connection",
        _ => End(session, input),
    };

    /// <summary>What it ended with.</summary>
    internal static string End(Session session, SessionInput input) => input switch
    {
        SessionInput.LineReceived(var line) when CommandParser.Parse(line).ToOption().Case is Command.Quit => "the client said QUIT",
        SessionInput.PeerClosed => session is Session.ReceivingData or Session.ReceivingChunk ? "the client went away within the data" : "the client went away",
        SessionInput.TimedOut => session is Session.ReceivingData or Session.ReceivingChunk ? "the data stopped coming" : "the client said nothing for too long",
        SessionInput.TlsFailed => "the TLS handshake failed",
        SessionInput.ShuttingDown => "the daemon went down",
        SessionInput.Locked => "the daemon was locked",
        SessionInput.Failed => "a fault of this program",
        _ => "it was refused",
    };

    /// <summary>
    /// A command line, fit to be shown. A client may try to log in, though nothing offers it: its password stays out of the log, be it an argument of AUTH or, sent
    /// ahead of our refusal, a line of its own (RFC 4954 §4: base64, without blanks).
    /// </summary>
    internal static string Shown(Octets line)
    {
        var text = Printable.Excerpt(line.ToUtf8(), 200);
        var words = text.Trim();
        return words.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) ? "AUTH ***"
            : words.Length >= ShortestProof && words.All(IsBase64) && CommandParser.Parse(line).IsLeft ? "*** (one word, perhaps of a login)"
            : text;
    }

    static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=';
}
