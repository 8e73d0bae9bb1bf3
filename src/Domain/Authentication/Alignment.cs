using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>How like the author's domain an authenticated one must be (RFC 9989 §4.4).</summary>
public enum AlignmentMode
{
    /// <summary>Both have the same Organizational Domain.</summary>
    Relaxed,

    /// <summary>Both are the same domain.</summary>
    Strict,
}

/// <summary>Whether an authenticated domain speaks for the domain of the author (RFC 9989 §4.10.2).</summary>
public enum Alignment
{
    /// <summary>It does.</summary>
    Aligned,

    /// <summary>It does not.</summary>
    Unaligned,

    /// <summary>The DNS did not tell.</summary>
    Unknown,
}

/// <summary>Identifier Alignment Evaluation (RFC 9989 §4.10.2).</summary>
public static class IdentifierAlignment
{
    /// <summary>Compares two domains, asking for their Organizational Domains only where that decides.</summary>
    public static Validation<Question, Alignment> Of(Knowledge known, AlignmentMode mode, DomainName author, DomainName authenticated) =>
        author == authenticated ? Prelude.Success<Question, Alignment>(Alignment.Aligned)
        : mode == AlignmentMode.Strict ? Prelude.Success<Question, Alignment>(Alignment.Unaligned)
        : Seqs.Of(TreeWalk.From(known, author), TreeWalk.From(known, authenticated)).Together().Map(walks => Compare(walks[0], walks[1]));

    static Alignment Compare(TreeWalk author, TreeWalk authenticated) => (author, authenticated) switch
    {
        (TreeWalk.Completed a, TreeWalk.Completed b) => a.OrganizationalDomain == b.OrganizationalDomain ? Alignment.Aligned : Alignment.Unaligned,
        _ => Alignment.Unknown,
    };
}
