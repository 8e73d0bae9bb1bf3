using System.Text;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>A From field whose domains carry the mark of <see cref="NoDmarcDomain"/>; all else keeps its octets, folding and comments included.</summary>
static class NoDmarcFrom
{
    /// <summary>The edit of one field; none when no domain in it can be marked.</summary>
    public static Seq<HeaderEdit> Edit(HeaderSection section, int index, int random)
    {
        var from = section.Fields[index];
        var entries = AddressList.Parse(from.Body).IfLeft(Seqs.Of<AddressEntry>());
        var replacements = entries
            .SelectEach(entry => NoDmarcDomain.Of(entry.Domain, random).Map(domain => (Entry: entry, Domain: domain)).AsEnumerable().Gather());
        if (replacements.IsEmpty)
        {
            return default;
        }

        var name = from.Raw.Slice(0, from.Raw.Length - from.Body.Length);
        var marked = Write(name, from.Body, replacements, folded: false);
        var fits = Folding.LongestLine(marked) <= Folding.Limit;
        return Seqs.Of<HeaderEdit>(new HeaderEdit.Replace(index, fits ? marked : Write(name, from.Body, replacements, folded: true)));
    }

    /// The marks may lengthen a line beyond what RFC 5322 §2.1.1 allows: then the field is folded in front of each address as well.
    static Octets Write(Octets name, Octets body, Seq<(AddressEntry Entry, string Domain)> replacements, bool folded)
    {
        var written = new List<byte>(name.Length + body.Length + (32 * replacements.Count));
        written.AddRange(name.Span);
        var at = 0;
        foreach (var (entry, domain) in replacements)
        {
            if (folded && entry.Start >= at)
            {
                written.AddRange(body.Span[at..entry.Start]);
                written.AddRange("\r\n "u8);
                at = entry.Start;
            }

            written.AddRange(body.Span[at..entry.DomainPlace.Start]);
            written.AddRange(Encoding.UTF8.GetBytes(domain));
            at = entry.DomainPlace.End;
        }

        written.AddRange(body.Span[at..]);
        return new Octets(written.ToArray());
    }
}
