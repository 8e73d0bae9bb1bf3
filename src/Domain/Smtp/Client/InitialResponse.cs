namespace Laitos.Domain.Smtp.Client;

/// <summary>
/// The first response of a SASL mechanism, which may stand in the AUTH command itself, or wait for the challenge 334 (RFC 4954 §4). A command line has no more than 512
/// octets (RFC 5321 §4.5.3.1.4): what makes it longer waits.
/// </summary>
public static class InitialResponse
{
    const int MostOfLine = 512;

    /// <summary>
    /// True when the response stands in the command. Tokens (XOAUTH2, OAUTHBEARER) stand there at any length: the services that take them ask for it so. What other mechanisms
    /// say first is short.
    /// </summary>
    /// <param name="mechanism">The name of the mechanism.</param>
    /// <param name="username">Who logs in.</param>
    /// <param name="secret">What proves it.</param>
    public static bool StandsInCommand(string mechanism, string username, Secret secret) => mechanism != "PLAIN" || PlainCommandOctets(username, secret) <= MostOfLine;

    /// <summary>The octets of an AUTH command with a response in it, CRLF included.</summary>
    /// <param name="mechanism">The name of the mechanism.</param>
    /// <param name="response">The octets of the response before base64 (RFC 4648 §4).</param>
    public static int CommandOctets(string mechanism, int response) => "AUTH ".Length + mechanism.Length + " ".Length + ((response + 2) / 3 * 4) + "\r\n".Length;

    /// An authorization identity, which is empty, the user name and the password, each behind a NUL but the first (RFC 4616 §2).
    static int PlainCommandOctets(string username, Secret secret) => CommandOctets("PLAIN", 2 + Octets.Utf8(username).Length + Octets.Utf8(secret.Reveal()).Length);
}
