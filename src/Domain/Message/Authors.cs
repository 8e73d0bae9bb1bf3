using Laitos.Domain.Addresses;

namespace Laitos.Domain.Message;

/// <summary>Who wrote a mail by its own account: the addresses of the From field (RFC 5322 §3.6.2).</summary>
public static class Authors
{
    /// <summary>The addresses of all From fields, for there may be several against the rules, from top to bottom. At most <see cref="AddressList.Limit"/>; empty when none can be recognised.</summary>
    public static Seq<AddressEntry> Of(HeaderSection section) =>
        section.Named("From").AsEnumerable()
            .SelectMany(from => AddressList.Parse(from.Body).IfLeft(Seqs.Of<AddressEntry>()).AsEnumerable())
            .Take(AddressList.Limit)
            .Gather();

    /// <summary>The domains of the authors, each once: those whose DMARC policy concerns the mail (RFC 7489 §6.6.1).</summary>
    public static Seq<DomainName> Domains(HeaderSection section) =>
        Of(section).AsEnumerable().SelectMany(entry => entry.DomainName.AsEnumerable()).Distinct().Gather();
}
