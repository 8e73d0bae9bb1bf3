using System.Net;
using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using LanguageExt;
using MailKit.Security;

namespace Laitos.Shell.Relay;

/// <summary>The library's SASL mechanisms, with what they prove.</summary>
static class Logins
{
    /// A command line may have 512 octets with its CRLF; a longer initial response waits for its 334 (RFC 4954 §4).
    const int MaxInitialResponse = 510 - 11;

    /// <summary>A mechanism by its name.</summary>
    public static SaslMechanism Mechanism(string name, Option<Login> login, Secret secret)
    {
        var credential = new NetworkCredential(login.Match(known => known.Username, () => ""), secret.Reveal());
        return name == "PLAIN" && Base64Length(credential) > MaxInitialResponse
            ? new PatientPlain(credential)
            : SaslMechanism.Create(name, Encoding.UTF8, credential) ?? throw new System.Diagnostics.UnreachableException();
    }

    static int Base64Length(NetworkCredential credential) =>
        (Encoding.UTF8.GetByteCount(credential.UserName) + Encoding.UTF8.GetByteCount(credential.Password) + 2 + 2) / 3 * 4;

    sealed class PatientPlain(NetworkCredential credential) : SaslMechanismPlain(Encoding.UTF8, credential)
    {
        public override bool SupportsInitialResponse => false;
    }
}
