namespace Laitos.Domain.Message;

/// <summary>The Subject field (RFC 5322 §3.6.5), for people to read.</summary>
public static class Subject
{
    /// Octets of the field that are looked at: more would not be shown.
    const int Considered = 4096;

    /// <summary>The decoded subject on one line without control characters, at most <paramref name="limit"/> characters; none when there is no such field.</summary>
    public static Option<string> Of(HeaderSection section, int limit = 200) =>
        section.Fields.Find(one => one.Is("Subject"))
            .Map(one => Folding.Unfold(one.Body.Slice(0, Math.Min(Considered, one.Body.Length))).Trim())
            .Map(text => Printable.Excerpt(EncodedWord.Decode(text), limit));
}
