namespace Laitos.Domain.Message.Mime;

/// <summary>The value of a Content-Type field (RFC 2045 §5.1).</summary>
/// <param name="Type">Such as <c>text</c>, in lower case.</param>
/// <param name="Subtype">Such as <c>plain</c>, in lower case.</param>
/// <param name="Parameters">What is said about it.</param>
sealed record MediaType(string Type, string Subtype, Parameters Parameters)
{
    /// <summary>What a body is unless its header section says otherwise (RFC 2045 §5.2).</summary>
    internal static MediaType Plain { get; } = new("text", "plain", Parameters.None);

    /// <summary>A mail within a mail (RFC 2046 §5.2.1).</summary>
    internal static MediaType Mail { get; } = new("message", "rfc822", Parameters.None);

    /// <summary>Reads the body of the field, unfolded; null when it names no type and subtype.</summary>
    /// <remarks>content := type "/" subtype *(";" parameter)</remarks>
    internal static MediaType? Parse(string field)
    {
        var cursor = new Cursor(field);
        var type = Parameters.Token(ref cursor);
        if (type.Length == 0 || !cursor.TryTake('/'))
        {
            return null;
        }

        var subtype = Parameters.Token(ref cursor);
        return subtype.Length == 0 ? null : new MediaType(type, subtype, Parameters.Parse(ref cursor));
    }
}

/// <summary>The value of a Content-Disposition field (RFC 2183 §2).</summary>
/// <param name="IsAttachment">True when the part is to be saved; any unknown disposition means the same (RFC 2183 §2.8).</param>
/// <param name="Parameters">What is said about it.</param>
sealed record Disposition(bool IsAttachment, Parameters Parameters)
{
    /// <summary>Reads the body of the field, unfolded. Without a word in front it says nothing but its parameters.</summary>
    /// <remarks>disposition := disposition-type *(";" disposition-parm)</remarks>
    internal static Disposition Parse(string field)
    {
        var cursor = new Cursor(field);
        var type = Parameters.Token(ref cursor);
        return new Disposition(type is not ("" or "inline"), Parameters.Parse(ref cursor));
    }
}
