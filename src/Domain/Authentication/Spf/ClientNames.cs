using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>The names of a client by its PTR records, as far as they lead back to its address: forward-confirmed reverse DNS (RFC 8601 §3, RFC 7208 §5.5).</summary>
/// <param name="Confirmed">The names that lead back.</param>
/// <param name="IsCertain">False when the DNS did not tell: there may be more names.</param>
public sealed record ClientNames(Seq<string> Confirmed, bool IsCertain)
{
    /// <summary>The most names of one client that are looked at.</summary>
    public const int MaxNames = 10;

    /// <summary>The names, or the questions still missing.</summary>
    public static Validation<Question, ClientNames> Of(Knowledge known, IpAddress client) =>
        SpfLookup.Ask(known, client.Reversed + (client.IsV6 ? ".ip6.arpa" : ".in-addr.arpa"), RecordType.Ptr).Bind(answer =>
        {
            var names = SpfLookup.Names(answer).AsEnumerable().Take(MaxNames).Gather();
            return SpfLookup.AskAll(known, names, SpfLookup.AddressType(client)).Map(answers => new ClientNames(
                names.AsEnumerable()
                    .Zip(answers.AsEnumerable(), (name, addresses) => (Name: name, LeadsBack: SpfLookup.Addresses(addresses).Exists(address => address == client)))
                    .Where(each => each.LeadsBack).Select(each => each.Name).Gather(),
                answer is not Answer.Unavailable && !answers.Exists(addresses => addresses is Answer.Unavailable)));
        });
}
