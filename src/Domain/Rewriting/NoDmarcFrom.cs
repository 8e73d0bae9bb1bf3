using System.Globalization;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>A From field whose domains carry the mark of <see cref="NoDmarcDomain"/>; all else keeps its octets, folding and comments included.</summary>
static class NoDmarcFrom
{
    /// <summary>What stands behind the name of an author whose mail failed DMARC. In a quoted string, for a comment is not shown.</summary>
    public const string NotVerified = "\"(sender not verified)\"";

    /// <summary>The edit of one field; none when no domain in it can be marked.</summary>
    public static Seq<HeaderEdit> Edit(HeaderSection section, int index, RewriteMode.NoDmarc mode)
    {
        var from = section.Fields[index];
        var entries = AddressList.Parse(from.Body).IfLeft(Seqs.Of<AddressEntry>());
        var replacements = entries
            .SelectEach(entry => NoDmarcDomain.Of(entry.Domain, mode.Random).Map(domain => (Entry: entry, Domain: domain)).AsEnumerable().Gather());
        if (replacements.IsEmpty)
        {
            return default;
        }

        var name = from.Raw.Slice(0, from.Raw.Length - from.Body.Length);
        var marked = Write(name, from.Body, replacements, mode.Marked, folded: false);
        var fits = Folding.LongestLine(marked) <= Folding.Limit;
        return Seqs.Of<HeaderEdit>(new HeaderEdit.Replace(index, fits ? marked : Write(name, from.Body, replacements, mode.Marked, folded: true)));
    }

    /// The marks may lengthen a line beyond what RFC 5322 §2.1.1 allows: then the field is folded in front of each address as well.
    static Octets Write(Octets name, Octets body, Seq<(AddressEntry Entry, string Domain)> replacements, bool marked, bool folded)
    {
        var written = new List<byte>(name.Length + body.Length + (32 * replacements.Count));
        written.AddRange(name.Span);
        var at = 0;
        foreach (var (entry, domain) in replacements)
        {
            var isBare = body.Span[entry.Start] != '<';
            if ((folded || marked) && entry.Start >= at)
            {
                written.AddRange(body.Span[at..entry.Start]);
                written.AddRange(folded ? "\r\n "u8 : ""u8);
                written.AddRange(marked ? Encoding.ASCII.GetBytes($"{(written[^1] is (byte)' ' or (byte)'\t' ? "" : " ")}{NotVerified} {(isBare ? "<" : "")}") : []);
                at = entry.Start;
            }

            written.AddRange(body.Span[at..entry.DomainPlace.Start]);
            written.AddRange(Encoding.UTF8.GetBytes(domain));
            written.AddRange(marked && isBare ? ">"u8 : ""u8);
            at = entry.DomainPlace.End;
        }

        written.AddRange(body.Span[at..]);
        return new Octets(written.ToArray());
    }
}

/// <summary>The name that stands for a protected domain and has no DMARC policy, because nobody has registered it.</summary>
public static class NoDmarcDomain
{
    const int MaxName = 253;

    const int MaxLabel = 63;

    /// <summary>
    /// The domain with <c>-laitos-nodmarc-###</c> in front of its last dot, or at its end when it has none; letter case stays, a trailing dot goes.
    /// The result is a valid domain unlike the given one, or none when the given text is no domain (a literal, for instance).
    /// </summary>
    /// <remarks>
    /// Where the sizes of RFC 1035 §2.3.4 would be exceeded, the label that takes the mark loses characters at its end, and the name loses labels at its left.
    /// </remarks>
    public static Option<string> Of(string domain, int random)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"-laitos-nodmarc-{Math.Abs(random % 1000):000}");
        var plain = domain.EndsWith('.') ? domain[..^1] : domain;
        return DomainName.Parse(plain).ToOption().Map(canonical =>
            DomainName.Parse(Marked(plain, mark)).IsRight ? Marked(plain, mark) : Shortened(canonical, mark));
    }

    static string Marked(string domain, string mark)
    {
        var dot = domain.LastIndexOf('.') is var last and >= 0 ? last : domain.Length;
        return domain.Insert(dot, mark);
    }

    static string Shortened(DomainName domain, string mark)
    {
        var labels = domain.Labels.AsEnumerable().ToArray();
        var marked = Math.Max(0, labels.Length - 2);
        var kept = labels[marked];
        labels[marked] = kept[..Math.Min(kept.Length, MaxLabel - mark.Length)].TrimEnd('-') + mark;
        var names = Enumerable.Range(0, marked + 1).Select(first => string.Join('.', labels[first..]));
        return names.First(name => name.Length <= MaxName);
    }
}
