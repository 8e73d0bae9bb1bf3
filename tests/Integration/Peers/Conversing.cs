using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>What clients of these tests say again and again.</summary>
static class Conversing
{
    /// <summary>Says one line and gives the reply to it.</summary>
    public static async Task<string?> Say(this SmtpPeer peer, string line)
    {
        await peer.Send(line + "\r\n");
        return await peer.Reply();
    }

    /// <summary>Sends text as it is, one octet for each character.</summary>
    public static Task Send(this SmtpPeer peer, string text) => peer.Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Connects and goes on up to an accepted recipient.</summary>
    public static async Task<SmtpPeer> Open(int port)
    {
        var peer = await SmtpPeer.Connect(port);
        await peer.Reply();
        await peer.Say("EHLO client.example.org");
        await peer.Say("MAIL FROM:<sender@example.org>");
        Assert.That(await peer.Say("RCPT TO:<someone@example.com>"), Does.StartWith("250"));
        return peer;
    }

    /// <summary>Connects and goes on up to where the data begin.</summary>
    public static async Task<SmtpPeer> OpenData(int port)
    {
        var peer = await Open(port);
        Assert.That(await peer.Say("DATA"), Does.StartWith("354"));
        return peer;
    }

    /// <summary>Sends one small mail on a connection of its own.</summary>
    public static async Task<string?> SendMail(int port, string data = "Subject: small\r\n\r\nbody")
    {
        await using var peer = await OpenData(port);
        return await peer.Say(data + "\r\n.");
    }

    /// <summary>All replies until the daemon closes the connection.</summary>
    public static async Task<List<string>> RepliesToTheEnd(this SmtpPeer peer)
    {
        var replies = new List<string>();
        while (await peer.Reply() is { } reply)
        {
            replies.Add(reply);
        }

        return replies;
    }
}
