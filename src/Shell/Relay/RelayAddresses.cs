using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Shell.Relay;

/// <summary>
/// Finds the addresses of the relay: by the hosts file and our own resolver where DNS servers are configured, else by the system, which knows more than
/// the DNS.
/// </summary>
/// <param name="resolver">Our own resolver, or null for the system's.</param>
sealed class RelayAddresses(IResolver? resolver)
{
    const string Hosts = "/etc/hosts";

    static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    /// <summary>The addresses of a host, IPv4 first; at least one.</summary>
    public async Task<Either<RelayFault, Seq<IPAddress>>> Find(string host, CancellationToken cancel)
    {
        try
        {
            var found = IPAddress.TryParse(host, out var literal) ? Seqs.Of(literal)
                : resolver is null ? (await System.Net.Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false)).Gather()
                : await Ask(resolver, host, cancel).ConfigureAwait(false);
            return found.IsEmpty ? new RelayFault.NameUnknown(host, "it has none") : found;
        }
        catch (SocketException e)
        {
            return new RelayFault.NameUnknown(host, e.Message);
        }
        catch (OperationCanceledException)
        {
            return new RelayFault.Silent(RelayStage.Connecting);
        }
    }

    static async Task<Seq<IPAddress>> Ask(IResolver resolver, string host, CancellationToken cancel)
    {
        var local = File.Exists(Hosts) ? await File.ReadAllTextAsync(Hosts, cancel).ConfigureAwait(false) : "";
        var known = HostsFile.Find(local, host);
        if (known.IsEmpty)
        {
            var questions = Seqs.Of(new Question(host, RecordType.A), new Question(host, RecordType.Aaaa));
            var answers = await resolver.Resolve(questions, Budget, cancel).ConfigureAwait(false);
            known = questions.SelectEach(question => answers.Ask(question).Match(Succ: Addresses, Fail: _ => default));
        }

        return known.Map(address => new IPAddress(address.Octets.Span));
    }

    static Seq<IpAddress> Addresses(Answer answer) =>
        answer is Answer.Records(var data) ? data.AsEnumerable().OfType<RecordData.Address>().Select(record => record.Value).Gather() : default;
}
