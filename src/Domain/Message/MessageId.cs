namespace Laitos.Domain.Message;

/// <summary>The Message-ID field (RFC 5322 §3.6.4), for people and logs to compare.</summary>
public static class MessageId
{
    /// <summary>The longest identifier that is shown, in characters.</summary>
    public const int Limit = 250;

    /// <summary>The identifier as written, with its angle brackets, on one line; cut when it is too long; none when there is no such field or nothing in it.</summary>
    public static Option<string> Of(HeaderSection section) =>
        section.First("Message-ID").Case is HeaderField field && Folding.TrimmedLine(field.Body, 4 * Limit) is { Length: > 0 } text
            ? Printable.Excerpt(text, Limit)
            : Option<string>.None;
}

/// <summary>The identifiers of mails, as a reply repeats them (RFC 5322 §3.6.4).</summary>
static class MessageIds
{
    /// The most identifiers that are kept of a thread.
    const int Most = 20;

    /// Octets of a field that are looked at.
    const int Considered = 64 << 10;

    /// <summary>The identifiers in all fields of a name, in their order. What is too long or not ASCII is left out. Linear time.</summary>
    public static Seq<string> Of(HeaderSection header, string field) => header.Named(field).SelectEach(one => In(one.Body));

    /// <summary>The first identifier and the last ones: the root of the thread tells mail programs most.</summary>
    public static Seq<string> Bounded(Seq<string> ids) =>
        ids.Count <= Most ? ids : ids.AsEnumerable().Take(1).Concat(ids.AsEnumerable().Skip(ids.Count - Most + 1)).Gather();

    /// <summary>True for an identifier that may be written into a field: <c>msg-id = "&lt;" id-left "@" id-right "&gt;"</c>, of visible ASCII and bounded.</summary>
    public static bool IsOne(string text) =>
        text is ['<', .., '>'] && text.Length <= MessageId.Limit && text.All(c => c is > ' ' and <= '~') && text.AsSpan(1, text.Length - 2).IndexOfAny('<', '>') < 0;

    static Seq<string> In(Octets body)
    {
        var text = Folding.Unfold(body.Slice(0, Math.Min(Considered, body.Length)));
        var found = new List<string>();
        var start = text.IndexOf('<', StringComparison.Ordinal);
        while (start >= 0 && text.IndexOfAny(['<', '>'], start + 1) is var end and >= 0)
        {
            var id = text[start..(end + 1)];
            if (IsOne(id))
            {
                found.Add(id);
            }

            start = text[end] == '<' ? end : text.IndexOf('<', end);
        }

        return found.Gather();
    }
}
