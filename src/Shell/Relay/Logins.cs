using System.Diagnostics;
using System.Net;
using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Sasl;
using LanguageExt;
using MailKit.Security;

namespace Laitos.Shell.Relay;

/// <summary>Logins at a relay: what proves who we are, and the library's SASL mechanisms that prove it.</summary>
static class Logins
{
    /// <summary>Fetches what proves who we are; null where the policy has no login.</summary>
    public static LoginSecrets? SecretsOf(RelayPolicy policy) => policy.Login.MatchUnsafe<LoginSecrets?>(login => new LoginSecrets(login.Proof, policy.Timeouts.Token), () => null);

    /// <summary>A mechanism by its name.</summary>
    public static SaslMechanism Mechanism(string name, Option<Login> login, Secret secret)
    {
        var username = login.Match(known => known.Username, () => "");
        var credential = new NetworkCredential(username, secret.Reveal());
        return InitialResponse.StandsInCommand(name, username, secret)
            ? SaslMechanism.Create(name, Encoding.UTF8, credential) ?? throw new UnreachableException()
            : new PatientPlain(credential);
    }

    sealed class PatientPlain(NetworkCredential credential) : SaslMechanismPlain(Encoding.UTF8, credential)
    {
        public override bool SupportsInitialResponse => false;
    }
}
