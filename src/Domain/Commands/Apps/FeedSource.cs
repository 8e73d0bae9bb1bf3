namespace Laitos.Domain.Commands.Apps;

/// <summary>The address of a feed. Its user, and what follows the question mark, may be secrets, and are not shown.</summary>
/// <param name="Address">Absolute, of http or https.</param>
public sealed record FeedSource(Uri Address)
{
    /// <summary>The address as it was written.</summary>
    public string Reveal() => Address.OriginalString;

    /// <summary>True for the same text. (Two <see cref="Uri"/> are equal although their users differ.)</summary>
    public bool Equals(FeedSource? other) => other is not null && string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>The address with <c>***</c> in the place of what may be secret.</summary>
    public override string ToString() => Address.UserInfo.Length == 0 && Address.Query.Length == 0
        ? Address.OriginalString
        : $"{Address.Scheme}://{(Address.UserInfo.Length == 0 ? "" : "***@")}{Address.Authority}{Address.AbsolutePath}{(Address.Query.Length == 0 ? "" : "?***")}";
}
