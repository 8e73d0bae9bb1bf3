namespace Laitos.Domain.Commands.Apps;

/// <summary>An address on the web. Its user, and what follows the question mark, may be secrets, and are not shown.</summary>
/// <param name="Address">Absolute, of http or https.</param>
public sealed record WebAddress(Uri Address)
{
    /// <summary>The address as it was written.</summary>
    public string Reveal() => Address.OriginalString;

    /// <summary>The address of something below this one, which has no query.</summary>
    /// <param name="path">Its path without a slash in front, and its query.</param>
    public WebAddress Below(string path) => new(new Uri($"{Address.OriginalString.TrimEnd('/')}/{path}"));

    /// <summary>A text as it may stand in a query (RFC 3986 §2.1).</summary>
    public static string Escape(string text) => Uri.EscapeDataString(Printable.WellFormed(text));

    /// <summary>Host and path, for errors: the rest may hold a password or a token.</summary>
    public string Place => Address.Host + Address.AbsolutePath;

    /// <summary>True for the same text. (Two <see cref="Uri"/> are equal although their users differ.)</summary>
    public bool Equals(WebAddress? other) => other is not null && string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>The address with <c>***</c> in the place of what may be secret.</summary>
    public override string ToString() => Address.UserInfo.Length == 0 && Address.Query.Length == 0
        ? Address.OriginalString
        : $"{Address.Scheme}://{(Address.UserInfo.Length == 0 ? "" : "***@")}{Address.Authority}{Address.AbsolutePath}{(Address.Query.Length == 0 ? "" : "?***")}";
}
