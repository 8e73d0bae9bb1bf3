namespace Laitos.Domain.Message;

/// <summary>The Message-ID field (RFC 5322 §3.6.4), for people and logs to compare.</summary>
public static class MessageId
{
    /// <summary>The longest identifier that is shown, in characters.</summary>
    public const int Limit = 250;

    /// <summary>The identifier as written, with its angle brackets, on one line; cut when it is too long; none when there is no such field or nothing in it.</summary>
    public static Option<string> Of(HeaderSection section) =>
        section.Fields.Find(one => one.Is("Message-ID"))
            .Map(one => Folding.Unfold(one.Body.Slice(0, Math.Min(4 * Limit, one.Body.Length))).Trim())
            .Filter(text => text.Length > 0)
            .Map(text => Printable.Excerpt(text, Limit));
}
