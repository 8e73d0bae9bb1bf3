using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands;

/// <summary>What must be hidden in the header section of a mail that carries a command: a sender may have written the password into the subject too.</summary>
public static class HeaderMask
{
    /// <summary>Asterisks for each place where a secret stands as it is; what is encoded there (RFC 2047) is not looked into.</summary>
    public static Seq<Overwrite> Of(Sighting.Command command, Octets header) => command.Secrets.SelectEach(secret => Places(Octets.Utf8(secret.Reveal()), header).Gather());

    static IEnumerable<Overwrite> Places(Octets secret, Octets header)
    {
        var stars = new Octets(Enumerable.Repeat((byte)'*', secret.Length).ToArray());
        for (var at = 0; !secret.IsEmpty && header.Span[at..].IndexOf(secret.Span) is var next and >= 0; at += next + secret.Length)
        {
            yield return new Overwrite(at + next, stars);
        }
    }
}
