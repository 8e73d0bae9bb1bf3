using Laitos.Domain.Addresses;

namespace Laitos.Domain.Message;

/// <summary>A stretch of a field body.</summary>
/// <param name="Start">Octets of the body in front of it.</param>
/// <param name="Length">How many octets.</param>
public readonly record struct OctetRange(int Start, int Length)
{
    /// <summary>The position behind it.</summary>
    public int End => Start + Length;
}

/// <summary>
/// One mailbox of an address field (RFC 5322 §3.4) with the places where its parts stand, so that one part can be
/// changed and the rest of the field keeps its octets.
/// </summary>
/// <param name="DisplayName">The meaning of the phrase in front of the address, or else of a comment behind it: unquoted, decoded, blanks reduced to one. Empty when there is none.</param>
/// <param name="Local">The meaning of the local part, without quotes, comments and blanks.</param>
/// <param name="Domain">The domain or the literal with its brackets in the letters of the writer, without comments and blanks; perhaps ill-formed.</param>
/// <param name="Start">Where the address begins: at its angle bracket, if it has one. A field may be folded here.</param>
/// <param name="DomainPlace">Where the domain stands.</param>
public sealed record AddressEntry(string DisplayName, string Local, string Domain, int Start, OctetRange DomainPlace)
{
    /// <summary>The domain that a policy may speak for; none for a literal and for what is no domain.</summary>
    public Option<DomainName> DomainName => Addresses.DomainName.Parse(Domain).ToOption();

    /// <summary>The address to send to; none where local part or domain are ill-formed.</summary>
    public Option<Mailbox> Mailbox =>
        (from local in LocalPart.Parse(QuotedString.Write(Local))
         from host in Host.Parse(Domain)
         select new Mailbox(local, host)).ToOption();
}
