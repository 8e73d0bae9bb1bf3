using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures.Dkim;

/// <summary>Which of a mail's signatures are looked at.</summary>
static class SignatureChoice
{
    /// <summary>The most signatures of one mail that are looked at. Real mail has one to three.</summary>
    public const int Most = 8;

    const int MostAuthors = 10;

    /// <summary>
    /// The signatures in the order in which they are looked at: those of an author's domain first, then those of a domain above or below it, of one that
    /// shares its last two labels, and the others; from top to bottom within each.
    /// </summary>
    public static Seq<SignatureField> Of(Seq<HeaderField> fields, Seq<DomainName> authors)
    {
        if (fields.Count < 2)
        {
            return fields.MapStrict(SignatureReader.Dkim);
        }

        var counted = authors.AsEnumerable().Distinct().Take(MostAuthors).ToArray();
        return fields.Count <= Most
            ? fields.AsEnumerable().Select(SignatureReader.Dkim).OrderBy(read => Distance(read.Stated.Domain, counted)).Gather()
            : fields.AsEnumerable().OrderBy(field => Distance(SignatureReader.Signer(field), counted)).Take(Most).Select(SignatureReader.Dkim).Gather();
    }

    static int Distance(Option<DomainName> signer, DomainName[] authors) => signer.Match(
        domain => authors.Select(author => Distance(domain.Value, author.Value)).DefaultIfEmpty(0).Min(),
        () => int.MaxValue);

    static int Distance(string signer, string author) =>
        signer == author ? 0
        : Name.IsWithin(signer, author) || Name.IsWithin(author, signer) ? 1
        : LastTwoLabels(signer) == LastTwoLabels(author) ? 2
        : 3;

    static string LastTwoLabels(string name) =>
        name.LastIndexOf('.') is var last and > 0 && name.LastIndexOf('.', last - 1) is var dot and >= 0 ? name[(dot + 1)..] : name;
}
