using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Addresses;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Dns;
using Laitos.Shell.Relay;
using Laitos.Shell.Sasl;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>A dialogue with the relay as a delivery has it, up to DATA: no mail is sent.</summary>
static class RelayProbe
{
    /// The most recipients that are tried.
    const int MostRecipients = 5;

    static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    /// <summary>How far it came.</summary>
    /// <param name="policy">How to speak to the relay.</param>
    /// <param name="resolver">Looks its name up; null for the system's resolver.</param>
    /// <param name="sender">Who is announced in MAIL.</param>
    /// <param name="recipients">Who are announced in RCPT.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<Observation> Look(RelayPolicy policy, IResolver? resolver, Mailbox sender, Seq<Mailbox> recipients, CancellationToken cancel)
    {
        var hasty = policy with { Timeouts = policy.Timeouts with { Connect = Answer, Greeting = Answer, Hello = Answer, Mail = Answer, Recipient = Answer, Handshake = Answer, BeforeClear = TimeSpan.Zero } };
        var addresses = new RelayAddresses(resolver);
        var found = await addresses.Find(hasty.Host, cancel).ConfigureAwait(false);
        return await found.MatchAsync(
            LeftAsync: fault => Task.FromResult<Observation>(new Observation.Dialogue(default, fault, default, default)),
            RightAsync: places => Speak(hasty, addresses, places.SelectEach(place => IpAddress.OfOctets(place.GetAddressBytes()).ToSeq()), sender, recipients.AsEnumerable().Take(MostRecipients).Gather(), cancel))
            .ConfigureAwait(false);
    }

    static async Task<Observation> Speak(RelayPolicy policy, RelayAddresses addresses, Seq<IpAddress> places, Mailbox sender, Seq<Mailbox> recipients, CancellationToken cancel)
    {
        using var secrets = Logins.SecretsOf(policy);
        var dialer = new RelayDialer(policy, addresses);
        var opened = await Open(policy, secrets, dialer, policy.Tls, cancel).ConfigureAwait(false);
        var tlsFault = opened.Match(Right: _ => Option<RelayFault>.None, Left: Prelude.Some).Filter(fault => ConnectionSetup.InClear(policy, fault).IsSome);
        if (tlsFault.IsSome)
        {
            opened = await Open(policy, secrets, dialer, TlsMode.None, cancel).ConfigureAwait(false);
        }

        return await opened.MatchAsync<Observation>(
            LeftAsync: fault => Task.FromResult<Observation>(new Observation.Dialogue(places, fault, default, default)),
            RightAsync: async connection =>
            {
                var opening = new RelayOpening(connection.IsEncrypted, tlsFault, connection.IsLoggedIn, connection.Offered);
                var (reply, replies) = await connection.Announce(sender, recipients, cancel).ConfigureAwait(false);
                await connection.Quit().ConfigureAwait(false);
                return new Observation.Dialogue(places, opening, reply, replies);
            }).ConfigureAwait(false);
    }

    static async Task<Either<RelayFault, RelayConnection>> Open(RelayPolicy policy, LoginSecrets? secrets, RelayDialer dialer, TlsMode tls, CancellationToken cancel) =>
        await (await dialer.Dial(cancel).ConfigureAwait(false)).MatchAsync(
            LeftAsync: fault => Task.FromResult<Either<RelayFault, RelayConnection>>(fault),
            RightAsync: socket => RelayConnection.Open(policy, secrets, tls, [], socket, cancel)).ConfigureAwait(false);
}
