using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>The daemon's own address as the one author, with the first original author in its display name.</summary>
static class OwnAddressFrom
{
    /// The display name in characters; the rest of a longer one is cut.
    const int MaxName = 120;

    /// <summary>Replaces the first From field and removes the others; none when there is no From field.</summary>
    public static Seq<HeaderEdit> Edits(HeaderSection section, Seq<int> authors, Mailbox mailFrom) =>
        authors.AsEnumerable()
            .Select((index, nth) => nth == 0
                ? (HeaderEdit)new HeaderEdit.Replace(index, Field(Name(section), mailFrom))
                : new HeaderEdit.Remove(index))
            .Gather();

    static Octets Field(string name, Mailbox mailFrom)
    {
        var words = name.Length == 0 ? default
            : name.All(char.IsAscii) ? Seqs.Of(QuotedString.Write(name))
            : EncodedWord.Encode(name);
        return Octets.Utf8(Folding.Fold("From:", words.Then(Seqs.Of($"<{mailFrom.AddrSpec}>"))) + "\r\n");
    }

    /// "Name (name at domain)", "name at domain", with "and others" behind it for several authors; the words of the field when it holds no address.
    static string Name(HeaderSection section)
    {
        var authors = Authors.Of(section);
        if (authors.IsEmpty)
        {
            return DisplayName.Safe(EncodedWord.Decode(section.Named("From").Head.Value), MaxName);
        }

        var address = DisplayName.Safe($"{authors.Head.Local} at {authors.Head.Domain}", MaxName);
        var name = DisplayName.Safe(authors.Head.DisplayName, MaxName);
        var first = name.Length == 0 || name == address ? address : $"{name} ({address})";
        return authors.Count == 1 ? first : first + " and others";
    }
}
