using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting;

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
