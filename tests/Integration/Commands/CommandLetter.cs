using System.Text;

namespace Laitos.Integration.Commands;

/// <summary>A mail as somebody writes it by hand: one character is one octet.</summary>
/// <param name="MessageId">What it is known by, without angle brackets.</param>
/// <param name="Body">Its body, without the last line end.</param>
sealed record CommandLetter(string MessageId, string Body)
{
    /// <summary>Its sender on the envelope; nobody when empty.</summary>
    public string Sender { get; init; } = CommandDaemon.Owner;

    /// <summary>Its author.</summary>
    public string From { get; init; } = CommandDaemon.Owner;

    /// <summary>Its subject.</summary>
    public string Subject { get; init; } = "a letter";

    /// <summary>More header fields, each with its line end.</summary>
    public string Fields { get; init; } = "";

    /// <summary>All of it.</summary>
    public string Text =>
        $"From: {From}\r\nTo: someone@example.com\r\nSubject: {Subject}\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <{MessageId}>\r\n{Fields}\r\n{Body}\r\n";

    /// <summary>All of it as the data of a transaction (RFC 5321 §4.5.2).</summary>
    public byte[] Data => Encoding.Latin1.GetBytes(Text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");

    /// <summary>One that is told from all others.</summary>
    public static CommandLetter Of(string body) => new($"{Guid.NewGuid():N}@sender.example", body);

    /// <summary>One with a command behind the password.</summary>
    public static CommandLetter Order(string command) => Of($"Hello,\r\n\r\n{CommandDaemon.Password} {command}\r\n\r\nbye");
}
