using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>The names of a client by its PTR records, as far as they lead back to its address: forward-confirmed reverse DNS (RFC 8601 §3, RFC 7208 §5.5).</summary>
public static class ClientNames
{
    /// <summary>The most names of one client that are looked at.</summary>
    public const int MaxNames = 10;

    /// <summary>The names, or the questions still missing. What the DNS does not tell is passed over.</summary>
    public static Validation<Question, Seq<string>> Confirmed(Knowledge known, IpAddress client) =>
        SpfLookup.Ask(known, client.Reversed + (client.IsV6 ? ".ip6.arpa" : ".in-addr.arpa"), RecordType.Ptr).Bind(answer =>
        {
            var names = SpfLookup.Names(answer).AsEnumerable().Take(MaxNames).Gather();
            return SpfLookup.AskAll(known, names, SpfLookup.AddressType(client)).Map(answers =>
                names.AsEnumerable()
                    .Zip(answers.AsEnumerable(), (name, addresses) => (Name: name, LeadsBack: SpfLookup.Addresses(addresses).Exists(address => address == client)))
                    .Where(each => each.LeadsBack).Select(each => each.Name).Gather());
        });
}
