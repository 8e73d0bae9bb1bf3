using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>
/// Sender (RFC 5322 §3.6.2) and Return-Path (RFC 5321 §4.4) of a mail whose From has been replaced. Left as they are, they claim a sender that the relay or the receiver
/// does not accept from us; they are renamed where they stand, and keep their octets.
/// </summary>
static class OriginalSender
{
    /// <summary>
    /// With our own address in From, every other Sender and Return-Path is renamed. With a changed domain in From, those of an author's domain, or of one below or above
    /// it, are: a mailing list keeps its own.
    /// </summary>
    public static Seq<HeaderEdit> Edits(HeaderSection section, RewriteMode mode)
    {
        var authors = Authors.Domains(section);
        return section.Fields.AsEnumerable()
            .Select((field, index) => (Field: field, Index: index, Name: Renamed(field)))
            .Where(item => item.Name.Length > 0 && !IsKept(item.Field, mode, authors))
            .Select(item => (HeaderEdit)new HeaderEdit.Replace(item.Index, OriginalFrom.Field(item.Name, item.Field.Body)))
            .Gather();
    }

    static string Renamed(HeaderField field) => field.Is("Sender") ? "X-Original-Sender" : field.Is("Return-Path") ? "X-Original-Return-Path" : "";

    static bool IsKept(HeaderField field, RewriteMode mode, Seq<DomainName> authors)
    {
        var addresses = AddressList.Parse(field.Body).IfLeft(Seqs.Of<AddressEntry>());
        return mode is RewriteMode.OwnAddress(var own)
            ? !addresses.IsEmpty && addresses.ForAll(address => address.Mailbox == own)
            : !addresses.Exists(address => address.DomainName.Exists(domain => authors.Exists(author => IsRelated(domain.Value, author.Value))));
    }

    static bool IsRelated(string one, string other) => one == other || one.EndsWith("." + other, StringComparison.Ordinal) || other.EndsWith("." + one, StringComparison.Ordinal);
}
