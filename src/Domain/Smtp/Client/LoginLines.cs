using System.Text;

namespace Laitos.Domain.Smtp.Client;

/// <summary>The lines of a login by AUTH (RFC 4954 §4): the first is the command, each other one answers a 334.</summary>
static class LoginLines
{
    /// A command line may have 512 octets with its CRLF (RFC 4954 §4); a longer initial response waits for its 334.
    const int MaxCommand = 510;

    /// <summary>The lines for the best mechanism offered, PLAIN before LOGIN; none when neither is.</summary>
    public static Option<Seq<Secret>> For(RelayCredentials credentials, Seq<string> mechanisms) =>
        mechanisms.Contains("PLAIN") ? Plain(Base64($"\0{credentials.Username}\0{credentials.Password.Reveal()}"))
        : mechanisms.Contains("LOGIN") ? Lines("AUTH LOGIN", Base64(credentials.Username), Base64(credentials.Password.Reveal()))
        : Option<Seq<Secret>>.None;

    /// message = [authzid] UTF8NUL authcid UTF8NUL passwd (RFC 4616 §2)
    static Seq<Secret> Plain(string message) =>
        "AUTH PLAIN ".Length + message.Length <= MaxCommand ? Lines("AUTH PLAIN " + message) : Lines("AUTH PLAIN", message);

    static Seq<Secret> Lines(params ReadOnlySpan<string> lines) => Seqs.Of(lines).Map(line => new Secret(line));

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
