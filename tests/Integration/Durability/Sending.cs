using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>What senders say in these tests. A null reply means that the daemon has gone away.</summary>
static class Sending
{
    /// <summary>Hears the greeting and greets.</summary>
    public static async Task<bool> Greet(SmtpPeer peer)
    {
        await peer.Send("EHLO sender.example\r\n"u8.ToArray());
        return await peer.Reply() is not null && await peer.Reply() is not null;
    }

    /// <summary>Sends one mail; gives the reply to its data.</summary>
    public static async Task<string?> Mail(SmtpPeer peer, string messageId, string body, string sender = "author@sender.example")
    {
        await peer.Send(Encoding.ASCII.GetBytes($"MAIL FROM:<{sender}>\r\nRCPT TO:<someone@example.com>\r\nDATA\r\n"));
        for (var i = 0; i < 3; i++)
        {
            if (await peer.Reply() is not { } reply || reply[0] is not ('2' or '3'))
            {
                return null;
            }
        }

        await peer.Send(Encoding.ASCII.GetBytes(
            $"From: {sender}\r\nTo: someone@example.com\r\nSubject: {messageId}\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <{messageId}>\r\n\r\n{body}\r\n.\r\n"));
        return await peer.Reply();
    }

    /// <summary>The body of a mail, told from all others.</summary>
    /// <param name="messageId">Which mail.</param>
    /// <param name="lines">How long.</param>
    public static string Body(string messageId, int lines = 4) =>
        string.Concat(Enumerable.Range(0, lines).Select(line => $"line {line} of {messageId}, and some more words of it\r\n")) + "the end of " + messageId;
}
